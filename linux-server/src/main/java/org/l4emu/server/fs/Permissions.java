package org.l4emu.server.fs;

import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Errno;

/** Who may do what, by the file-system ids. */
final class Permissions {
    static final int EXECUTE = 1;
    static final int WRITE = 2;
    static final int READ = 4;

    private Permissions() {}

    /**
     * Looks at the permission bits. The superuser may all, except execute a file no one may.
     *
     * @return 0, −EACCES, or −EROFS for a write in a read-only tree
     */
    static int check(Inode inode, Credentials who, int wanted) {
        if ((wanted & WRITE) != 0
                && inode.fileSystem().isReadOnly()
                && (inode instanceof Directory || inode.type() == Mode.REGULAR)) {
            return -Errno.EROFS;
        }
        int mode = inode.mode();
        int granted;
        if (who.fsuid() == inode.uid()) {
            granted = mode >> 6;
        } else if (who.fsgid() == inode.gid()) {
            granted = mode >> 3;
        } else {
            granted = mode;
        }
        if ((wanted & ~granted & 7) == 0) {
            return 0;
        }
        if (who.fsuid() == 0
                && (inode instanceof Directory || (wanted & EXECUTE) == 0 || (mode & 0111) != 0)) {
            return 0;
        }
        return -Errno.EACCES;
    }

    /** True for the owner and the superuser. */
    static boolean ownsOrRules(Inode inode, Credentials who) {
        return who.fsuid() == inode.uid() || who.fsuid() == 0;
    }

    /** In a sticky directory only the owner of file or directory removes a name. */
    static int checkSticky(Directory directory, Inode child, Credentials who) {
        if ((directory.mode() & Mode.STICKY) == 0
                || who.fsuid() == child.uid()
                || who.fsuid() == directory.uid()
                || who.fsuid() == 0) {
            return 0;
        }
        return -Errno.EPERM;
    }
}
