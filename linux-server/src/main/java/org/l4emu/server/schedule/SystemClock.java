package org.l4emu.server.schedule;

/** CLOCK_MONOTONIC or CLOCK_REALTIME as timers see it. */
final class SystemClock implements TimerClock {
    private final Clock clock;
    private final Timers timers;
    private final boolean wall;

    /**
     * Creates one of the two.
     *
     * @param wall true for the time of day, which can be set
     */
    SystemClock(Clock clock, Timers timers, boolean wall) {
        this.clock = clock;
        this.timers = timers;
        this.wall = wall;
    }

    @Override
    public long nanos() {
        return wall ? clock.wallNanos() : clock.uptimeNanos();
    }

    @Override
    public void enter(ClockTimer timer) {
        timers.add(timer, deadlineOf(timer));
    }

    @Override
    public void leave(ClockTimer timer) {
        timers.remove(timer);
    }

    @Override
    public long deadlineOf(ClockTimer timer) {
        long offset = wall ? clock.wallOffsetNanos() : 0;
        return clock.ticksOf(Math.max(0, timer.expiryNanos() - offset));
    }
}
