package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.DIRECTORY_FD;
import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.OCTAL;
import static org.l4emu.server.syscall.ArgumentKind.PATH;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallHandler;
import org.l4emu.server.syscall.SyscallTable;

/** open and its relatives, pipe, close. */
final class OpenSyscalls {
    private static final int CLOSE_RANGE_UNSHARE = 2;
    private static final int CLOSE_RANGE_CLOEXEC = 4;

    private final Vfs vfs;
    private final UserMemory memory;
    private final Arguments arguments;

    OpenSyscalls(Vfs vfs, UserMemory memory, Arguments arguments) {
        this.vfs = vfs;
        this.memory = memory;
        this.arguments = arguments;
    }

    void register(SyscallTable table) {
        table.full(5, "open", this::open, PATH, HEX, OCTAL);
        table.full(8, "creat", this::creat, PATH, OCTAL);
        table.full(322, "openat", this::openat, DIRECTORY_FD, PATH, HEX, OCTAL);
        table.full(6, "close", this::close, FD);
        table.partial(
                436,
                "close_range",
                "a shared table is not copied first",
                this::closeRange,
                UNSIGNED,
                UNSIGNED,
                HEX);
        table.full(42, "pipe", task -> pipe(task, 0), POINTER);
        table.full(359, "pipe2", task -> pipe(task, task.arg(1)), POINTER, HEX);
    }

    private int open(Task task) {
        return open(task, Arguments.AT_FDCWD, task.arg(0), task.arg(1), task.arg(2));
    }

    private int creat(Task task) {
        int flags = OpenFlags.CREATE | OpenFlags.WRITE_ONLY | OpenFlags.TRUNCATE;
        return open(task, Arguments.AT_FDCWD, task.arg(0), flags, task.arg(1));
    }

    private int openat(Task task) {
        return open(task, task.arg(0), task.arg(1), task.arg(2), task.arg(3));
    }

    private int open(Task task, int directory, int address, int flags, int mode) {
        String path = arguments.path(task, address);
        ErrorOr<Directory> start = Arguments.start(task, directory, path);
        if (start.isError()) {
            return start.error();
        }
        Caller caller = Caller.of(task);
        ErrorOr<OpenFile> opened = vfs.open(caller, start.get(), path, flags, mode);
        if (opened.isError()) {
            return opened.error();
        }
        OpenFile file = opened.get();
        if (file instanceof TerminalFile terminal) {
            vfs.terminals().takeAtOpen(task, terminal, flags);
        }
        boolean closesOnExec = (flags & OpenFlags.CLOSE_ON_EXEC) != 0;
        if (file instanceof PipeFile fifo && fifo.lacksPartner()) {
            FifoOpen waiting = new FifoOpen(fifo, closesOnExec);
            return task.block(waiting, fifo.pipe().readQueue(), fifo.pipe().writeQueue());
        }
        return task.files().add(file, 0, closesOnExec);
    }

    /** An open of a FIFO that waits for the other side. */
    private static final class FifoOpen extends BlockedOperation {
        private final PipeFile file;
        private final boolean closesOnExec;
        private boolean given;

        FifoOpen(PipeFile file, boolean closesOnExec) {
            this.file = file;
            this.closesOnExec = closesOnExec;
        }

        @Override
        public int resume(Task task) {
            if (file.lacksPartner()) {
                return SyscallHandler.BLOCKED;
            }
            given = true;
            return task.files().add(file, 0, closesOnExec);
        }

        @Override
        public void ended(Task task) {
            if (!given) {
                file.release();
            }
        }

        @Override
        public String waitsFor() {
            return "the other side of " + file.describe();
        }
    }

    private int close(Task task) {
        return close(task, task.arg(0));
    }

    private int close(Task task, int fd) {
        OpenFile file = task.files().get(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        vfs.locks().release(file.inode(), task.group().pid());
        return task.files().close(fd);
    }

    private int closeRange(Task task) {
        int first = task.arg(0);
        int last = task.arg(1);
        int flags = task.arg(2);
        if ((flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) != 0
                || Integer.compareUnsigned(first, last) > 0) {
            return -Errno.EINVAL;
        }
        FileTable files = task.files();
        for (int fd = 0; fd < files.end(); fd++) {
            boolean inside =
                    Integer.compareUnsigned(fd, first) >= 0
                            && Integer.compareUnsigned(fd, last) <= 0;
            if (inside && files.get(fd) != null) {
                if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
                    files.setClosesOnExec(fd, true);
                } else {
                    close(task, fd);
                }
            }
        }
        return 0;
    }

    private int pipe(Task task, int flags) {
        int known = OpenFlags.CLOSE_ON_EXEC | OpenFlags.NONBLOCK | OpenFlags.DIRECT;
        if ((flags & ~known) != 0) {
            return -Errno.EINVAL;
        }
        SpecialFile inode = vfs.newPipe(task.credentials());
        int kept = flags & (OpenFlags.NONBLOCK | OpenFlags.DIRECT);
        boolean closesOnExec = (flags & OpenFlags.CLOSE_ON_EXEC) != 0;
        OpenFile readEnd = new PipeFile(inode, kept | OpenFlags.READ_ONLY);
        OpenFile writeEnd = new PipeFile(inode, kept | OpenFlags.WRITE_ONLY);
        int reader = task.files().add(readEnd, 0, closesOnExec);
        if (reader < 0) {
            writeEnd.release();
            return reader;
        }
        int writer = task.files().add(writeEnd, 0, closesOnExec);
        if (writer < 0) {
            task.files().close(reader);
            return writer;
        }
        boolean stored = false;
        try {
            memory.setInt(task, task.arg(0), reader);
            memory.setInt(task, task.arg(0) + 4, writer);
            stored = true;
        } finally {
            if (!stored) {
                task.files().close(reader);
                task.files().close(writer);
            }
        }
        return 0;
    }
}
