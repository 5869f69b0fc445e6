package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.DIRECTORY_FD;
import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.HIGH_HALF;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.LOW_HALF;
import static org.l4emu.server.syscall.ArgumentKind.OCTAL;
import static org.l4emu.server.syscall.ArgumentKind.PATH;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.STRING;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** chmod, chown, extended attributes, and the sync family, which has nothing to do in memory. */
final class AttributeSyscalls {
    private static final int CWD = Arguments.AT_FDCWD;
    private static final int NOFOLLOW = Arguments.AT_SYMLINK_NOFOLLOW;
    private static final int EMPTY_PATH = Arguments.AT_EMPTY_PATH;

    private final Arguments arguments;

    AttributeSyscalls(Arguments arguments) {
        this.arguments = arguments;
    }

    void register(SyscallTable table) {
        table.full(15, "chmod", task -> chmod(task, at(task, CWD, 0, 0), 1), PATH, OCTAL);
        table.full(94, "fchmod", task -> chmod(task, ofDescriptor(task), 1), FD, OCTAL);
        table.full(
                333,
                "fchmodat",
                task -> chmod(task, at(task, task.arg(0), 1, 0), 2),
                DIRECTORY_FD,
                PATH,
                OCTAL);
        registerOwners(table);
        registerSync(table);
        registerExtended(table);
    }

    private void registerOwners(SyscallTable table) {
        table.full(182, "chown", task -> chown16(task, at(task, CWD, 0, 0)), PATH, INT, INT);
        table.full(16, "lchown", task -> chown16(task, at(task, CWD, 0, NOFOLLOW)), PATH, INT, INT);
        table.full(95, "fchown", task -> chown16(task, ofDescriptor(task)), FD, INT, INT);
        table.full(212, "chown32", task -> chown(task, at(task, CWD, 0, 0), 1), PATH, INT, INT);
        table.full(
                198,
                "lchown32",
                task -> chown(task, at(task, CWD, 0, NOFOLLOW), 1),
                PATH,
                INT,
                INT);
        table.full(207, "fchown32", task -> chown(task, ofDescriptor(task), 1), FD, INT, INT);
        table.full(
                325,
                "fchownat",
                task -> {
                    int flags = task.arg(4);
                    return (flags & ~(NOFOLLOW | EMPTY_PATH)) != 0
                            ? -Errno.EINVAL
                            : chown(task, at(task, task.arg(0), 1, flags), 2);
                },
                DIRECTORY_FD,
                PATH,
                INT,
                INT,
                HEX);
    }

    private static void registerSync(SyscallTable table) {
        table.full(36, "sync", task -> 0);
        table.full(118, "fsync", AttributeSyscalls::sync, FD);
        table.full(148, "fdatasync", AttributeSyscalls::sync, FD);
        table.full(373, "syncfs", AttributeSyscalls::sync, FD);
        table.full(
                341,
                "arm_sync_file_range",
                AttributeSyscalls::sync,
                FD,
                HEX,
                LOW_HALF,
                HIGH_HALF,
                LOW_HALF,
                HIGH_HALF);
        table.full(
                270,
                "arm_fadvise64_64",
                AttributeSyscalls::advise,
                FD,
                INT,
                LOW_HALF,
                HIGH_HALF,
                LOW_HALF,
                HIGH_HALF);
        table.full(225, "readahead", AttributeSyscalls::advise, FD, LOW_HALF, HIGH_HALF, UNSIGNED);
    }

