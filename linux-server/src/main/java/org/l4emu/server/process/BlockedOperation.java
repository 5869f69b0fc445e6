package org.l4emu.server.process;

import org.l4emu.server.syscall.SyscallHandler;

/**
 * A system call that waits, as data: the part a process's kernel stack plays in L4Linux. Made by a
 * handler, kept by its task, resumed when {@code schedule()} selects the task after a wake-up.
 */
public abstract class BlockedOperation {
    /**
     * Looks whether what it waited for is there.
     *
     * @return the call's result, or {@link SyscallHandler#BLOCKED} to go on waiting (it stays in
     *     the queues it is in), or {@link SyscallHandler#NO_REPLY}
     */
    public abstract int resume(Task task);

    /** Result when a signal ends an interruptible wait; −ERESTARTSYS unless it says otherwise. */
    public int interrupted(Task task) {
        return -Errno.ERESTARTSYS;
    }

    /** True for the waits that give −EINTR once a stop is over, though there is no handler. */
    public boolean endsWhenContinued() {
        return false;
    }

    /**
     * restart_syscall after {@link #interrupted} said −ERESTART_RESTARTBLOCK: goes on, up to the
     * time the first try was to end at. A handler's result: {@link SyscallHandler#BLOCKED} if it
     * waits again.
     */
    public int restart(Task task) {
        return -Errno.EINTR;
    }

    /** False for waits only SIGKILL may end. */
    public boolean isInterruptible() {
        return true;
    }

    /** The wait is over, however it ended: leaves queues it entered by itself. */
    public void ended(Task task) {}

    /** What it waits for, for {@code ps} and for reports: "data in pipe 3". */
    public abstract String waitsFor();
}
