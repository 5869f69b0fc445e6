package org.l4emu.protocol.trace;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.schema.Event;

/**
 * Compares each event with the recording's, byte for byte, and throws a {@link Divergence} out of
 * the first that differs. Events after the end of a cut recording are counted, not compared.
 */
public final class VerifyingSink extends EventEncoder {
    private static final int EVENTS_BEFORE_MAX = 20;

    private final TraceReader reader;
    private final EventWalk recorded;
    private long verified;
    private @Nullable Divergence divergence;

    public VerifyingSink(TraceReader reader) {
        super(reader.header().getBlockBytes(), reader.header().getEveryStep());
        this.reader = reader;
        this.recorded = reader.newWalk();
    }

    /** How many events agreed. */
    public long verified() {
        return verified;
    }

    /** The first difference, if one was met. */
    public @Nullable Divergence divergence() {
        return divergence;
    }

    /** To be called when the run has ended: a recording that goes on is a difference too. */
    public void finish() {
        if (divergence != null) {
            return;
        }
        try {
            if (recorded.advance()) {
                diverge(recorded.cursor().traceEvent(), null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void emitted(byte[] buffer, int offset, int length) {
        if (divergence != null) {
            return;
        }
        try {
            if (recorded.advance()) {
                RecordCursor cursor = recorded.cursor();
                if (cursor.sequence() == sequence() - 1
                        && cursor.hasBytes(buffer, offset, length)) {
                    verified++;
                } else {
                    diverge(cursor.traceEvent(), decode(buffer, offset, length));
                }
            } else if (!reader.isCut()) {
                diverge(null, decode(buffer, offset, length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TraceEvent decode(byte[] buffer, int offset, int length) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(buffer, offset, length);
        in.readRawVarint32();
        Event event = Event.parseFrom(in);
        String name =
                event.getDefine().isEmpty() ? recorded.cursor().nameOf(event) : event.getDefine();
        return new TraceEvent(sequence() - 1, lastTime(), name, event);
    }

    private void diverge(@Nullable TraceEvent expected, @Nullable TraceEvent actual)
            throws IOException {
        long at = expected != null ? expected.sequence() : verified;
        EventWalk behind = reader.newWalk();
        List<TraceEvent> before = new ArrayList<>();
        behind.seek(Math.max(0, verified - EVENTS_BEFORE_MAX));
        while (before.size() < Math.min(EVENTS_BEFORE_MAX, verified) && behind.advance()) {
            before.add(behind.cursor().traceEvent());
        }
        Divergence found = new Divergence(at, expected, actual, before);
        divergence = found;
        throw found;
    }
}
