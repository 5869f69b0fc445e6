package org.l4emu.server.fs;

import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Errno;

/** Changes to the tree by name: what mkdir, unlink, rename and their like do. */
public final class Names {
    /** The target of a rename must not exist. */
    static final int RENAME_NOREPLACE = 1;

    /** Source and target change places. */
    static final int RENAME_EXCHANGE = 2;

    private static final int LINKS_MAX = 65_000;

    private final PathWalk walk = new PathWalk();

    /** mkdir. */
    int makeDirectory(Caller caller, Directory start, String path, int mode) {
        int free = walkToFree(caller, start, path, true);
        if (free < 0) {
            return free;
        }
        TmpfsDirectory parent = (TmpfsDirectory) walk.parent();
        int permissions = mode & 01777 & ~caller.fs().umask() | parent.mode() & Mode.SET_GID;
        parent.enter(
                walk.name(),
                new TmpfsDirectory(
                        (Tmpfs) parent.fileSystem(),
                        permissions,
                        caller.credentials().fsuid(),
                        groupOfNew(parent, caller.credentials())));
        return 0;
    }

    /** mknod: regular files, FIFOs, sockets; devices for the superuser. */
    int makeNode(Caller caller, Directory start, String path, int mode, int major, int minor) {
        int type = mode & Mode.TYPE_MASK;
        if (type == Mode.DIRECTORY) {
            return -Errno.EPERM;
        }
        boolean device = type == Mode.CHARACTER_DEVICE || type == Mode.BLOCK_DEVICE;
        if (!device
                && type != 0
                && type != Mode.REGULAR
                && type != Mode.FIFO
                && type != Mode.SOCKET) {
            return -Errno.EINVAL;
        }
        int free = walkToFree(caller, start, path, false);
        if (free < 0) {
            return free;
        }
        if (device && caller.credentials().fsuid() != 0) {
            return -Errno.EPERM;
        }
        TmpfsDirectory parent = (TmpfsDirectory) walk.parent();
        int permissions = mode & Mode.PERMISSIONS & ~caller.fs().umask();
        Inode made =
                type == 0 || type == Mode.REGULAR
                        ? newFile(parent, caller, permissions)
                        : new SpecialFile(
                                parent.fileSystem(),
                                type | permissions,
                                caller.credentials().fsuid(),
                                groupOfNew(parent, caller.credentials()),
                                major,
                                minor);
        parent.enter(walk.name(), made);
        return 0;
    }

    /** symlink. */
    int makeSymbolicLink(Caller caller, Directory start, String path, String target) {
        if (target.isEmpty()) {
            return -Errno.ENOENT;
        }
        int free = walkToFree(caller, start, path, false);
        if (free < 0) {
            return free;
        }
        TmpfsDirectory parent = (TmpfsDirectory) walk.parent();
        parent.enter(
                walk.name(),
                new TmpfsLink(
                        (Tmpfs) parent.fileSystem(),
                        target,
                        caller.credentials().fsuid(),
                        groupOfNew(parent, caller.credentials())));
        return 0;
    }

    /** link: another name for {@code file}. */
    int link(Caller caller, Inode file, Directory start, String path) {
        int free = walkToFree(caller, start, path, false);
        if (free < 0) {
            return free;
        }
        if (walk.parent().fileSystem() != file.fileSystem()) {
            return -Errno.EXDEV;
        }
        if (file instanceof Directory) {
            return -Errno.EPERM;
        }
        if (file.links() >= LINKS_MAX) {
            return -Errno.EMLINK;
        }
        ((TmpfsDirectory) walk.parent()).enter(walk.name(), file);
        file.touchChanged();
        return 0;
    }

    /** unlink. */
    int unlink(Caller caller, Directory start, String path) {
        int found = walk.find(caller, start, path, 0);
        if (found < 0) {
            return found;
        }
        if (walk.last() != PathWalk.Last.NAME) {
            return -Errno.EISDIR;
        }
        int allowed = mayRemove(caller, walk.parent(), walk.found());
        if (allowed < 0) {
            return allowed;
        }
        if (walk.found() instanceof Directory) {
            return -Errno.EISDIR;
        }
        if (walk.hasTrailingSlash()) {
            return -Errno.ENOTDIR;
        }
        ((TmpfsDirectory) walk.parent()).remove(walk.name());
        return 0;
    }

    /** rmdir. */
    int removeDirectory(Caller caller, Directory start, String path) {
        int found = walk.find(caller, start, path, 0);
        if (found < 0) {
            return found;
        }
        switch (walk.last()) {
            case ROOT:
                return -Errno.EBUSY;
            case DOT:
                return -Errno.EINVAL;
            case DOT_DOT:
                return -Errno.ENOTEMPTY;
            case NAME:
                break;
        }
        int allowed = mayRemove(caller, walk.parent(), walk.found());
        if (allowed < 0) {
            return allowed;
        }
        if (!(walk.found() instanceof Directory directory)) {
            return -Errno.ENOTDIR;
        }
        if (directory.isRoot()) {
            return -Errno.EBUSY;
        }
        if (!(directory instanceof TmpfsDirectory target)) {
            return -Errno.EPERM;
        }
        if (!target.isEmpty()) {
            return -Errno.ENOTEMPTY;
        }
        ((TmpfsDirectory) walk.parent()).remove(walk.name());
        return 0;
    }

