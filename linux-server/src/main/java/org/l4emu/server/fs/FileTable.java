package org.l4emu.server.fs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;

/** Open files of a process, by descriptor; threads and CLONE_FILES children share one. */
public final class FileTable {
    /** RLIMIT_NOFILE. */
    public static final int DESCRIPTORS_MAX = 1024;

    private @Nullable OpenFile[] files = new @Nullable OpenFile[32];
    private boolean[] closeOnExec = new boolean[32];
    private int limit = DESCRIPTORS_MAX;
    private int users = 1;

    /** What fork gives the child. */
    public FileTable copy() {
        FileTable copy = new FileTable();
        copy.files = Arrays.copyOf(files, files.length);
        copy.closeOnExec = Arrays.copyOf(closeOnExec, closeOnExec.length);
        copy.limit = limit;
        for (OpenFile file : files) {
            if (file != null) {
                file.share();
            }
        }
        return copy;
    }

    /** What CLONE_FILES gives the child: the same one. */
    public FileTable share() {
        users++;
        return this;
    }

    /** True if another task uses this table too; execve must copy it first. */
    public boolean isShared() {
        return users > 1;
    }

    /** A task that used it ended. */
    public void release() {
        if (--users == 0) {
            for (int fd = 0; fd < files.length; fd++) {
                close(fd);
            }
        }
    }

    /** execve: closes what is marked so. */
    public void closeForExec() {
        for (int fd = 0; fd < files.length; fd++) {
            if (closeOnExec[fd]) {
                close(fd);
            }
        }
    }

    /** The file behind a descriptor; null if it is not open. */
    public @Nullable OpenFile get(int fd) {
        return fd >= 0 && fd < files.length ? files[fd] : null;
    }

    /**
     * Gives a file, whose use passes to the table, the lowest free descriptor.
     *
     * @param from lowest descriptor to take
     * @return the descriptor; −EMFILE if there is none, and the file is released
     */
    public int add(OpenFile file, int from, boolean closesOnExec) {
        int fd = from;
        while (fd < files.length && files[fd] != null) {
            fd++;
        }
        if (fd >= limit) {
            file.release();
            return -Errno.EMFILE;
        }
        grow(fd);
        files[fd] = file;
        closeOnExec[fd] = closesOnExec;
        return fd;
    }

    /** Puts a file, whose use passes to the table, at a descriptor; closes what was there. */
    int replace(int fd, OpenFile file, boolean closesOnExec) {
        if (fd < 0 || fd >= limit) {
            file.release();
            return -Errno.EBADF;
        }
        close(fd);
        grow(fd);
        files[fd] = file;
        closeOnExec[fd] = closesOnExec;
        return fd;
    }

    int close(int fd) {
        OpenFile file = get(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        files[fd] = null;
        closeOnExec[fd] = false;
        file.release();
        return 0;
    }

    boolean closesOnExec(int fd) {
        return closeOnExec[fd];
    }

    void setClosesOnExec(int fd, boolean closes) {
        closeOnExec[fd] = closes;
    }

    /** One more than the highest descriptor that could be open. */
    int end() {
        return files.length;
    }

    /** RLIMIT_NOFILE's soft limit. */
    public int limit() {
        return limit;
    }

    public void setLimit(int descriptors) {
        limit = descriptors;
    }

    private void grow(int fd) {
        if (fd >= files.length) {
            int length = Math.max(fd + 1, 2 * files.length);
            files = Arrays.copyOf(files, length);
            closeOnExec = Arrays.copyOf(closeOnExec, length);
        }
    }

    public void digest(StateDigest digest) {
        for (int fd = 0; fd < files.length; fd++) {
            OpenFile file = files[fd];
            if (file != null) {
                digest.put(fd);
                digest.put(closeOnExec[fd]);
                file.digest(digest);
            }
        }
    }
}