    private void registerExtended(SyscallTable table) {
        String note = "as on a file system without extended attributes";
        int none = -Errno.ENOTSUP;
        table.absent(226, "setxattr", note, none, PATH, STRING, POINTER, UNSIGNED, HEX);
        table.absent(227, "lsetxattr", note, none, PATH, STRING, POINTER, UNSIGNED, HEX);
        table.absent(228, "fsetxattr", note, none, FD, STRING, POINTER, UNSIGNED, HEX);
        table.absent(229, "getxattr", note, none, PATH, STRING, POINTER, UNSIGNED);
        table.absent(230, "lgetxattr", note, none, PATH, STRING, POINTER, UNSIGNED);
        table.absent(231, "fgetxattr", note, none, FD, STRING, POINTER, UNSIGNED);
        table.partial(
                232,
                "listxattr",
                note,
                task -> listed(at(task, CWD, 0, 0)),
                PATH,
                POINTER,
                UNSIGNED);
        table.partial(
                233,
                "llistxattr",
                note,
                task -> listed(at(task, CWD, 0, NOFOLLOW)),
                PATH,
                POINTER,
                UNSIGNED);
        table.partial(
                234, "flistxattr", note, task -> listed(ofDescriptor(task)), FD, POINTER, UNSIGNED);
        table.absent(235, "removexattr", note, none, PATH, STRING);
        table.absent(236, "lremovexattr", note, none, PATH, STRING);
        table.absent(237, "fremovexattr", note, none, FD, STRING);
    }

    private static int listed(ErrorOr<Inode> found) {
        return found.error();
    }

    private ErrorOr<Inode> at(Task task, int fd, int register, int flags) {
        return arguments.inode(Caller.of(task), task, fd, task.arg(register), flags);
    }

    private static ErrorOr<Inode> ofDescriptor(Task task) {
        return Arguments.ofDescriptor(task, task.arg(0));
    }

    private static int chmod(Task task, ErrorOr<Inode> found, int register) {
        if (found.isError()) {
            return found.error();
        }
        Inode inode = found.get();
        if (inode.fileSystem().isReadOnly()) {
            return -Errno.EROFS;
        }
        Credentials who = task.credentials();
        if (!Permissions.ownsOrRules(inode, who)) {
            return -Errno.EPERM;
        }
        if (inode instanceof ProcFile || inode instanceof ProcDirectory) {
            return -Errno.EPERM;
        }
        int permissions = task.arg(register) & Mode.PERMISSIONS;
        if (who.fsuid() != 0 && who.fsgid() != inode.gid()) {
            permissions &= ~Mode.SET_GID;
        }
        inode.setPermissions(permissions);
        return 0;
    }

    private static int chown16(Task task, ErrorOr<Inode> found) {
        int uid = task.arg(1) & 0xffff;
        int gid = task.arg(2) & 0xffff;
        return chown(task, found, uid == 0xffff ? -1 : uid, gid == 0xffff ? -1 : gid);
    }

    private static int chown(Task task, ErrorOr<Inode> found, int register) {
        return chown(task, found, task.arg(register), task.arg(register + 1));
    }

    private static int chown(Task task, ErrorOr<Inode> found, int uid, int gid) {
        if (found.isError()) {
            return found.error();
        }
        Inode inode = found.get();
        if (inode.fileSystem().isReadOnly()) {
            return -Errno.EROFS;
        }
        Credentials who = task.credentials();
        boolean givesAway = uid != -1 && (uid != inode.uid() || who.fsuid() != inode.uid());
        boolean otherGroup = gid != -1 && gid != inode.gid() && gid != who.fsgid();
        boolean owns = who.fsuid() == inode.uid();
        if (who.fsuid() != 0 && (givesAway || gid != -1 && (otherGroup || !owns))) {
            return -Errno.EPERM;
        }
        int mode = inode.mode();
        inode.setOwner(uid == -1 ? inode.uid() : uid, gid == -1 ? inode.gid() : gid);
        if (!(inode instanceof Directory) && !(inode instanceof SymbolicLink)) {
            // A changed owner takes the set-id bits away, except set-group-id without execution
            boolean keepsGroup = (mode & 010) == 0;
            inode.setPermissions(mode & ~Mode.SET_UID & ~(keepsGroup ? 0 : Mode.SET_GID));
        }
        return 0;
    }

    private static int sync(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        return file instanceof PipeFile || file instanceof StreamFile ? -Errno.EINVAL : 0;
    }

    private static int advise(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        return file instanceof PipeFile || file instanceof StreamFile ? -Errno.ESPIPE : 0;
    }
}
