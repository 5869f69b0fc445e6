package org.l4emu.server.fs;

import java.util.ArrayList;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;
import org.l4emu.server.syscall.SyscallHandler;

/** A wait for one of many files to be ready, or for a time: poll, select, epoll_wait. */
abstract class ReadinessWait extends BlockedOperation {
    private final ServerPort server;
    private final Timeout timeout;
    private final ArrayList<OpenFile> files = new ArrayList<>();
    private final ArrayList<WaitQueue> queues = new ArrayList<>();

    ReadinessWait(ServerPort server, Timeout timeout) {
        this.server = server;
        this.timeout = timeout;
    }

    /** Looks at every file and stores what is ready; 0 if nothing is, an errno if one is bad. */
    abstract int look(Task task);

    /** Stores that nothing is ready. */
    abstract int storeNothing(Task task);

    /** The file takes part; it stays open while the wait lasts. */
    final void watch(OpenFile file) {
        files.add(file.share());
    }

    /** Looks once, then waits if it must; the result of the call. */
    final int start(Task task) {
        int result = lookOrTimeOut(task);
        if (result != SyscallHandler.BLOCKED) {
            ended(task);
            return result;
        }
        for (OpenFile file : files) {
            file.collectQueues(queues);
        }
        for (WaitQueue queue : queues) {
            queue.add(task);
        }
        if (timeout.isFinite()) {
            server.wakeAt(task, timeout.deadlineNanos());
        }
        return task.block(this);
    }

    private int lookOrTimeOut(Task task) {
        try {
            int ready = look(task);
            if (ready == 0 && server.uptimeNanos() >= timeout.deadlineNanos()) {
                ready = storeNothing(task);
            } else if (ready == 0) {
                return SyscallHandler.BLOCKED;
            }
            timeout.storeRemaining(task);
            return ready;
        } catch (UserFault bad) {
            return -Errno.EFAULT;
        }
    }

    @Override
    public final int resume(Task task) {
        return lookOrTimeOut(task);
    }

    @Override
    public int interrupted(Task task) {
        timeout.storeRemaining(task);
        return -Errno.ERESTARTNOHAND;
    }

    final Timeout timeout() {
        return timeout;
    }

    @Override
    public final void ended(Task task) {
        for (WaitQueue queue : queues) {
            queue.remove(task);
        }
        queues.clear();
        for (OpenFile file : files) {
            file.release();
        }
        files.clear();
        if (timeout.isFinite()) {
            server.cancelWake(task);
        }
    }

    @Override
    public final String waitsFor() {
        StringBuilder text = new StringBuilder("one of");
        for (OpenFile file : files) {
            text.append(' ').append(file.describe());
        }
        return text.toString();
    }
}
