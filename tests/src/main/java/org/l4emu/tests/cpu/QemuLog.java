package org.l4emu.tests.cpu;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what {@code qemu-arm -singlestep -d cpu,nochain} says before each instruction, while it is
 * said: a million instructions are some 300 megabytes.
 *
 * <pre>
 *   R00=00000000 R01=40800fd9 R02=40800fe0 R03=00000000
 *   (three more lines of registers)
 *   PSR=00000010 ---- A usr32
 * </pre>
 */
final class QemuLog implements Closeable {
    static final int PSR = 16;
    static final int WORDS = 17;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private long bytes;

    QemuLog(InputStream in) {
        this.in = in;
    }

    /** How much of the log has been read. */
    long bytes() {
        return bytes;
    }

    /**
     * Reads the next state: r0 to r15 and the status register.
     *
     * @return false at the end
     */
    boolean next(int[] state) throws IOException {
        for (int line = 0; line < 4; ) {
            int first = read();
            if (first < 0) {
                return false;
            }
            if (first == 'R' && isRegister(line)) {
                for (int i = 0; i < 4; i++) {
                    if (i > 0) {
                        skip(4);
                    }
                    state[4 * line + i] = hex();
                    read();
                }
                line++;
            } else if (first != '\n') {
                skipLine();
            }
        }
        skip(4);
        state[PSR] = hex();
        skipLine();
        return true;
    }

    /** Takes the number and the sign behind the R of the line's first register. */
    private boolean isRegister(int line) throws IOException {
        int number = 10 * (read() - '0') + read() - '0';
        return number == 4 * line && read() == '=';
    }

    private int hex() throws IOException {
        int value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 4) | Character.digit(read(), 16);
        }
        return value;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            read();
        }
    }

    private void skipLine() throws IOException {
        int next = read();
        while (next >= 0 && next != '\n') {
            next = read();
        }
    }

    private int read() throws IOException {
        if (position == limit) {
            limit = in.read(buffer);
            position = 0;
            if (limit <= 0) {
                limit = 0;
                return -1;
            }
            bytes += limit;
        }
        return buffer[position++];
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
