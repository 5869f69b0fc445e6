package org.l4emu.server.process;

import org.l4emu.microkernel.thread.StateDigest;

/**
 * Flags and accounting of one task. {@code need_resched} is a request at the earliest convenience,
 * looked at on the way back to user mode.
 */
public final class ThreadInfo {
    /** Ticks a task may run before others get their turn. */
    private static final int SLICE_TICKS = 10;

    private boolean needResched;
    private int preemptCount;
    private int ticksLeft = SLICE_TICKS;
    private int syscall = -1;
    private long enteredAt;
    private long userTicks;
    private long systemTicks;

    public boolean needResched() {
        return needResched;
    }

    public void setNeedResched(boolean wanted) {
        needResched = wanted;
    }

    /** Number of the system call it is in, or was in last. */
    public int syscall() {
        return syscall;
    }

    public void setSyscall(int number) {
        syscall = number;
    }

    /** Locks held; kernel preemption only at 0. */
    public int preemptCount() {
        return preemptCount;
    }

    public void addPreemptCount(int difference) {
        preemptCount += difference;
    }

    /** scheduler_tick(): true if the slice is used up, which begins a new one. */
    public boolean tick() {
        if (--ticksLeft > 0) {
            return false;
        }
        ticksLeft = SLICE_TICKS;
        return true;
    }

    /** The task came into the kernel. */
    public void enter(long time, long lastReturn) {
        enteredAt = time;
        userTicks += time - lastReturn;
    }

    /** The task leaves the kernel, or waits there from now on. */
    public void leave(long time) {
        systemTicks += time - enteredAt;
        enteredAt = time;
    }

    /** The task goes on in the kernel after a wait. */
    public void resume(long time) {
        enteredAt = time;
    }

    /** Virtual time in user mode. Exact while one task is active, a share otherwise. */
    public long userTicks() {
        return userTicks;
    }

    public long systemTicks() {
        return systemTicks;
    }

    void digest(StateDigest digest) {
        digest.put((needResched ? 1L << 32 : 0) | preemptCount);
        digest.put((long) ticksLeft << 32 | syscall & 0xffffffffL);
        digest.put(userTicks);
        digest.put(systemTicks);
    }
}
