package org.l4emu.protocol.trace;

import org.l4emu.protocol.schema.Event;

/**
 * An event read back.
 *
 * @param time absolute virtual time
 * @param name the event's string-table entry (step name, thread role, kdebug reason), or empty
 */
public record TraceEvent(long sequence, long time, String name, Event event) {
    /** True if both report the same at the same time, wherever their blocks begin. */
    public boolean saysTheSameAs(TraceEvent other) {
        return time == other.time
                && name.equals(other.name)
                && bare(event).equals(bare(other.event));
    }

    /** Without what depends on the event's place in its block. */
    private static Event bare(Event event) {
        Event.Builder builder = event.toBuilder().clearDelta().clearDefine();
        if (event.hasStep()) {
            builder.getStepBuilder().clearName();
        } else if (event.hasThreadCreated()) {
            builder.getThreadCreatedBuilder().clearRole();
        } else if (event.hasKdebug()) {
            builder.getKdebugBuilder().clearReason();
        }
        return builder.build();
    }
}
