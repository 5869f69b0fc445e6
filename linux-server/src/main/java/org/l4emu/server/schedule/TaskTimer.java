package org.l4emu.server.schedule;

import org.l4emu.server.process.Task;

/** Wakes one task at its time. */
public final class TaskTimer extends Timer {
    private final Task task;
    private boolean expired;

    public TaskTimer(Task task) {
        this.task = task;
    }

    /** True once the time has come. */
    public boolean hasExpired() {
        return expired;
    }

    @Override
    protected void expire() {
        expired = true;
        task.wake();
    }

    @Override
    public String name() {
        return "wake " + task.pid();
    }
}
