package org.l4emu.workbench.trace;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.trace.TraceDamaged;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;

/**
 * Goes through a range of a trace's events, past damaged blocks, knowing each event's lane. What is
 * missing is said once, on the error stream.
 */
final class TraceWalk {
    /** Events read before the range, to learn which thread runs. */
    private static final long LEAD_EVENTS = 10_000;

    private final Path file;
    private final TraceReader reader;
    private final PrintWriter err;
    private final Lanes lanes = new Lanes();
    private final long from;
    private final long to;
    private int lane = Lanes.NONE;
    private boolean damaged;

    TraceWalk(Path file, TraceReader reader, PrintWriter err, long from, long to)
            throws IOException {
        this.file = file;
        this.reader = reader;
        this.err = err;
        this.from = from;
        this.to = to;
        try {
            reader.seek(Math.max(0, from - LEAD_EVENTS));
        } catch (TraceDamaged e) {
            report(e);
        }
    }

    /**
     * @return null at the end of the range
     */
    @Nullable TraceEvent next() throws IOException {
        while (true) {
            TraceEvent event;
            try {
                event = reader.next();
            } catch (TraceDamaged e) {
                report(e);
                continue;
            }
            if (event == null) {
                reportCut();
                return null;
            }
            if (event.sequence() > to) {
                return null;
            }
            lane = lanes.laneOf(event.event());
            if (event.sequence() >= from) {
                return event;
            }
        }
    }

    /** Of the last event given. */
    int lane() {
        return lane;
    }

    /** The thread that ran at the last event given. */
    int current() {
        return lanes.current();
    }

    boolean isDamaged() {
        return damaged || !reader.damage().isEmpty();
    }

    private void report(TraceDamaged failure) {
        damaged = true;
        err.println("l4emu: " + file + ": " + failure.damage() + "; its events are missing");
    }

    private void reportCut() {
        reader.damage().forEach(damage -> err.println("l4emu: " + file + ": " + damage));
        if (reader.isCut()) {
            err.println("l4emu: " + file + ": cut; " + reader.events() + " events could be read");
        }
    }
}
