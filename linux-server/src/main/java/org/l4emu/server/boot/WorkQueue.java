package org.l4emu.server.boot;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallHandler;

/** The bottom-half thread: does work that was put off, in order, each piece in one go. */
final class WorkQueue extends BlockedOperation {
    /** A piece of work. */
    interface Work {
        void run();
    }

    private final ArrayDeque<Work> queue = new ArrayDeque<>();
    private @Nullable Task worker;

    /** Puts work off until the thread is selected. */
    void add(Work work) {
        queue.add(work);
        Task sleeping = worker;
        if (sleeping != null) {
            sleeping.wake();
        }
    }

    @Override
    public int resume(Task task) {
        worker = task;
        for (Work work = queue.poll(); work != null; work = queue.poll()) {
            work.run();
        }
        return SyscallHandler.BLOCKED;
    }

    @Override
    public boolean isInterruptible() {
        return false;
    }

    @Override
    public String waitsFor() {
        return "work";
    }
}
