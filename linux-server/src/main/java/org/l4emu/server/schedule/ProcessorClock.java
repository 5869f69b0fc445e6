package org.l4emu.server.schedule;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/** The processor time of a process or of one thread. */
public final class ProcessorClock implements TimerClock {
    /** What is counted. */
    public enum Kind {
        /** User mode only. */
        USER,
        /** User mode and system calls. */
        ALL
    }

    private final Clock clock;
    private final ProcessorTimers timers;
    private final ThreadGroup group;
    private final @Nullable Task thread;
    private final Kind kind;

    /**
     * Makes a clock.
     *
     * @param thread null for all threads of the process
     */
    ProcessorClock(
            Clock clock,
            ProcessorTimers timers,
            ThreadGroup group,
            @Nullable Task thread,
            Kind kind) {
        this.clock = clock;
        this.timers = timers;
        this.group = group;
        this.thread = thread;
        this.kind = kind;
    }

    private long ticks() {
        Task one = thread;
        if (one == null) {
            return group.userTicks() + (kind == Kind.ALL ? group.systemTicks() : 0);
        }
        return one.info().userTicks() + (kind == Kind.ALL ? one.info().systemTicks() : 0);
    }

    @Override
    public long nanos() {
        return clock.nanosOf(ticks());
    }

    /** Virtual time the process needs at least before a timer expires. */
    long leftTicks(ClockTimer timer) {
        return clock.ticksOf(timer.expiryNanos()) - ticks();
    }

    @Override
    public void enter(ClockTimer timer) {
        timers.add(group, timer);
    }

    @Override
    public void leave(ClockTimer timer) {
        timers.remove(group, timer);
    }

    /** Processor time does not depend on the wall clock; such timers are in no queue. */
    @Override
    public long deadlineOf(ClockTimer timer) {
        return timer.deadline();
    }
}
