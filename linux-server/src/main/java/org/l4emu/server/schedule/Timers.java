package org.l4emu.server.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.TreeSet;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;

/**
 * All timers of the server by deadline, then by the order they were set in. Programs the interval
 * timer: for the first deadline, and for the next tick while one is wanted.
 */
public final class Timers {
    private final ThreadContext context;
    private final long tickLength;
    private final TreeSet<Timer> queue =
            new TreeSet<>(Comparator.comparingLong(Timer::deadline).thenComparing(Timer::order));
    private long orders;
    private long tickAt = Long.MAX_VALUE;
    private long armedFor = Long.MAX_VALUE;

    public Timers(ThreadContext context) {
        this.context = context;
        tickLength = context.instructionsPerMicro() * (1_000_000L / Clock.HZ);
    }

    /** Sets the timer, anew if it is set already. */
    public void add(Timer timer, long deadline) {
        remove(timer);
        timer.enter(deadline, orders++);
        queue.add(timer);
        arm();
    }

    /** Takes the timer back if it is set. */
    public void remove(Timer timer) {
        if (timer.isQueued()) {
            queue.remove(timer);
            timer.leave();
        }
    }

    /** Virtual time now. */
    long now() {
        return context.time();
    }

    /** Asks for a timer interrupt at the next multiple of 1/HZ; it does not repeat by itself. */
    public void wantTick() {
        if (tickAt == Long.MAX_VALUE) {
            tickAt = (context.time() / tickLength + 1) * tickLength;
            arm();
        }
    }

    public boolean isTickWanted() {
        return tickAt != Long.MAX_VALUE;
    }

    /** The interval timer fired: forgets what it was armed for; true if a tick was due. */
    boolean interrupt() {
        armedFor = Long.MAX_VALUE;
        boolean tick = tickAt <= context.time();
        if (tick) {
            tickAt = Long.MAX_VALUE;
        }
        return tick;
    }

    /** True if a timer's deadline has passed. */
    boolean isDue() {
        return !queue.isEmpty() && queue.first().deadline() <= context.time();
    }

    /** Lets all timers expire whose deadline has passed. */
    public void expire() {
        long now = context.time();
        while (!queue.isEmpty() && queue.first().deadline() <= now) {
            Timer timer = queue.first();
            remove(timer);
            timer.expire();
        }
        arm();
    }

    /** The wall clock was set: timers that wait for a time of day move. */
    void wallClockSet() {
        for (Timer timer : new ArrayList<>(queue)) {
            long deadline = timer.deadlineAfterClockSet();
            if (deadline != timer.deadline()) {
                add(timer, deadline);
            }
        }
    }

    /** Programs the device if it would fire too late. */
    void arm() {
        long first = queue.isEmpty() ? Long.MAX_VALUE : queue.first().deadline();
        long next = Math.max(Math.min(first, tickAt), context.time());
        if (next < armedFor) {
            armedFor = next;
            context.armTimer(next);
        }
    }

    public void digest(StateDigest digest) {
        digest.put(tickAt);
        digest.put(armedFor);
        digest.put(queue.size());
        for (Timer timer : queue) {
            timer.digest(digest);
        }
    }
}
