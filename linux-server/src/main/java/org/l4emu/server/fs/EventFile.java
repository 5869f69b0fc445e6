package org.l4emu.server.fs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.schedule.WaitQueue;

/** An eventfd: a counter that reads take and writes add to. */
final class EventFile extends OpenFile {
    private static final long COUNT_MAX = -2;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final boolean semaphore;
    private final WaitQueue readers = new WaitQueue();
    private final WaitQueue writers = new WaitQueue();
    private long count;
    private long pendingWrite;

    EventFile(Inode inode, int flags, boolean semaphore, long count) {
        super(inode, flags | OpenFlags.READ_WRITE);
        this.semaphore = semaphore;
        this.count = count;
    }

    @Override
    int read(IoBuffer to) {
        if (to.remaining() < 8) {
            return -Errno.EINVAL;
        }
        if (count == 0) {
            return -Errno.EAGAIN;
        }
        byte[] word = new byte[8];
        LONGS.set(word, 0, semaphore ? 1 : count);
        to.put(word, 0, 8);
        count = semaphore ? count - 1 : 0;
        writers.wakeAll();
        return 0;
    }

    @Override
    int write(IoBuffer from) {
        long added = pendingWrite;
        if (from.done() == 0) {
            if (from.remaining() < 8) {
                return -Errno.EINVAL;
            }
            byte[] word = new byte[8];
            if (from.get(word, 0, 8) < 8) {
                return -Errno.EFAULT;
            }
            added = (long) LONGS.get(word, 0);
        }
        if (added == -1) {
            return -Errno.EINVAL;
        }
        if (Long.compareUnsigned(added, COUNT_MAX - count) > 0) {
            pendingWrite = added;
            return -Errno.EAGAIN;
        }
        count += added;
        readers.wakeAll();
        return 0;
    }

    @Override
    int readiness() {
        return (count != 0 ? Poll.READABLE : 0)
                | (Long.compareUnsigned(count, COUNT_MAX) < 0 ? Poll.WRITABLE : 0);
    }

    @Override
    WaitQueue readers() {
        return readers;
    }

    @Override
    WaitQueue writers() {
        return writers;
    }

    @Override
    String anonymousName() {
        return "anon_inode:[eventfd]";
    }

    @Override
    void digest(StateDigest digest) {
        super.digest(digest);
        digest.put(count);
    }
}
