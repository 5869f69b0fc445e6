package org.l4emu.workbench.trace;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.trace.BlockKind;
import org.l4emu.protocol.trace.TraceBlock;
import org.l4emu.protocol.trace.TraceDamaged;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;

/**
 * What only a pass over a trace's events tells.
 *
 * @param lastTime virtual time of the last event that can be read
 * @param eventDigest as the recorder kept it, or why there is none
 * @param machineDigest the last digest of the machine's state among the events
 */
record TraceContents(
        long compressedBytes,
        long lastTime,
        String eventDigest,
        String machineDigest,
        String haltedStatus) {
    private static final String NONE = "-";
    private static final int LAST_EVENTS = 1;

    static TraceContents of(TraceReader reader) throws IOException {
        long compressed =
                reader.blocks().stream()
                        .filter(block -> block.kind() == BlockKind.EVENTS)
                        .mapToLong(TraceBlock::compressedLength)
                        .sum();
        String machine = NONE;
        String halted = NONE;
        reader.seek(0);
        boolean more = true;
        while (more) {
            try {
                TraceEvent event =
                        reader.nextOf(Set.of(Event.KindCase.DIGEST, Event.KindCase.HALTED));
                more = event != null;
                if (event != null && event.event().hasDigest()) {
                    machine = hex(event.event().getDigest());
                } else if (event != null) {
                    halted = Words.hex(event.event().getHalted());
                }
            } catch (TraceDamaged e) {
                // check() lists it; the other blocks still count.
                more = true;
            }
        }
        String events =
                reader.eventDigest().isPresent() ? hex(reader.eventDigest().getAsLong()) : NONE;
        return new TraceContents(compressed, lastTime(reader), events, machine, halted);
    }

    private static long lastTime(TraceReader reader) throws IOException {
        long time = 0;
        try {
            reader.seek(Math.max(0, reader.events() - LAST_EVENTS));
            TraceEvent last = reader.next();
            time = last == null ? 0 : last.time();
        } catch (TraceDamaged e) {
            return time;
        }
        return time;
    }

    private static String hex(long digest) {
        return String.format(Locale.ROOT, "%016x", digest);
    }
}
