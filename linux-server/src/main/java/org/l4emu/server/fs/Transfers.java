package org.l4emu.server.fs;

import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;
import org.l4emu.server.syscall.SyscallHandler;

/** Reads and writes of open files by tasks: what waits, what is partial, what raises SIGPIPE. */
final class Transfers {
    private static final int SIGPIPE = 13;
    private static final long TENTH_NANOS = 100_000_000;

    private final ServerPort server;

    Transfers(ServerPort server) {
        this.server = server;
    }

    /** Reads at the file's position; the result of the call. */
    int read(Task task, OpenFile file, IoBuffer to) {
        if (!file.mayRead()) {
            return -Errno.EBADF;
        }
        int admitted = file.admitReader(task);
        if (admitted != 0) {
            return admitted;
        }
        int result = file.read(to);
        if (result != -Errno.EAGAIN || file.isNonblocking()) {
            return answer(result, to);
        }
        WaitQueue queue = file.readers();
        if (queue == null) {
            return -Errno.EAGAIN;
        }
        long deadline = Long.MAX_VALUE;
        if (file.waitTenths() > 0) {
            deadline = server.uptimeNanos() + file.waitTenths() * TENTH_NANOS;
            server.wakeAt(task, deadline);
        }
        return task.block(new ReadWait(server, file.share(), to, deadline), queue);
    }

    /** Writes at the file's position; the result of the call. */
    int write(Task task, OpenFile file, IoBuffer from) {
        if (!file.mayWrite()) {
            return -Errno.EBADF;
        }
        int admitted = file.admitWriter(task);
        if (admitted != 0) {
            return admitted;
        }
        int result = file.write(from);
        if (result == -Errno.EAGAIN && !file.isNonblocking()) {
            WaitQueue queue = file.writers();
            if (queue != null) {
                return task.block(new WriteWait(this, file.share(), from), queue);
            }
        }
        return writeAnswer(task, result, from);
    }

    /** A write's result; a broken pipe raises SIGPIPE as well. */
    int writeAnswer(Task task, int result, IoBuffer from) {
        if (result == -Errno.EPIPE) {
            server.signal(task, SIGPIPE);
        }
        return answer(result, from);
    }

    /** What was moved counts more than what then went wrong. */
    static int answer(int result, IoBuffer buffer) {
        if (buffer.done() > 0) {
            return buffer.done();
        }
        if (buffer.faulted()) {
            return -Errno.EFAULT;
        }
        return result;
    }

    /** A read that waits for data. */
    private static final class ReadWait extends BlockedOperation {
        private final ServerPort server;
        private final OpenFile file;
        private final IoBuffer to;
        private final long deadlineNanos;

        ReadWait(ServerPort server, OpenFile file, IoBuffer to, long deadlineNanos) {
            this.server = server;
            this.file = file;
            this.to = to;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public int resume(Task task) {
            int admitted = file.admitReader(task);
            if (admitted != 0) {
                return admitted;
            }
            int result = file.read(to);
            if (result != -Errno.EAGAIN) {
                return answer(result, to);
            }
            boolean late = server.uptimeNanos() >= deadlineNanos;
            return late ? 0 : SyscallHandler.BLOCKED;
        }

        @Override
        public void ended(Task task) {
            if (deadlineNanos != Long.MAX_VALUE) {
                server.cancelWake(task);
            }
            file.release();
        }

        @Override
        public String waitsFor() {
            return "data in " + file.describe();
        }
    }

    /** A write that waits for room; what fitted is written already. */
    private static final class WriteWait extends BlockedOperation {
        private final Transfers transfers;
        private final OpenFile file;
        private final IoBuffer from;

        WriteWait(Transfers transfers, OpenFile file, IoBuffer from) {
            this.transfers = transfers;
            this.file = file;
            this.from = from;
        }

        @Override
        public int resume(Task task) {
            int admitted = file.admitWriter(task);
            int result = admitted != 0 ? admitted : file.write(from);
            return result == -Errno.EAGAIN
                    ? SyscallHandler.BLOCKED
                    : transfers.writeAnswer(task, result, from);
        }

        @Override
        public int interrupted(Task task) {
            return answer(-Errno.ERESTARTSYS, from);
        }

        @Override
        public void ended(Task task) {
            file.release();
        }

        @Override
        public String waitsFor() {
            return "room in " + file.describe();
        }
    }
}
