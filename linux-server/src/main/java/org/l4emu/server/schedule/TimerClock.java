package org.l4emu.server.schedule;

/** A clock that timers run on: the time since boot, the time of day, or processor time. */
public interface TimerClock {
    /** What the clock shows now, in nanoseconds. */
    long nanos();

    /**
     * Lets the timer expire when the clock shows {@code timer.expiryNanos()}, at once if it does.
     */
    void enter(ClockTimer timer);

    /** Takes the timer back if it was entered. */
    void leave(ClockTimer timer);

    /** Virtual time at which the timer will expire if it is entered and nobody sets the clock. */
    long deadlineOf(ClockTimer timer);
}
