package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.DIRECTORY_FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.OCTAL;
import static org.l4emu.server.syscall.ArgumentKind.PATH;
import static org.l4emu.server.syscall.ArgumentKind.STRING;

import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** mkdir, mknod, unlink, rmdir, rename, link, symlink. */
final class NameSyscalls {
    private static final int CWD = Arguments.AT_FDCWD;

    private final Vfs vfs;
    private final Arguments arguments;

    NameSyscalls(Vfs vfs, Arguments arguments) {
        this.vfs = vfs;
        this.arguments = arguments;
    }

    void register(SyscallTable table) {
        table.full(39, "mkdir", task -> mkdir(task, CWD, 0), PATH, OCTAL);
        table.full(323, "mkdirat", task -> mkdir(task, task.arg(0), 1), DIRECTORY_FD, PATH, OCTAL);
        table.full(14, "mknod", task -> mknod(task, CWD, 0), PATH, OCTAL, HEX);
        table.full(
                324,
                "mknodat",
                task -> mknod(task, task.arg(0), 1),
                DIRECTORY_FD,
                PATH,
                OCTAL,
                HEX);
        table.full(10, "unlink", task -> unlink(task, CWD, task.arg(0), false), PATH);
        table.full(40, "rmdir", task -> unlink(task, CWD, task.arg(0), true), PATH);
        table.full(328, "unlinkat", this::unlinkat, DIRECTORY_FD, PATH, HEX);
        table.full(
                38,
                "rename",
                task -> rename(task, CWD, task.arg(0), CWD, task.arg(1), 0),
                PATH,
                PATH);
        table.full(
                329,
                "renameat",
                task -> rename(task, task.arg(0), task.arg(1), task.arg(2), task.arg(3), 0),
                DIRECTORY_FD,
                PATH,
                DIRECTORY_FD,
                PATH);
        table.full(
                382,
                "renameat2",
                task ->
                        rename(
                                task,
                                task.arg(0),
                                task.arg(1),
                                task.arg(2),
                                task.arg(3),
                                task.arg(4)),
                DIRECTORY_FD,
                PATH,
                DIRECTORY_FD,
                PATH,
                HEX);
        table.full(
                9, "link", task -> link(task, CWD, task.arg(0), CWD, task.arg(1), 0), PATH, PATH);
        table.full(
                330,
                "linkat",
                task -> link(task, task.arg(0), task.arg(1), task.arg(2), task.arg(3), task.arg(4)),
                DIRECTORY_FD,
                PATH,
                DIRECTORY_FD,
                PATH,
                HEX);
        table.full(
                83, "symlink", task -> symlink(task, task.arg(0), CWD, task.arg(1)), STRING, PATH);
        table.full(
                331,
                "symlinkat",
                task -> symlink(task, task.arg(0), task.arg(1), task.arg(2)),
                STRING,
                DIRECTORY_FD,
                PATH);
    }

    private int mkdir(Task task, int fd, int first) {
        String path = arguments.path(task, task.arg(first));
        ErrorOr<Directory> start = Arguments.start(task, fd, path);
        if (start.isError()) {
            return start.error();
        }
        int mode = task.arg(first + 1);
        return vfs.names().makeDirectory(Caller.of(task), start.get(), path, mode);
    }

    private int mknod(Task task, int fd, int first) {
        String path = arguments.path(task, task.arg(first));
        ErrorOr<Directory> start = Arguments.start(task, fd, path);
        if (start.isError()) {
            return start.error();
        }
        int device = task.arg(first + 2);
        int major = device >>> 8 & 0xfff;
        int minor = device & 0xff | device >>> 12 & 0xfff00;
        int mode = task.arg(first + 1);
        return vfs.names().makeNode(Caller.of(task), start.get(), path, mode, major, minor);
    }

    private int unlinkat(Task task) {
        int flags = task.arg(2);
        if ((flags & ~Arguments.AT_REMOVEDIR) != 0) {
            return -Errno.EINVAL;
        }
        return unlink(task, task.arg(0), task.arg(1), flags != 0);
    }

    private int unlink(Task task, int fd, int address, boolean directory) {
        String path = arguments.path(task, address);
        ErrorOr<Directory> start = Arguments.start(task, fd, path);
        if (start.isError()) {
            return start.error();
        }
        Caller caller = Caller.of(task);
        return directory
                ? vfs.names().removeDirectory(caller, start.get(), path)
                : vfs.names().unlink(caller, start.get(), path);
    }

    private int rename(Task task, int fd, int from, int toFd, int to, int how) {
        int both = Names.RENAME_NOREPLACE | Names.RENAME_EXCHANGE;
        if ((how & ~both) != 0 || how == both) {
            return -Errno.EINVAL;
        }
        String source = arguments.path(task, from);
        String target = arguments.path(task, to);
        ErrorOr<Directory> start = Arguments.start(task, fd, source);
        if (start.isError()) {
            return start.error();
        }
        ErrorOr<Directory> toStart = Arguments.start(task, toFd, target);
        if (toStart.isError()) {
            return toStart.error();
        }
        return vfs.names().rename(Caller.of(task), start.get(), source, toStart.get(), target, how);
    }

    private int link(Task task, int fd, int from, int toFd, int to, int flags) {
        if ((flags & ~(Arguments.AT_SYMLINK_FOLLOW | Arguments.AT_EMPTY_PATH)) != 0) {
            return -Errno.EINVAL;
        }
        Caller caller = Caller.of(task);
        boolean follow = (flags & Arguments.AT_SYMLINK_FOLLOW) != 0;
        int how = flags | (follow ? 0 : Arguments.AT_SYMLINK_NOFOLLOW);
        ErrorOr<Inode> file = arguments.inode(caller, task, fd, from, how);
        if (file.isError()) {
            return file.error();
        }
        String path = arguments.path(task, to);
        ErrorOr<Directory> start = Arguments.start(task, toFd, path);
        if (start.isError()) {
            return start.error();
        }
        return vfs.names().link(caller, file.get(), start.get(), path);
    }

    private int symlink(Task task, int targetAddress, int fd, int address) {
        String target = arguments.path(task, targetAddress);
        String path = arguments.path(task, address);
        if (target.length() >= PageStore.PAGE_BYTES) {
            return -Errno.ENAMETOOLONG;
        }
        ErrorOr<Directory> start = Arguments.start(task, fd, path);
        if (start.isError()) {
            return start.error();
        }
        return vfs.names().makeSymbolicLink(Caller.of(task), start.get(), path, target);
    }
}
