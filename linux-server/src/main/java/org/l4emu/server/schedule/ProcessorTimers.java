package org.l4emu.server.schedule;

import java.util.ArrayList;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/**
 * Timers on processor time. Nobody tells the server when the microkernel switches between user
 * threads, so each process with such timers has one look at its clocks in the queue: at the first
 * time one of them can expire if the process has the processor all the time. If it had it for less
 * the look is repeated for the rest; while it does not have it at all, at doubling distances up to
 * a tick. A process that sleeps is not looked at before it comes back to user mode.
 *
 * <p>So a timer expires within a microsecond of its time while its process runs alone, at the
 * latest on the next way through the server, and never more than a tick late.
 */
public final class ProcessorTimers {
    /** Shortest distance of two looks: longer than the way to the server and back. */
    private static final long LOOK_TICKS_MIN = 64;

    private final Timers timers;
    private final long tickLength;
    private final TreeMap<Integer, Look> looks = new TreeMap<>();

    ProcessorTimers(Timers timers, Clock clock) {
        this.timers = timers;
        tickLength = clock.ticksOf(TimeFormat.SECOND / Clock.HZ);
    }

    /** The look at the clocks of one process. */
    private final class Look extends Timer {
        private final ThreadGroup group;
        private final ArrayList<ClockTimer> entered = new ArrayList<>(2);
        private long distance = LOOK_TICKS_MIN;
        private long leftBefore;

        Look(ThreadGroup group) {
            this.group = group;
        }

        @Override
        protected void expire() {
            distance = Math.min(2 * distance, tickLength);
            look();
        }

        void look() {
            for (ClockTimer timer : new ArrayList<>(entered)) {
                if (leftTicks(timer) <= 0 && entered.remove(timer)) {
                    timer.expire();
                }
            }
            plan();
        }

        void plan() {
            if (entered.isEmpty()) {
                looks.remove(group.pid());
            }
            if (entered.isEmpty() || !isActive()) {
                timers.remove(this);
                return;
            }
            long left = Long.MAX_VALUE;
            for (ClockTimer timer : entered) {
                left = Math.min(left, leftTicks(timer));
            }
            if (left != leftBefore) {
                leftBefore = left;
                distance = LOOK_TICKS_MIN;
            }
            long now = timers.now();
            long at = now + Math.min(Math.max(left, distance), Long.MAX_VALUE - 1 - now);
            if (!isQueued() || deadline() > at) {
                timers.add(this, at);
            }
        }

        private boolean isActive() {
            for (Task thread : group.threads()) {
                if (thread.state() == Task.State.RUNNING) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String name() {
            return "processor time " + group.pid();
        }
    }

    private static long leftTicks(ClockTimer timer) {
        return timer.clock() instanceof ProcessorClock clock ? clock.leftTicks(timer) : 0;
    }

    void add(ThreadGroup group, ClockTimer timer) {
        if (group.isDead()) {
            return;
        }
        Look look = looks.computeIfAbsent(group.pid(), pid -> new Look(group));
        look.entered.add(timer);
        look.plan();
    }

    void remove(ThreadGroup group, ClockTimer timer) {
        Look look = looks.get(group.pid());
        if (look != null && look.group == group && look.entered.remove(timer)) {
            look.plan();
        }
    }

    /** On a task's way back to user mode: timers that are due expire, others are looked after. */
    public void check(ThreadGroup group) {
        if (!looks.isEmpty()) {
            Look look = looks.get(group.pid());
            if (look != null) {
                look.look();
            }
        }
    }

    /** A process ended: its clocks stand still, and nobody waits for them. */
    public void forget(ThreadGroup group) {
        @Nullable Look look = looks.remove(group.pid());
        if (look != null) {
            timers.remove(look);
        }
    }

    public void digest(StateDigest digest) {
        for (Look look : looks.values()) {
            digest.put(look.name());
            digest.put(look.distance);
            digest.put(look.leftBefore);
            for (ClockTimer timer : look.entered) {
                timer.digestState(digest);
            }
        }
    }
}
