package org.l4emu.microkernel.schedule;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.environment.Environment;
import org.l4emu.microkernel.thread.L4Thread;

/** Decides at scheduling points. Plugs into an {@link Environment}; may keep state of its own. */
public interface Strategy {
    /**
     * Which of the runnable threads takes the next step; null lets time pass to the next timeout,
     * where {@link SchedulingPoint#canWait} says there is one.
     */
    @Nullable L4Thread choose(SchedulingPoint point);

    /** See {@link Environment#nextChoiceTime}; always later than {@code now}. */
    long nextChoiceTime(long now);

    /** Name and parameters, as the trace header keeps them. */
    String description();
}
