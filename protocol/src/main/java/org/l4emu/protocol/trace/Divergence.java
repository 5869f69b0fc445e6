package org.l4emu.protocol.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run did something else than its recording; this is the first event that differs. */
public final class Divergence extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long sequence;
    private final transient @Nullable TraceEvent expected;
    private final transient @Nullable TraceEvent actual;
    private final transient List<TraceEvent> before;

    Divergence(
            long sequence,
            @Nullable TraceEvent expected,
            @Nullable TraceEvent actual,
            List<TraceEvent> before) {
        super(
                "event "
                        + sequence
                        + " differs: recorded "
                        + text(expected)
                        + ", now "
                        + text(actual));
        this.sequence = sequence;
        this.expected = expected;
        this.actual = actual;
        this.before = List.copyOf(before);
    }

    public long sequence() {
        return sequence;
    }

    /** The recorded event; null if the recording ended before it. */
    public @Nullable TraceEvent expected() {
        return expected;
    }

    /** The event of this run; null if the run ended before it. */
    public @Nullable TraceEvent actual() {
        return actual;
    }

    /** The last events both agree on, oldest first. */
    public List<TraceEvent> before() {
        return before;
    }

    private static String text(@Nullable TraceEvent event) {
        if (event == null) {
            return "the end";
        }
        String body = event.event().toString().replace('\n', ' ').strip();
        String name = event.name().isEmpty() ? "" : " (" + event.name() + ")";
        return "at time " + event.time() + " {" + body + "}" + name;
    }
}