    /** rename, from one place to another. */
    int rename(Caller caller, Directory start, String from, Directory toStart, String to, int how) {
        int found = walk.find(caller, start, from, 0);
        if (found < 0) {
            return found;
        }
        if (walk.last() != PathWalk.Last.NAME) {
            return -Errno.EBUSY;
        }
        Directory source = walk.parent();
        String sourceName = walk.name();
        Inode moved = walk.found();
        int target = walk.walk(caller, toStart, to, 0);
        if (target < 0) {
            return target;
        }
        if (walk.last() != PathWalk.Last.NAME) {
            return -Errno.EBUSY;
        }
        if (source.fileSystem() != walk.parent().fileSystem()) {
            return -Errno.EXDEV;
        }
        if (walk.hasTrailingSlash() && !(moved instanceof Directory)) {
            return -Errno.ENOTDIR;
        }
        int allowed = mayRename(caller, source, moved, how);
        if (allowed < 0) {
            return allowed;
        }
        return (how & RENAME_EXCHANGE) != 0
                ? exchange((TmpfsDirectory) source, sourceName, moved)
                : move((TmpfsDirectory) source, sourceName, moved);
    }

    /** All rules of a rename whose target place is where the walk ended. */
    private int mayRename(Caller caller, Directory source, Inode moved, int how) {
        Inode replaced = walk.inode();
        if (replaced == null && (how & RENAME_EXCHANGE) != 0) {
            return -Errno.ENOENT;
        }
        if (replaced != null && (how & RENAME_NOREPLACE) != 0) {
            return -Errno.EEXIST;
        }
        int allowed = mayRemove(caller, source, moved);
        if (allowed == 0) {
            allowed =
                    replaced == null
                            ? mayChange(caller, walk.parent())
                            : mayRemove(caller, walk.parent(), replaced);
        }
        if (allowed < 0) {
            return allowed;
        }
        if (isMountPoint(moved) || replaced != null && isMountPoint(replaced)) {
            return -Errno.EBUSY;
        }
        if (moved instanceof TmpfsDirectory directory
                && directory.contains((TmpfsDirectory) walk.parent())) {
            return -Errno.EINVAL;
        }
        if (replaced instanceof TmpfsDirectory directory
                && directory.contains((TmpfsDirectory) source)) {
            return (how & RENAME_EXCHANGE) != 0 ? -Errno.EINVAL : -Errno.ENOTEMPTY;
        }
        return 0;
    }

    private static boolean isMountPoint(Inode inode) {
        return inode instanceof Directory directory && directory.isRoot();
    }

    private int move(TmpfsDirectory source, String sourceName, Inode moved) {
        TmpfsDirectory target = (TmpfsDirectory) walk.parent();
        Inode replaced = walk.inode();
        if (replaced == moved) {
            return 0;
        }
        if (replaced != null) {
            if (moved instanceof Directory && !(replaced instanceof Directory)) {
                return -Errno.ENOTDIR;
            }
            if (replaced instanceof Directory && !(moved instanceof Directory)) {
                return -Errno.EISDIR;
            }
            if (replaced instanceof TmpfsDirectory directory && !directory.isEmpty()) {
                return -Errno.ENOTEMPTY;
            }
            target.remove(walk.name());
        }
        moved.hold();
        source.remove(sourceName);
        target.enter(walk.name(), moved);
        moved.drop();
        return 0;
    }

    private int exchange(TmpfsDirectory source, String sourceName, Inode moved) {
        TmpfsDirectory target = (TmpfsDirectory) walk.parent();
        Inode other = walk.found();
        if (other == moved) {
            return 0;
        }
        moved.hold();
        other.hold();
        source.remove(sourceName);
        target.remove(walk.name());
        source.enter(sourceName, other);
        target.enter(walk.name(), moved);
        moved.drop();
        other.drop();
        return 0;
    }

    /** Walks to a place where a new name may be made. */
    private int walkToFree(Caller caller, Directory start, String path, boolean directory) {
        int result = walk.walk(caller, start, path, 0);
        if (result < 0) {
            return result;
        }
        if (walk.inode() != null) {
            return -Errno.EEXIST;
        }
        if (walk.hasTrailingSlash() && !directory) {
            return -Errno.ENOENT;
        }
        return mayChange(caller, walk.parent());
    }

    /** True names change only in trees in memory that are not read-only. */
    static int mayChange(Caller caller, Directory directory) {
        int allowed =
                Permissions.check(
                        directory, caller.credentials(), Permissions.WRITE | Permissions.EXECUTE);
        if (allowed < 0) {
            return allowed;
        }
        boolean removed = directory.links() == 0;
        return directory instanceof TmpfsDirectory && !removed ? 0 : -Errno.ENOENT;
    }

    private static int mayRemove(Caller caller, Directory directory, Inode child) {
        int allowed = mayChange(caller, directory);
        if (allowed < 0) {
            return allowed == -Errno.ENOENT ? -Errno.EPERM : allowed;
        }
        return Permissions.checkSticky(directory, child, caller.credentials());
    }

    /** A regular file without a name, owned by the caller. */
    static TmpfsFile newFile(TmpfsDirectory parent, Caller caller, int permissions) {
        return new TmpfsFile(
                (Tmpfs) parent.fileSystem(),
                permissions,
                caller.credentials().fsuid(),
                groupOfNew(parent, caller.credentials()));
    }

    private static int groupOfNew(Directory parent, Credentials who) {
        return (parent.mode() & Mode.SET_GID) != 0 ? parent.gid() : who.fsgid();
    }
}
