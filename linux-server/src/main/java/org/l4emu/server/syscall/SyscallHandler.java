package org.l4emu.server.syscall;

import org.l4emu.server.process.Task;

/**
 * Does one system call for {@code task}; its arguments are {@code task.arg(0)} to {@code
 * task.arg(6)}. Runs to its end or to the point where it must wait, in one step of the server.
 */
@FunctionalInterface
public interface SyscallHandler {
    /**
     * The operation waits; the handler has called {@code task.block(…)}. In the range of errnos,
     * where no address mmap or brk returns can be.
     */
    int BLOCKED = -4001;

    /** The client must not be answered: execve, exit or kill took its thread away. */
    int NO_REPLY = -4002;

    /** The handler set all registers itself, as sigreturn does: none holds a result. */
    int REGISTERS_SET = -4003;

    /**
     * Returns the result register's value, a negative errno, {@link #BLOCKED} or {@link #NO_REPLY}.
     * A bad user pointer leaves by {@code UserFault}, which the dispatcher turns into −EFAULT.
     */
    int call(Task task);
}
