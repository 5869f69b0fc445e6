package org.l4emu.server.fs;

import java.nio.charset.StandardCharsets;
import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;

/** Reads the arguments file-system calls have in common: paths, directory descriptors, iovecs. */
final class Arguments {
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_EACCESS = 0x200;
    static final int AT_SYMLINK_FOLLOW = 0x400;
    static final int AT_EMPTY_PATH = 0x1000;

    /** Most bytes one read or write moves. */
    static final int TRANSFER_BYTES_MAX = 0x7ffff000;

    private static final int PATH_BYTES_MAX = 4096;
    private static final int VECTORS_MAX = 1024;

    private final Vfs vfs;
    private final UserMemory memory;

    Arguments(Vfs vfs, UserMemory memory) {
        this.vfs = vfs;
        this.memory = memory;
    }

    /** A path as a string of one char per byte. */
    String path(Task task, int address) {
        return new String(
                memory.readString(task, address, PATH_BYTES_MAX), StandardCharsets.ISO_8859_1);
    }

    /** Where a relative path begins; an absolute one does not look at the descriptor. */
    static ErrorOr<Directory> start(Task task, int fd, String path) {
        if (path.isEmpty()) {
            return ErrorOr.error(Errno.ENOENT);
        }
        if (fd == AT_FDCWD) {
            return ErrorOr.of(task.fs().working().top());
        }
        if (path.charAt(0) == '/') {
            return ErrorOr.of(task.fs().root());
        }
        OpenFile file = task.files().get(fd);
        if (file == null) {
            return ErrorOr.error(Errno.EBADF);
        }
        return file.inode() instanceof Directory directory
                ? ErrorOr.of(directory)
                : ErrorOr.error(Errno.ENOTDIR);
    }

    /**
     * The file a directory descriptor and a path name.
     *
     * @param flags AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH count
     */
    ErrorOr<Inode> inode(Caller caller, Task task, int fd, int address, int flags) {
        String path = address == 0 && (flags & AT_EMPTY_PATH) != 0 ? "" : path(task, address);
        if (path.isEmpty() && (flags & AT_EMPTY_PATH) != 0) {
            if (fd == AT_FDCWD) {
                return ErrorOr.of(task.fs().working().top());
            }
            return ofDescriptor(task, fd);
        }
        ErrorOr<Directory> start = start(task, fd, path);
        if (start.isError()) {
            return ErrorOr.error(-start.error());
        }
        int how = (flags & AT_SYMLINK_NOFOLLOW) != 0 ? 0 : PathWalk.FOLLOW;
        int found = vfs.walk().find(caller, start.get(), path, how);
        return found < 0 ? ErrorOr.error(-found) : ErrorOr.of(vfs.walk().found());
    }

    /** The file a path names, from the working directory. */
    ErrorOr<Inode> inode(Task task, int address, boolean follow) {
        return inode(Caller.of(task), task, AT_FDCWD, address, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    }

    static ErrorOr<Inode> ofDescriptor(Task task, int fd) {
        OpenFile file = task.files().get(fd);
        return file == null ? ErrorOr.error(Errno.EBADF) : ErrorOr.of(file.inode());
    }

    /** The 64-bit value in two registers, low word first. */
    static long pair(Task task, int register) {
        return task.arg(register) & 0xffffffffL | (long) task.arg(register + 1) << 32;
    }

    /** The range of a read or write; EINVAL if the length is negative. */
    ErrorOr<UserBuffer> range(Task task, int address, int length) {
        if (length < 0) {
            return ErrorOr.error(Errno.EINVAL);
        }
        int moved = Math.min(length, TRANSFER_BYTES_MAX);
        return ErrorOr.of(new UserBuffer(memory, task, address, moved));
    }

    /** The ranges of an iovec array. */
    ErrorOr<UserBuffer> vector(Task task, int address, int count) {
        if (count < 0 || count > VECTORS_MAX) {
            return ErrorOr.error(Errno.EINVAL);
        }
        int[] ranges = new int[2 * count];
        long total = 0;
        for (int i = 0; i < ranges.length; i++) {
            ranges[i] = memory.getInt(task, address + 4 * i);
            if ((i & 1) != 0) {
                if (ranges[i] < 0) {
                    return ErrorOr.error(Errno.EINVAL);
                }
                total += ranges[i];
            }
        }
        if (total > Integer.MAX_VALUE) {
            return ErrorOr.error(Errno.EINVAL);
        }
        int moved = (int) Math.min(total, TRANSFER_BYTES_MAX);
        return ErrorOr.of(new UserBuffer(memory, task, ranges, moved));
    }
}
