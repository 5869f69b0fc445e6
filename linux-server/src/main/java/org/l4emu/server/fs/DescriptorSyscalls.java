package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** dup, fcntl, ioctl: what is done to descriptors. */
final class DescriptorSyscalls {
    private static final int F_DUPFD = 0;
    private static final int F_GETFD = 1;
    private static final int F_SETFD = 2;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_SETOWN = 8;
    private static final int F_GETOWN = 9;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int F_GETPIPE_SZ = 1032;
    private static final int FD_CLOEXEC = 1;

    private final UserMemory memory;
    private final LockCalls locks;

    DescriptorSyscalls(UserMemory memory, LockCalls locks) {
        this.memory = memory;
        this.locks = locks;
    }

    void register(SyscallTable table) {
        table.full(41, "dup", this::dup, FD);
        table.full(63, "dup2", this::dup2, FD, FD);
        table.full(358, "dup3", this::dup3, FD, FD, HEX);
        table.partial(54, "ioctl", "terminals, pipes, FIONBIO", this::ioctl, FD, HEX, HEX);
        table.partial(55, "fcntl", "no leases, no notification", this::fcntl, FD, INT, HEX);
        table.partial(221, "fcntl64", "no leases, no notification", this::fcntl, FD, INT, HEX);
        table.full(143, "flock", locks::flock, FD, INT);
    }

    private int dup(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        return file == null ? -Errno.EBADF : task.files().add(file.share(), 0, false);
    }

    private int dup2(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        if (task.arg(0) == task.arg(1)) {
            return task.arg(1);
        }
        return task.files().replace(task.arg(1), file.share(), false);
    }

    private int dup3(Task task) {
        int flags = task.arg(2);
        if ((flags & ~OpenFlags.CLOSE_ON_EXEC) != 0 || task.arg(0) == task.arg(1)) {
            return -Errno.EINVAL;
        }
        OpenFile file = task.files().get(task.arg(0));
        return file == null
                ? -Errno.EBADF
                : task.files().replace(task.arg(1), file.share(), flags != 0);
    }

    private int fcntl(Task task) {
        int fd = task.arg(0);
        FileTable files = task.files();
        OpenFile file = files.get(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        int argument = task.arg(2);
        switch (task.arg(1)) {
            case F_DUPFD:
            case F_DUPFD_CLOEXEC:
                if (argument < 0 || argument >= files.limit()) {
                    return -Errno.EINVAL;
                }
                return files.add(file.share(), argument, task.arg(1) == F_DUPFD_CLOEXEC);
            case F_GETFD:
                return files.closesOnExec(fd) ? FD_CLOEXEC : 0;
            case F_SETFD:
                files.setClosesOnExec(fd, (argument & FD_CLOEXEC) != 0);
                return 0;
            case F_GETFL:
                return file.flags() | OpenFlags.LARGE_FILE;
            case F_SETFL:
                int kept = file.flags() & ~OpenFlags.CHANGEABLE;
                file.setFlags(kept | argument & OpenFlags.CHANGEABLE);
                return 0;
            case F_SETOWN:
            case F_GETOWN:
                return 0;
            case F_GETPIPE_SZ:
                return file instanceof PipeFile end ? end.pipe().capacity() : -Errno.EBADF;
            case F_SETPIPE_SZ:
                return file instanceof PipeFile end ? end.pipe().resize(argument) : -Errno.EBADF;
            default:
                return locks.fcntl(task, file, task.arg(1), argument);
        }
    }

    private int ioctl(Task task) {
        int fd = task.arg(0);
        OpenFile file = task.files().get(fd);
        if (file == null || (file.flags() & OpenFlags.PATH) != 0) {
            return -Errno.EBADF;
        }
        switch (task.arg(1)) {
            case Ioctl.FIOCLEX:
                task.files().setClosesOnExec(fd, true);
                return 0;
            case Ioctl.FIONCLEX:
                task.files().setClosesOnExec(fd, false);
                return 0;
            case Ioctl.FIONBIO:
                boolean on = memory.getInt(task, task.arg(2)) != 0;
                int kept = file.flags() & ~OpenFlags.NONBLOCK;
                file.setFlags(on ? kept | OpenFlags.NONBLOCK : kept);
                return 0;
            case Ioctl.FIOASYNC:
                return -Errno.ENOTTY;
            case Ioctl.FIONREAD:
                if (file.inode().type() == Mode.REGULAR) {
                    long left = file.inode().sizeBytes() - file.position();
                    memory.setInt(task, task.arg(2), (int) left);
                    return 0;
                }
                return file.ioctl(task, memory, task.arg(1), task.arg(2));
            default:
                return file.ioctl(task, memory, task.arg(1), task.arg(2));
        }
    }
}
