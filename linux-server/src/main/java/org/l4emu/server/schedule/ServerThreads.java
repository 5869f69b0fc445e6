package org.l4emu.server.schedule;

import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.server.signal.SignalNotifier;

/**
 * The server's threads: one in the second generation; several in the first, of which the holder of
 * the kernel lock works while the others wait. Processes are dealt out among them. Also counts the
 * tasks that are active, in the kernel or outside: more than one need a tick.
 */
public final class ServerThreads {
    private static final int NOBODY = -1;

    private final RunnableTasks[] runnable;
    private final Timers timers;
    private final SignalNotifier notifier;
    private ThreadContext working;
    private final ProcessorMeter meter;
    private int lockHolder;
    private int nextServer;
    private int activeCount;

    /**
     * The threads of one server.
     *
     * @param first context of lthread 0 of the server's task, which holds the kernel lock while it
     *     boots
     * @param others lthread numbers of the others
     */
    public ServerThreads(
            ThreadContext first,
            int[] others,
            Timers timers,
            SignalNotifier notifier,
            ProcessorMeter meter) {
        working = first;
        this.timers = timers;
        this.notifier = notifier;
        this.meter = meter;
        runnable = new RunnableTasks[others.length + 1];
        runnable[0] = new RunnableTasks(this, first.id());
        nextServer = others.length; // The first one has the first program already
        for (int i = 0; i < others.length; i++) {
            runnable[i + 1] = new RunnableTasks(this, first.id().sibling(others[i]));
        }
    }

    public int count() {
        return runnable.length;
    }

    /** What tasks measure their processor time with. */
    ProcessorMeter meter() {
        return meter;
    }

    /** The one that boots, takes interrupts and runs kernel threads. */
    public RunnableTasks first() {
        return runnable[0];
    }

    public RunnableTasks get(int index) {
        return runnable[index];
    }

    /** Whose turn it is to get a new process. */
    public RunnableTasks next() {
        RunnableTasks chosen = runnable[nextServer];
        nextServer = (nextServer + 1) % runnable.length;
        return chosen;
    }

    /** The lock's holder may have made a task of another server thread selectable. */
    void becameRunnable(RunnableTasks tasks) {
        if (runnable.length > 1 && tasks != runnable[Math.max(lockHolder, 0)]) {
            notifier.owe(tasks.thread());
        }
    }

    /** Context of the server thread that takes a step: whose doing events are. */
    public ThreadContext working() {
        return working;
    }

    /** Said by a server thread before it does anything. */
    public void setWorking(ThreadContext context) {
        working = context;
    }

    // The kernel lock

    /** kernel_lock: true if server thread {@code index} has it now. */
    public boolean tryLock(int index) {
        if (lockHolder != NOBODY) {
            return false;
        }
        lockHolder = index;
        return true;
    }

    /** True while server thread {@code index} has the kernel lock. */
    public boolean isHeldBy(int index) {
        return lockHolder == index;
    }

    /** Gives the kernel lock back. */
    public void unlock(int index) {
        InvariantViolation.require(
                lockHolder == index,
                "L5_KERNEL_LOCK",
                "%d unlocks what %d holds",
                index,
                lockHolder);
        lockHolder = NOBODY;
    }

    // Activity

    void changeActive(int difference) {
        activeCount += difference;
        if (activeCount > 1) {
            timers.wantTick();
        }
    }

    public int activeCount() {
        return activeCount;
    }

    public void digest(StateDigest digest) {
        digest.put((long) activeCount << 32 | nextServer);
        digest.put(lockHolder);
        for (RunnableTasks tasks : runnable) {
            tasks.digest(digest);
        }
    }
}
