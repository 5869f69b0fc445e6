package org.l4emu.server.ptrace;

import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * A stop in the middle of a system call: when the tracer lets the thread go on, so does the call.
 */
final class TraceStop extends BlockedOperation {
    private final String text;
    private final SyscallHandler rest;

    /**
     * A stop that goes on with the rest of the call.
     *
     * @param rest what {@link #resume} does, with its results
     */
    TraceStop(String text, SyscallHandler rest) {
        this.text = text;
        this.rest = rest;
    }

    @Override
    public int resume(Task task) {
        return rest.call(task);
    }

    @Override
    public boolean isInterruptible() {
        return false;
    }

    @Override
    public String waitsFor() {
        return "tracer, " + text;
    }
}
