package org.l4emu.server.process;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.server.schedule.ProcessorMeter;

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

    // Processor time: up to the mark the L4 thread's is in userTicks
    private final ProcessorMeter meter;
    private ThreadId measured = ThreadId.NIL;
    private long mark;
    private ThreadId server = ThreadId.NIL;
    private boolean inKernel;
    private long enteredAt;
    private long userTicks;
    private long systemTicks;

    // What restart_syscall does
    private @Nullable BlockedOperation restart;
    private int restartSyscall;

    ThreadInfo(ProcessorMeter meter) {
        this.meter = meter;
    }

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

    // Processor time

    /** The task runs in another L4 thread from now on, which may have run for others before. */
    void measure(ThreadId thread) {
        sample();
        restart = null;
        measured = thread;
        mark = Math.max(0, meter.consumedTicks(thread));
    }

    /** Takes over what the L4 thread consumed: before the thread goes, the last chance to. */
    void sample() {
        long consumed = meter.consumedTicks(measured);
        if (consumed > mark) {
            userTicks += consumed - mark;
            mark = consumed;
        }
    }

    /** A server thread begins to work for the task. */
    public void enter(ThreadId serverThread) {
        leave();
        sample();
        server = serverThread;
        enteredAt = meter.consumedTicks(server);
        inKernel = true;
    }

    /** The server ceases to work for the task, which leaves the kernel or waits there. */
    public void leave() {
        if (inKernel) {
            systemTicks += meter.consumedTicks(server) - enteredAt;
            inKernel = false;
        }
    }

    /** Virtual time its L4 thread ran for, in user code and emulib, up to now. */
    public long userTicks() {
        sample();
        return userTicks;
    }

    /** Virtual time the server worked for it, up to now. */
    public long systemTicks() {
        return systemTicks + (inKernel ? meter.consumedTicks(server) - enteredAt : 0);
    }

    // restart_syscall

    /** The wait restart_syscall goes on with; null for none. */
    public @Nullable BlockedOperation restart() {
        return restart;
    }

    /** A wait with a timeout was interrupted; it can go on for the time that is left. */
    public void setRestart(BlockedOperation operation) {
        restart = operation;
        restartSyscall = syscall;
    }

    /** Number of the call that was interrupted, once; 0 for none. */
    public int takeRestartSyscall() {
        int number = restartSyscall;
        restartSyscall = 0;
        return number;
    }

    /** A handler ran or another program: there is nothing to go on with. */
    public void forgetRestart() {
        restart = null;
    }

    void digest(StateDigest digest) {
        digest.put((needResched ? 1L << 32 : 0) | preemptCount);
        digest.put((long) ticksLeft << 32 | syscall & 0xffffffffL);
        digest.put(userTicks);
        digest.put(mark);
        digest.put(systemTicks);
        digest.put(inKernel ? enteredAt : -1);
        BlockedOperation waiting = restart;
        digest.put(waiting == null ? "" : waiting.waitsFor());
    }
}
