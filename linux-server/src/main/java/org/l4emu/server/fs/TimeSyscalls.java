package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.DIRECTORY_FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.PATH;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;

import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** utime and its successors: they set the times of a file. */
final class TimeSyscalls {
    private static final int CWD = Arguments.AT_FDCWD;
    private static final long NANOS = 1_000_000_000L;
    private static final long SECONDS_MAX = Long.MAX_VALUE / NANOS - 1;
    private static final long UTIME_NOW = 0x3fffffff;
    private static final long UTIME_OMIT = 0x3ffffffe;

    private final ServerPort server;
    private final UserMemory memory;
    private final Arguments arguments;

    TimeSyscalls(ServerPort server, UserMemory memory, Arguments arguments) {
        this.server = server;
        this.memory = memory;
        this.arguments = arguments;
    }

    void register(SyscallTable table) {
        table.full(30, "utime", this::utime, PATH, POINTER);
        table.full(269, "utimes", task -> micros(task, CWD, 0), PATH, POINTER);
        table.full(
                326,
                "futimesat",
                task -> micros(task, task.arg(0), 1),
                DIRECTORY_FD,
                PATH,
                POINTER);
        table.full(348, "utimensat", task -> nanos(task, false), DIRECTORY_FD, PATH, POINTER, HEX);
        table.full(
                412,
                "utimensat_time64",
                task -> nanos(task, true),
                DIRECTORY_FD,
                PATH,
                POINTER,
                HEX);
    }

    private int utime(Task task) {
        ErrorOr<Inode> found = arguments.inode(task, task.arg(0), true);
        int times = task.arg(1);
        if (times == 0) {
            return set(task, found, UTIME_NOW, 0, UTIME_NOW, 0);
        }
        return set(task, found, 0, memory.getInt(task, times), 0, memory.getInt(task, times + 4));
    }

    private int micros(Task task, int fd, int first) {
        ErrorOr<Inode> found = arguments.inode(Caller.of(task), task, fd, task.arg(first), 0);
        int times = task.arg(first + 1);
        if (times == 0) {
            return set(task, found, UTIME_NOW, 0, UTIME_NOW, 0);
        }
        long access = memory.getInt(task, times + 4);
        long modification = memory.getInt(task, times + 12);
        if (access < 0 || access >= 1_000_000 || modification < 0 || modification >= 1_000_000) {
            return -Errno.EINVAL;
        }
        return set(
                task,
                found,
                access * 1000,
                memory.getInt(task, times),
                modification * 1000,
                memory.getInt(task, times + 8));
    }

    private int nanos(Task task, boolean wide) {
        int flags = task.arg(3);
        int known = Arguments.AT_SYMLINK_NOFOLLOW | Arguments.AT_EMPTY_PATH;
        if ((flags & ~known) != 0) {
            return -Errno.EINVAL;
        }
        // A null path names the descriptor itself: futimens
        ErrorOr<Inode> found =
                task.arg(1) == 0
                        ? Arguments.ofDescriptor(task, task.arg(0))
                        : arguments.inode(Caller.of(task), task, task.arg(0), task.arg(1), flags);
        int times = task.arg(2);
        if (times == 0) {
            return set(task, found, UTIME_NOW, 0, UTIME_NOW, 0);
        }
        if (wide) {
            return set(
                    task,
                    found,
                    memory.getInt(task, times + 8),
                    memory.getLong(task, times),
                    memory.getInt(task, times + 24),
                    memory.getLong(task, times + 16));
        }
        return set(
                task,
                found,
                memory.getInt(task, times + 4),
                memory.getInt(task, times),
                memory.getInt(task, times + 12),
                memory.getInt(task, times + 8));
    }

    private int set(
            Task task,
            ErrorOr<Inode> found,
            long accessNanos,
            long accessSeconds,
            long modificationNanos,
            long modificationSeconds) {
        if (!isValid(accessNanos) || !isValid(modificationNanos)) {
            return -Errno.EINVAL;
        }
        if (found.isError()) {
            return found.error();
        }
        Inode inode = found.get();
        if (accessNanos == UTIME_OMIT && modificationNanos == UTIME_OMIT) {
            return 0;
        }
        if (inode.fileSystem().isReadOnly()) {
            return -Errno.EROFS;
        }
        boolean now = accessNanos == UTIME_NOW && modificationNanos == UTIME_NOW;
        if (!Permissions.ownsOrRules(inode, task.credentials())) {
            int allowed =
                    now
                            ? Permissions.check(inode, task.credentials(), Permissions.WRITE)
                            : -Errno.EPERM;
            if (allowed < 0) {
                return allowed;
            }
        }
        inode.setTimes(
                time(accessNanos, accessSeconds, inode.accessNanos()),
                time(modificationNanos, modificationSeconds, inode.modificationNanos()));
        return 0;
    }

    private static boolean isValid(long nanos) {
        return nanos >= 0 && nanos < NANOS || nanos == UTIME_NOW || nanos == UTIME_OMIT;
    }

    private long time(long nanos, long seconds, long before) {
        if (nanos == UTIME_OMIT) {
            return before;
        }
        if (nanos == UTIME_NOW) {
            return server.nanos();
        }
        return Math.max(-SECONDS_MAX, Math.min(seconds, SECONDS_MAX)) * NANOS + nanos;
    }
}
