package org.l4emu.server.schedule;

import org.l4emu.microkernel.thread.StateDigest;

/**
 * A timer that expires when a clock shows a time, and whose interval, if it has one, leads from
 * there to the next: no time is lost however late it is served.
 */
public abstract class ClockTimer extends Timer {
    /** Times and lengths are at most this many nanoseconds, as KTIME_MAX. */
    public static final long FOREVER = Long.MAX_VALUE;

    private TimerClock clock;
    private long expiryNanos;
    private long intervalNanos;
    private boolean running;

    protected ClockTimer(TimerClock clock) {
        this.clock = clock;
    }

    /** The clock shows the expiry or more; the timer does not run any more. */
    protected abstract void elapsed();

    public final TimerClock clock() {
        return clock;
    }

    /** Time on the clock at which it expires, or expired last. */
    public final long expiryNanos() {
        return expiryNanos;
    }

    /** 0 for none. */
    public final long intervalNanos() {
        return intervalNanos;
    }

    public final void setInterval(long nanos) {
        intervalNanos = nanos;
    }

    /** True from its start to its expiry. */
    public final boolean isRunning() {
        return running;
    }

    /** Starts it anew on a clock, up to a time that clock shows. */
    public final void start(TimerClock newClock, long newExpiryNanos) {
        stop();
        clock = newClock;
        expiryNanos = newExpiryNanos;
        running = true;
        clock.enter(this);
    }

    /** Starts it anew for the expiry it has. */
    public final void startAgain() {
        start(clock, expiryNanos);
    }

    public final void stop() {
        if (running) {
            running = false;
            clock.leave(this);
        }
    }

    /** Nanoseconds to the expiry, not below 0. */
    public final long leftNanos() {
        return Math.max(0, expiryNanos - clock.nanos());
    }

    /**
     * Moves the expiry by whole intervals until it lies behind a time of the clock.
     *
     * @return how many; 0 if it lies there already
     */
    public final long forward(long nanos) {
        if (nanos < expiryNanos) {
            return 0;
        }
        long count = (nanos - expiryNanos) / intervalNanos + 1;
        long most = (FOREVER - expiryNanos) / intervalNanos;
        expiryNanos += Math.min(count, most) * intervalNanos;
        return count;
    }

    /** A length from now on the clock, or the longest. */
    public static long after(TimerClock clock, long nanos) {
        long now = clock.nanos();
        return nanos > FOREVER - now ? FOREVER : now + nanos;
    }

    @Override
    protected final void expire() {
        running = false;
        elapsed();
    }

    @Override
    protected final long deadlineAfterClockSet() {
        return clock.deadlineOf(this);
    }

    /** Feeds all of its state. */
    public void digestState(StateDigest digest) {
        digest.put(name());
        digest.put(expiryNanos);
        digest.put(intervalNanos);
        digest.put(running);
    }
}
