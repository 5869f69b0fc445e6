package org.l4emu.server.fs;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.schedule.WaitQueue;

/** Record locks of fcntl (by process) and locks of flock (by open file), and who waits for them. */
final class RecordLocks {
    static final int READ = 0;
    static final int WRITE = 1;
    static final int UNLOCK = 2;

    /**
     * One lock.
     *
     * @param end one more than the last byte
     */
    record Lock(Inode inode, int pid, int type, long start, long end) {
        boolean overlaps(long from, long to) {
            return start < to && from < end;
        }
    }

    private final ArrayList<Lock> locks = new ArrayList<>();
    private final ArrayList<OpenFile> flocked = new ArrayList<>();
    private final WaitQueue waiters = new WaitQueue();

    WaitQueue waiters() {
        return waiters;
    }

    /** A lock of another process that would be in the way; null if there is none. */
    @Nullable Lock conflict(Inode inode, int pid, int type, long start, long end) {
        for (Lock lock : locks) {
            if (lock.inode() == inode
                    && lock.pid() != pid
                    && lock.overlaps(start, end)
                    && (lock.type() == WRITE || type == WRITE)) {
                return lock;
            }
        }
        return null;
    }

    /** Sets or takes away; the process's own locks of the range give way. */
    void set(Inode inode, int pid, int type, long start, long end) {
        ArrayList<Lock> pieces = new ArrayList<>();
        for (int i = locks.size() - 1; i >= 0; i--) {
            Lock lock = locks.get(i);
            if (lock.inode() != inode || lock.pid() != pid || !lock.overlaps(start, end)) {
                continue;
            }
            locks.remove(i);
            if (lock.start() < start) {
                pieces.add(new Lock(inode, pid, lock.type(), lock.start(), start));
            }
            if (lock.end() > end) {
                pieces.add(new Lock(inode, pid, lock.type(), end, lock.end()));
            }
        }
        locks.addAll(pieces);
        if (type != UNLOCK) {
            locks.add(new Lock(inode, pid, type, start, end));
        }
        waiters.wakeAll();
    }

    /** The process closed the file: POSIX takes all its locks on it. */
    void release(Inode inode, int pid) {
        if (locks.removeIf(lock -> lock.inode() == inode && lock.pid() == pid)) {
            waiters.wakeAll();
        }
    }

    void releaseAll(int pid) {
        if (locks.removeIf(lock -> lock.pid() == pid)) {
            waiters.wakeAll();
        }
    }

    /**
     * flock.
     *
     * @param kind 1 shared, 2 exclusive, 0 unlock
     * @return false if another open file's lock is in the way
     */
    boolean flock(OpenFile file, int kind) {
        for (OpenFile other : flocked) {
            if (other != file
                    && other.inode() == file.inode()
                    && kind != 0
                    && (kind == 2 || other.flockKind() == 2)) {
                return false;
            }
        }
        flocked.remove(file);
        file.setFlock(this, kind);
        if (kind != 0) {
            flocked.add(file);
        }
        waiters.wakeAll();
        return true;
    }

    void digest(StateDigest digest) {
        for (Lock lock : locks) {
            digest.put(lock.inode().number());
            digest.put(lock.pid());
            digest.put(lock.type());
            digest.put(lock.start());
            digest.put(lock.end());
        }
        digest.put(flocked.size());
    }
}
