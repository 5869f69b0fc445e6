package org.l4emu.server.fs;

import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.schedule.WaitQueue;

/**
 * Input of a machine whose console is plain streams: bytes from the host, in order. Standard output
 * and standard error need no state.
 */
final class ConsoleStream {
    private final ConsolePort port;
    private final WaitQueue readers = new WaitQueue();
    private final byte[] received = new byte[4096];
    private int start;
    private int end;
    private boolean endOfFile;

    ConsoleStream(ConsolePort port) {
        this.port = port;
    }

    ConsolePort port() {
        return port;
    }

    WaitQueue readers() {
        return readers;
    }

    /** Fetches more if all was read; returns the number of bytes that wait. */
    int available() {
        if (start == end && !endOfFile) {
            int length = port.read(received);
            endOfFile = length < 0;
            start = 0;
            end = Math.max(0, length);
            if (length == 0) {
                port.wantInput();
            }
        }
        return end - start;
    }

    boolean isAtEnd() {
        return available() == 0 && endOfFile;
    }

    /** Moves what is there. */
    void read(IoBuffer to) {
        int n = Math.min(available(), to.remaining());
        start += to.put(received, start, n);
    }

    void digest(StateDigest digest) {
        digest.put(received, start, end - start);
        digest.put(endOfFile);
    }
}
