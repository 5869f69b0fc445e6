package org.l4emu.microkernel.irq;

import java.util.Arrays;
import org.l4emu.microkernel.thread.StateDigest;

/** Receive side of the console: bytes the environment gave and nobody has read yet. */
public final class ConsoleDevice {
    private byte[] received = new byte[4096];
    private int start;
    private int end;
    private boolean endOfFile;

    /** Appends what came from the host; an empty input is end of file. */
    public void receive(byte[] bytes, int length) {
        if (length == 0) {
            endOfFile = true;
            return;
        }
        if (end + length > received.length) {
            int size = end - start;
            byte[] target =
                    size + length > received.length
                            ? new byte[Math.max(2 * received.length, size + length)]
                            : received;
            System.arraycopy(received, start, target, 0, size);
            received = target;
            start = 0;
            end = size;
        }
        System.arraycopy(bytes, 0, received, end, length);
        end += length;
    }

    /** Takes up to {@code target.length} bytes out; −1 at end of file, 0 if nothing is there. */
    public int read(byte[] target) {
        int length = Math.min(end - start, target.length);
        if (length == 0) {
            return endOfFile ? -1 : 0;
        }
        System.arraycopy(received, start, target, 0, length);
        start += length;
        return length;
    }

    public void digest(StateDigest digest) {
        byte[] left = Arrays.copyOfRange(received, start, end);
        digest.put(left, 0, left.length);
        digest.put(endOfFile);
    }
}
