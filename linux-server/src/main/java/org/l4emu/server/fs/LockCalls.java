package org.l4emu.server.fs;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * flock, and fcntl's record locks.
 *
 * <pre>
 *   struct flock:   type 0 (16 bits)  whence 2 (16 bits)  start 4   length 8   pid 12
 *   struct flock64: type 0            whence 2            start 8   length 16  pid 24
 * </pre>
 */
final class LockCalls {
    private static final int F_GETLK = 5;
    private static final int F_SETLK = 6;
    private static final int F_SETLKW = 7;
    private static final int F_GETLK64 = 12;
    private static final int F_SETLKW64 = 14;
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;

    private final RecordLocks locks;
    private final UserMemory memory;

    LockCalls(RecordLocks locks, UserMemory memory) {
        this.locks = locks;
        this.memory = memory;
    }

    int fcntl(Task task, OpenFile file, int command, int address) {
        boolean wide = command >= F_GETLK64;
        int plain = wide ? command - F_GETLK64 + F_GETLK : command;
        if (plain < F_GETLK || plain > F_SETLKW || command > F_SETLKW64) {
            return -Errno.EINVAL;
        }
        int type = memory.getShort(task, address);
        int whence = memory.getShort(task, address + 2);
        long start = wide ? memory.getLong(task, address + 8) : memory.getInt(task, address + 4);
        long length = wide ? memory.getLong(task, address + 16) : memory.getInt(task, address + 8);
        if (whence == 1) {
            start += file.position();
        } else if (whence == 2) {
            start += file.inode().sizeBytes();
        } else if (whence != 0) {
            return -Errno.EINVAL;
        }
        if (length < 0) {
            start += length;
            length = -length;
        }
        if (start < 0 || type < RecordLocks.READ || type > RecordLocks.UNLOCK) {
            return -Errno.EINVAL;
        }
        long end = length == 0 ? Long.MAX_VALUE : start + length;
        if (plain == F_GETLK) {
            return getLock(task, file, address, wide, type, start, end);
        }
        boolean allowed =
                type == RecordLocks.READ
                        ? file.mayRead()
                        : type != RecordLocks.WRITE || file.mayWrite();
        if (!allowed) {
            return -Errno.EBADF;
        }
        RecordWait wait = new RecordWait(locks, file, type, start, end);
        int result = wait.resume(task);
        if (result != SyscallHandler.BLOCKED) {
            return result;
        }
        if (plain == F_SETLK) {
            return -Errno.EAGAIN;
        }
        file.share();
        return task.block(wait, locks.waiters());
    }

    private int getLock(
            Task task, OpenFile file, int address, boolean wide, int type, long start, long end) {
        RecordLocks.Lock found = locks.conflict(file.inode(), task.group().pid(), type, start, end);
        if (found == null) {
            memory.setShort(task, address, RecordLocks.UNLOCK);
            return 0;
        }
        long length = found.end() == Long.MAX_VALUE ? 0 : found.end() - found.start();
        memory.setShort(task, address, found.type());
        memory.setShort(task, address + 2, 0);
        if (wide) {
            memory.setLong(task, address + 8, found.start());
            memory.setLong(task, address + 16, length);
            memory.setInt(task, address + 24, found.pid());
        } else {
            memory.setInt(task, address + 4, (int) found.start());
            memory.setInt(task, address + 8, (int) length);
            memory.setInt(task, address + 12, found.pid());
        }
        return 0;
    }

    /** A record lock that another process's lock is in the way of. */
    private static final class RecordWait extends BlockedOperation {
        private final RecordLocks locks;
        private final OpenFile file;
        private final int type;
        private final long start;
        private final long end;

        RecordWait(RecordLocks locks, OpenFile file, int type, long start, long end) {
            this.locks = locks;
            this.file = file;
            this.type = type;
            this.start = start;
            this.end = end;
        }

        @Override
        public int resume(Task task) {
            int pid = task.group().pid();
            boolean free =
                    type == RecordLocks.UNLOCK
                            || locks.conflict(file.inode(), pid, type, start, end) == null;
            if (!free) {
                return SyscallHandler.BLOCKED;
            }
            locks.set(file.inode(), pid, type, start, end);
            return 0;
        }

        @Override
        public void ended(Task task) {
            file.release();
        }

        @Override
        public String waitsFor() {
            return "a record lock on " + file.describe();
        }
    }

    int flock(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        int operation = task.arg(1) & ~LOCK_NB;
        if (operation != 1 && operation != 2 && operation != LOCK_UN) {
            return -Errno.EINVAL;
        }
        int kind = operation == LOCK_UN ? 0 : operation;
        if (locks.flock(file, kind)) {
            return 0;
        }
        if ((task.arg(1) & LOCK_NB) != 0) {
            return -Errno.EAGAIN;
        }
        return task.block(new FlockWait(locks, file.share(), kind), locks.waiters());
    }

    /** A flock that another open file's lock is in the way of. */
    private static final class FlockWait extends BlockedOperation {
        private final RecordLocks locks;
        private final OpenFile file;
        private final int kind;

        FlockWait(RecordLocks locks, OpenFile file, int kind) {
            this.locks = locks;
            this.file = file;
            this.kind = kind;
        }

        @Override
        public int resume(Task task) {
            return locks.flock(file, kind) ? 0 : SyscallHandler.BLOCKED;
        }

        @Override
        public void ended(Task task) {
            file.release();
        }

        @Override
        public String waitsFor() {
            return "a lock on " + file.describe();
        }
    }
}
