package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.BUFFER_IN;
import static org.l4emu.server.syscall.ArgumentKind.BUFFER_OUT;
import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HIGH_HALF;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.LOW_HALF;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;
import static org.l4emu.server.syscall.ArgumentKind.UNUSED;

import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** read, write and their relatives, lseek. */
final class TransferSyscalls {
    private final UserMemory memory;
    private final Arguments arguments;
    private final Transfers transfers;

    TransferSyscalls(UserMemory memory, Arguments arguments, Transfers transfers) {
        this.memory = memory;
        this.arguments = arguments;
        this.transfers = transfers;
    }

    void register(SyscallTable table) {
        table.full(3, "read", this::read, FD, BUFFER_OUT, UNSIGNED);
        table.full(4, "write", this::write, FD, BUFFER_IN, UNSIGNED);
        table.full(19, "lseek", this::lseek, FD, INT, INT);
        table.full(140, "_llseek", this::llseek, FD, HIGH_HALF, LOW_HALF, POINTER, INT);
        table.full(145, "readv", this::readv, FD, POINTER, INT);
        table.full(146, "writev", this::writev, FD, POINTER, INT);
        table.full(
                180, "pread64", this::pread, FD, BUFFER_OUT, UNSIGNED, UNUSED, LOW_HALF, HIGH_HALF);
        table.full(
                181,
                "pwrite64",
                this::pwrite,
                FD,
                BUFFER_IN,
                UNSIGNED,
                UNUSED,
                LOW_HALF,
                HIGH_HALF);
        table.full(361, "preadv", this::preadv, FD, POINTER, INT, LOW_HALF, HIGH_HALF);
        table.full(362, "pwritev", this::pwritev, FD, POINTER, INT, LOW_HALF, HIGH_HALF);
    }

    private int read(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        int length = task.arg(2);
        if (length < 0) {
            return -Errno.EINVAL;
        }
        return transfers.read(task, file, buffer(task, length));
    }

    private UserBuffer buffer(Task task, int length) {
        int moved = Math.min(length, Arguments.TRANSFER_BYTES_MAX);
        return new UserBuffer(memory, task, task.arg(1), moved);
    }

    private int write(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        int length = task.arg(2);
        if (length < 0) {
            return -Errno.EINVAL;
        }
        return transfers.write(task, file, buffer(task, length));
    }

    private int readv(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        ErrorOr<UserBuffer> to = arguments.vector(task, task.arg(1), task.arg(2));
        return to.isError() ? to.error() : transfers.read(task, file, to.get());
    }

    private int writev(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        ErrorOr<UserBuffer> from = arguments.vector(task, task.arg(1), task.arg(2));
        return from.isError() ? from.error() : transfers.write(task, file, from.get());
    }

    private int pread(Task task) {
        return readAt(
                task, Arguments.pair(task, 4), arguments.range(task, task.arg(1), task.arg(2)));
    }

    private int preadv(Task task) {
        return readAt(
                task, Arguments.pair(task, 3), arguments.vector(task, task.arg(1), task.arg(2)));
    }

    private static int readAt(Task task, long position, ErrorOr<UserBuffer> to) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null || !file.mayRead()) {
            return -Errno.EBADF;
        }
        if (position < 0) {
            return -Errno.EINVAL;
        }
        return to.isError()
                ? to.error()
                : Transfers.answer(file.readAt(position, to.get()), to.get());
    }

    private int pwrite(Task task) {
        return writeAt(
                task, Arguments.pair(task, 4), arguments.range(task, task.arg(1), task.arg(2)));
    }

    private int pwritev(Task task) {
        return writeAt(
                task, Arguments.pair(task, 3), arguments.vector(task, task.arg(1), task.arg(2)));
    }

    private static int writeAt(Task task, long position, ErrorOr<UserBuffer> from) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null || !file.mayWrite()) {
            return -Errno.EBADF;
        }
        if (position < 0) {
            return -Errno.EINVAL;
        }
        return from.isError()
                ? from.error()
                : Transfers.answer(file.writeAt(position, from.get()), from.get());
    }

    private int lseek(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        long before = file.position();
        long result = file.seek(task.arg(1), task.arg(2));
        if (result > Integer.MAX_VALUE) {
            file.setPosition(before);
            return -Errno.EOVERFLOW;
        }
        return (int) result;
    }

    private int llseek(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        long offset = (long) task.arg(1) << 32 | task.arg(2) & 0xffffffffL;
        long result = file.seek(offset, task.arg(4));
        if (result < 0) {
            return (int) result;
        }
        memory.setLong(task, task.arg(3), result);
        return 0;
    }
}
