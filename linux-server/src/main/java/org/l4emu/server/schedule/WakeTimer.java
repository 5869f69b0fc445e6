package org.l4emu.server.schedule;

import org.l4emu.server.process.Task;

/** Wakes one task when a clock shows a time. */
public final class WakeTimer extends ClockTimer {
    private final Task task;
    private boolean expired;

    public WakeTimer(Task task, TimerClock clock) {
        super(clock);
        this.task = task;
    }

    /** Sets it, anew if it was set before. */
    public void begin(long expiryNanos) {
        expired = false;
        start(clock(), expiryNanos);
    }

    /** True once the time has come. */
    public boolean hasExpired() {
        return expired;
    }

    @Override
    protected void elapsed() {
        expired = true;
        task.wake();
    }

    @Override
    public String name() {
        return "wake " + task.pid();
    }
}
