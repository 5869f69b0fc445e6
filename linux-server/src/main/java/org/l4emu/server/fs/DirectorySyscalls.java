package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.BUFFER_OUT;
import static org.l4emu.server.syscall.ArgumentKind.DIRECTORY_FD;
import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.OCTAL;
import static org.l4emu.server.syscall.ArgumentKind.PATH;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.STRING;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import java.nio.charset.StandardCharsets;
import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** Working directory, listings, readlink, umask, mounts. */
final class DirectorySyscalls {
    private static final int CWD = Arguments.AT_FDCWD;
    private static final int MS_RDONLY = 1;
    private static final int MS_REMOUNT = 32;
    private static final int MS_BIND_OR_MOVE = 4096 | 8192;
    private static final int MS_PROPAGATION = 0x1e0000;

    private final Vfs vfs;
    private final UserMemory memory;
    private final Arguments arguments;

    DirectorySyscalls(Vfs vfs, UserMemory memory, Arguments arguments) {
        this.vfs = vfs;
        this.memory = memory;
        this.arguments = arguments;
    }

    void register(SyscallTable table) {
        table.full(12, "chdir", this::chdir, PATH);
        table.full(133, "fchdir", this::fchdir, FD);
        table.full(61, "chroot", this::chroot, PATH);
        table.full(183, "getcwd", this::getcwd, BUFFER_OUT, UNSIGNED);
        table.full(60, "umask", this::umask, OCTAL);
        table.full(141, "getdents", task -> list(task, false), FD, POINTER, UNSIGNED);
        table.full(217, "getdents64", task -> list(task, true), FD, POINTER, UNSIGNED);
        table.full(
                85,
                "readlink",
                task -> readlink(task, CWD, task.arg(0), task.arg(1), task.arg(2)),
                PATH,
                BUFFER_OUT,
                UNSIGNED);
        table.full(
                332,
                "readlinkat",
                task -> readlink(task, task.arg(0), task.arg(1), task.arg(2), task.arg(3)),
                DIRECTORY_FD,
                PATH,
                BUFFER_OUT,
                UNSIGNED);
        table.partial(
                21,
                "mount",
                "tmpfs, proc, devtmpfs; no bind mounts",
                this::mount,
                PATH,
                PATH,
                STRING,
                HEX,
                POINTER);
        table.partial(52, "umount2", "flags are ignored", this::unmount, PATH, HEX);
    }

    private int chdir(Task task) {
        ErrorOr<Inode> found = arguments.inode(task, task.arg(0), true);
        return found.isError() ? found.error() : enter(task, found.get());
    }

    private int fchdir(Task task) {
        ErrorOr<Inode> found = Arguments.ofDescriptor(task, task.arg(0));
        return found.isError() ? found.error() : enter(task, found.get());
    }

    private static int enter(Task task, Inode inode) {
        if (!(inode instanceof Directory directory)) {
            return -Errno.ENOTDIR;
        }
        int allowed = Permissions.check(inode, task.credentials(), Permissions.EXECUTE);
        if (allowed < 0) {
            return allowed;
        }
        task.fs().setWorking(directory);
        return 0;
    }

    private int chroot(Task task) {
        ErrorOr<Inode> found = arguments.inode(task, task.arg(0), true);
        if (found.isError()) {
            return found.error();
        }
        if (!(found.get() instanceof Directory directory)) {
            return -Errno.ENOTDIR;
        }
        if (!task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        task.fs().setRoot(directory);
        return 0;
    }

    private int getcwd(Task task) {
        Directory working = task.fs().working().top();
        if (working.links() == 0) {
            return -Errno.ENOENT;
        }
        String path = Vfs.pathOf(working, task.fs().root());
        byte[] bytes = (path + "\0").getBytes(StandardCharsets.ISO_8859_1);
        if (Integer.compareUnsigned(task.arg(1), bytes.length) < 0) {
            return -Errno.ERANGE;
        }
        memory.copyOut(task, task.arg(0), bytes, 0, bytes.length);
        return bytes.length;
    }

    private int umask(Task task) {
        int before = task.fs().umask();
        task.fs().setUmask(task.arg(0));
        return before;
    }

    private int list(Task task, boolean wide) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        if (!(file instanceof DirectoryFile directory)) {
            return -Errno.ENOTDIR;
        }
        if (directory.listed().links() == 0) {
            return -Errno.ENOENT;
        }
        EntryRecords records = new EntryRecords(Math.max(0, Math.min(task.arg(2), 1 << 16)), wide);
        directory.listed().list(directory.position(), Caller.of(task), records);
        if (records.length() == 0 && records.isFull()) {
            return -Errno.EINVAL;
        }
        memory.copyOut(task, task.arg(1), records.bytes(), 0, records.length());
        if (records.length() > 0) {
            directory.setPosition(records.next());
        }
        directory.listed().touchAccessed();
        return records.length();
    }

    private int readlink(Task task, int fd, int address, int buffer, int size) {
        if (size <= 0) {
            return -Errno.EINVAL;
        }
        Caller caller = Caller.of(task);
        int how = Arguments.AT_SYMLINK_NOFOLLOW | Arguments.AT_EMPTY_PATH;
        if (fd == CWD) {
            how = Arguments.AT_SYMLINK_NOFOLLOW;
        }
        ErrorOr<Inode> found = arguments.inode(caller, task, fd, address, how);
        if (found.isError()) {
            return found.error();
        }
        if (!(found.get() instanceof SymbolicLink link)) {
            return -Errno.EINVAL;
        }
        byte[] target = link.target(caller).getBytes(StandardCharsets.ISO_8859_1);
        if (target.length == 0) {
            return -Errno.ENOENT;
        }
        int length = Math.min(target.length, size);
        memory.copyOut(task, buffer, target, 0, length);
        return length;
    }

    private int mount(Task task) {
        if (!task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        ErrorOr<Inode> found = arguments.inode(task, task.arg(1), true);
        if (found.isError()) {
            return found.error();
        }
        if (!(found.get() instanceof Directory directory)) {
            return -Errno.ENOTDIR;
        }
        int flags = task.arg(3);
        if ((flags & MS_REMOUNT) != 0) {
            directory.fileSystem().setReadOnly((flags & MS_RDONLY) != 0);
            return 0;
        }
        if ((flags & MS_PROPAGATION) != 0) {
            return 0;
        }
        if ((flags & MS_BIND_OR_MOVE) != 0) {
            return -Errno.EINVAL;
        }
        FileSystem tree = vfs.newTree(arguments.path(task, task.arg(2)));
        if (tree == null) {
            return -Errno.ENODEV;
        }
        if (task.arg(0) != 0) {
            tree.setSource(arguments.path(task, task.arg(0)));
        }
        tree.setReadOnly((flags & MS_RDONLY) != 0);
        return vfs.mounts().mount(tree, directory);
    }

    private int unmount(Task task) {
        if (!task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        ErrorOr<Inode> found = arguments.inode(task, task.arg(0), true);
        if (found.isError()) {
            return found.error();
        }
        return found.get() instanceof Directory directory
                ? vfs.mounts().unmount(directory)
                : -Errno.EINVAL;
    }
}
