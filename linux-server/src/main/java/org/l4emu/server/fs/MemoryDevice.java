package org.l4emu.server.fs;

import org.l4emu.server.process.Errno;

/** /dev/null, zero, full, random and urandom. */
final class MemoryDevice extends OpenFile {
    static final int MAJOR = 1;
    static final int NULL = 3;
    static final int ZERO = 5;
    static final int FULL = 7;
    static final int RANDOM = 8;
    static final int URANDOM = 9;

    private static final byte[] ZEROS = new byte[PageStore.PAGE_BYTES];

    private final ServerPort server;
    private final int minor;

    MemoryDevice(Inode inode, int flags, int minor, ServerPort server) {
        super(inode, flags);
        this.minor = minor;
        this.server = server;
    }

    static boolean exists(int minor) {
        return minor == NULL
                || minor == ZERO
                || minor == FULL
                || minor == RANDOM
                || minor == URANDOM;
    }

    boolean isZero() {
        return minor == ZERO;
    }

    @Override
    int read(IoBuffer to) {
        if (minor == NULL) {
            return 0;
        }
        boolean random = minor == RANDOM || minor == URANDOM;
        byte[] page = random ? new byte[Math.min(to.remaining(), ZEROS.length)] : ZEROS;
        while (to.remaining() > 0) {
            int n = Math.min(to.remaining(), page.length);
            if (random) {
                fillRandom(server, page, n);
            }
            if (to.put(page, 0, n) < n) {
                break;
            }
        }
        return 0;
    }

    /** Fills with bytes of the machine's random generator. */
    static void fillRandom(ServerPort server, byte[] target, int length) {
        for (int i = 0; i < length; i += 8) {
            long word = server.random();
            for (int j = i; j < Math.min(i + 8, length); j++) {
                target[j] = (byte) (word >>> 8 * (j - i));
            }
        }
    }

    @Override
    int readAt(long at, IoBuffer to) {
        return read(to);
    }

    @Override
    int write(IoBuffer from) {
        if (minor == FULL) {
            return -Errno.ENOSPC;
        }
        from.discard();
        return 0;
    }

    @Override
    int writeAt(long at, IoBuffer from) {
        return write(from);
    }

    @Override
    long seek(long offset, int whence) {
        return 0;
    }
}
