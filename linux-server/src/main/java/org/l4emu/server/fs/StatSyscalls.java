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
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** stat in all its forms, statfs, access. */
final class StatSyscalls {
    private static final int CWD = Arguments.AT_FDCWD;
    private static final int NOFOLLOW = Arguments.AT_SYMLINK_NOFOLLOW;
    private static final int EMPTY_PATH = Arguments.AT_EMPTY_PATH;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_STATX_SYNC_TYPE = 0x6000;

    private final UserMemory memory;
    private final Arguments arguments;

    StatSyscalls(UserMemory memory, Arguments arguments) {
        this.memory = memory;
        this.arguments = arguments;
    }

    void register(SyscallTable table) {
        table.full(106, "stat", task -> old(task, at(task, 0)), PATH, POINTER);
        table.full(107, "lstat", task -> old(task, at(task, NOFOLLOW)), PATH, POINTER);
        table.full(108, "fstat", task -> old(task, ofDescriptor(task)), FD, POINTER);
        table.full(195, "stat64", task -> wide(task, 1, at(task, 0)), PATH, POINTER);
        table.full(196, "lstat64", task -> wide(task, 1, at(task, NOFOLLOW)), PATH, POINTER);
        table.full(197, "fstat64", task -> wide(task, 1, ofDescriptor(task)), FD, POINTER);
        table.full(327, "fstatat64", this::fstatat, DIRECTORY_FD, PATH, POINTER, HEX);
        table.full(397, "statx", this::statx, DIRECTORY_FD, PATH, HEX, HEX, POINTER);
        table.full(99, "statfs", task -> statfs(task, at(task, 0)), PATH, POINTER);
        table.full(100, "fstatfs", task -> statfs(task, ofDescriptor(task)), FD, POINTER);
        table.full(266, "statfs64", task -> statfs64(task, at(task, 0)), PATH, UNSIGNED, POINTER);
        table.full(
                267,
                "fstatfs64",
                task -> statfs64(task, ofDescriptor(task)),
                FD,
                UNSIGNED,
                POINTER);
        table.full(33, "access", task -> access(task, CWD, 0, 0), PATH, OCTAL);
        table.full(
                334,
                "faccessat",
                task -> access(task, task.arg(0), 1, 0),
                DIRECTORY_FD,
                PATH,
                OCTAL);
        table.full(
                439,
                "faccessat2",
                task -> access(task, task.arg(0), 1, task.arg(3)),
                DIRECTORY_FD,
                PATH,
                OCTAL,
                HEX);
    }

    private ErrorOr<Inode> at(Task task, int flags) {
        return arguments.inode(Caller.of(task), task, CWD, task.arg(0), flags);
    }

    private static ErrorOr<Inode> ofDescriptor(Task task) {
        return Arguments.ofDescriptor(task, task.arg(0));
    }

    private int old(Task task, ErrorOr<Inode> found) {
        if (found.isError()) {
            return found.error();
        }
        if (found.get().sizeBytes() > Integer.MAX_VALUE) {
            return -Errno.EOVERFLOW;
        }
        memory.copyOut(task, task.arg(1), StatRecords.stat(found.get()));
        return 0;
    }

    private int wide(Task task, int register, ErrorOr<Inode> found) {
        if (found.isError()) {
            return found.error();
        }
        memory.copyOut(task, task.arg(register), StatRecords.stat64(found.get()));
        return 0;
    }

    private int fstatat(Task task) {
        int flags = task.arg(3);
        if ((flags & ~(NOFOLLOW | EMPTY_PATH | AT_NO_AUTOMOUNT)) != 0) {
            return -Errno.EINVAL;
        }
        return wide(
                task, 2, arguments.inode(Caller.of(task), task, task.arg(0), task.arg(1), flags));
    }

    private int statx(Task task) {
        int flags = task.arg(2);
        int known = NOFOLLOW | EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_SYNC_TYPE;
        if ((flags & ~known) != 0 || task.arg(3) < 0) {
            return -Errno.EINVAL;
        }
        ErrorOr<Inode> found =
                arguments.inode(Caller.of(task), task, task.arg(0), task.arg(1), flags);
        if (found.isError()) {
            return found.error();
        }
        memory.copyOut(task, task.arg(4), StatRecords.statx(found.get()));
        return 0;
    }

    private int statfs(Task task, ErrorOr<Inode> found) {
        if (found.isError()) {
            return found.error();
        }
        memory.copyOut(task, task.arg(1), StatRecords.statfs(found.get().fileSystem()));
        return 0;
    }

    private int statfs64(Task task, ErrorOr<Inode> found) {
        if (found.isError()) {
            return found.error();
        }
        byte[] record = StatRecords.statfs64(found.get().fileSystem());
        if (task.arg(1) != record.length && task.arg(1) != record.length + 4) {
            return -Errno.EINVAL;
        }
        memory.copyOut(task, task.arg(2), record);
        return 0;
    }

    private int access(Task task, int fd, int first, int flags) {
        int wanted = task.arg(first + 1);
        int known = Arguments.AT_EACCESS | NOFOLLOW | EMPTY_PATH;
        if ((wanted & ~7) != 0 || (flags & ~known) != 0) {
            return -Errno.EINVAL;
        }
        Caller caller = Caller.of(task);
        if ((flags & Arguments.AT_EACCESS) == 0) {
            caller = caller.byRealIds();
        }
        ErrorOr<Inode> found = arguments.inode(caller, task, fd, task.arg(first), flags);
        if (found.isError()) {
            return found.error();
        }
        return wanted == 0 ? 0 : Permissions.check(found.get(), caller.credentials(), wanted);
    }
}
