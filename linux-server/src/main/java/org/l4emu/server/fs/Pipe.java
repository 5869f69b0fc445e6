package org.l4emu.server.fs;

import java.util.Arrays;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.schedule.WaitQueue;

/** The bytes between the ends of a pipe or FIFO, and who waits for them. */
final class Pipe {
    static final int CAPACITY_BYTES = 65_536;

    /** A write of at most so many bytes is not divided. */
    static final int ATOMIC_BYTES = 4096;

    private final int number;
    private final WaitQueue readQueue = new WaitQueue();
    private final WaitQueue writeQueue = new WaitQueue();
    private byte[] ring = new byte[512];
    private int capacity = CAPACITY_BYTES;
    private int start;
    private int count;
    private int readers;
    private int writers;
    private int readersEver;
    private int writersEver;

    Pipe(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    WaitQueue readQueue() {
        return readQueue;
    }

    WaitQueue writeQueue() {
        return writeQueue;
    }

    int count() {
        return count;
    }

    int capacity() {
        return capacity;
    }

    boolean hasReaders() {
        return readers > 0;
    }

    boolean hasWriters() {
        return writers > 0;
    }

    /** How often the read end was opened: FIFO openers wait for this to change. */
    int readersEver() {
        return readersEver;
    }

    int writersEver() {
        return writersEver;
    }

    boolean isInUse() {
        return readers > 0 || writers > 0;
    }

    void open(boolean reads, boolean writes) {
        if (reads) {
            readers++;
            readersEver++;
            writeQueue.wakeAll();
        }
        if (writes) {
            writers++;
            writersEver++;
            readQueue.wakeAll();
        }
    }

    void close(boolean reads, boolean writes) {
        readers -= reads ? 1 : 0;
        writers -= writes ? 1 : 0;
        if (reads && readers == 0) {
            writeQueue.wakeAll();
        }
        if (writes && writers == 0) {
            readQueue.wakeAll();
        }
    }

    /** Moves what is there; −EAGAIN if nothing is and somebody may still write. */
    int read(IoBuffer to) {
        if (to.remaining() == 0) {
            return 0;
        }
        if (count == 0) {
            return writers == 0 ? 0 : -Errno.EAGAIN;
        }
        while (count > 0 && to.remaining() > 0) {
            int n = Math.min(Math.min(count, ring.length - start), to.remaining());
            int moved = to.put(ring, start, n);
            start = start + moved == ring.length ? 0 : start + moved;
            count -= moved;
            if (moved < n) {
                break;
            }
        }
        if (count == 0) {
            start = 0;
        }
        if (roomForWriters()) {
            writeQueue.wakeAll();
        }
        return 0;
    }

    /** Moves what fits; −EAGAIN while some is left, −EPIPE if nobody reads. */
    int write(IoBuffer from) {
        if (readers == 0) {
            return -Errno.EPIPE;
        }
        int total = from.done() + from.remaining();
        if (total <= ATOMIC_BYTES && from.remaining() > capacity - count) {
            return -Errno.EAGAIN;
        }
        boolean any = false;
        while (from.remaining() > 0 && count < capacity) {
            reserve(Math.min(count + from.remaining(), capacity));
            int end = start + count;
            if (end >= ring.length) {
                end -= ring.length;
            }
            int room = end >= start ? ring.length - end : start - end;
            int n = Math.min(Math.min(room, from.remaining()), capacity - count);
            int moved = from.get(ring, end, n);
            count += moved;
            any |= moved > 0;
            if (moved < n) {
                break;
            }
        }
        if (any) {
            readQueue.wakeAll();
        }
        return from.remaining() == 0 || from.faulted() ? 0 : -Errno.EAGAIN;
    }

    boolean roomForWriters() {
        return capacity - count >= ATOMIC_BYTES;
    }

    /** F_SETPIPE_SZ. */
    int resize(int bytes) {
        if (bytes <= 0 || bytes > 1 << 20) {
            return bytes <= 0 ? -Errno.EINVAL : -Errno.EPERM;
        }
        int wanted = Math.max(ATOMIC_BYTES, Integer.highestOneBit(bytes * 2 - 1));
        if (wanted < count) {
            return -Errno.EBUSY;
        }
        capacity = wanted;
        writeQueue.wakeAll();
        return capacity;
    }

    /** Grows the ring to hold {@code needed} bytes. */
    private void reserve(int needed) {
        if (needed <= ring.length) {
            return;
        }
        byte[] larger = new byte[Math.max(needed, Math.min(2 * ring.length, capacity))];
        int first = Math.min(count, ring.length - start);
        System.arraycopy(ring, start, larger, 0, first);
        System.arraycopy(ring, 0, larger, first, count - first);
        ring = larger;
        start = 0;
    }

    void digest(StateDigest digest) {
        digest.put(readers);
        digest.put(writers);
        int first = Math.min(count, ring.length - start);
        byte[] content = Arrays.copyOfRange(ring, start, start + count);
        System.arraycopy(ring, 0, content, first, count - first);
        digest.put(content, 0, count);
    }
}
