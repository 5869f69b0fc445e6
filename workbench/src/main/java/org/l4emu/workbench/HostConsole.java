package org.l4emu.workbench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The host's standard streams as a machine's console.
 *
 * <p>Input is read by a host thread of its own, which starts when the machine first wants input: a
 * program that reads nothing leaves stdin to the next one. The machine's thread takes chunks out of
 * the queue when it chooses to. Output is written through at once.
 */
public final class HostConsole {
    private static final int CHUNK_BYTES = 4096;

    /** The reader waits while so many chunks have not been taken. */
    private static final int CHUNKS_MAX = 16;

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;

    // Guarded by this: everything below.
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private @Nullable Thread reader;
    private boolean ended;

    public HostConsole(InputStream in, OutputStream out, OutputStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** What has been typed since the last call, if anything; starts reading. Never waits. */
    public synchronized Optional<byte[]> poll() {
        startReading();
        notifyAll();
        return Optional.ofNullable(chunks.poll());
    }

    /** Waits for input; empty when the input has ended. */
    public synchronized Optional<byte[]> await() {
        startReading();
        while (chunks.isEmpty() && !ended) {
            waitForTheOther();
        }
        notifyAll();
        return Optional.ofNullable(chunks.poll());
    }

    /** Waits at most so long for input; empty when nothing came or the input has ended. */
    public synchronized Optional<byte[]> await(long millis) {
        startReading();
        long deadline = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; chunks.isEmpty() && !ended && left > 0; ) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted at the console", e);
            }
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        notifyAll();
        return Optional.ofNullable(chunks.poll());
    }

    /** True when all input was taken and no more will come. */
    public synchronized boolean isEnded() {
        return ended && chunks.isEmpty();
    }

    public void write(byte[] bytes, int offset, int length) {
        writeTo(out, bytes, offset, length);
    }

    public void writeError(byte[] bytes, int offset, int length) {
        writeTo(err, bytes, offset, length);
    }

    private static void writeTo(OutputStream stream, byte[] bytes, int offset, int length) {
        try {
            stream.write(bytes, offset, length);
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void startReading() {
        if (reader == null) {
            reader = new Thread(this::readToTheEnd, "console-reader");
            reader.setDaemon(true);
            reader.start();
        }
    }

    private void readToTheEnd() {
        byte[] buffer = new byte[CHUNK_BYTES];
        while (true) {
            int length;
            try {
                length = in.read(buffer);
            } catch (IOException e) {
                length = -1; // what cannot be read any more has ended
            }
            if (!hand(length < 0 ? null : Arrays.copyOf(buffer, length))) {
                return;
            }
        }
    }

    private synchronized boolean hand(byte @Nullable [] chunk) {
        while (chunk != null && chunks.size() >= CHUNKS_MAX) {
            waitForTheOther();
        }
        if (chunk == null) {
            ended = true;
        } else if (chunk.length > 0) {
            chunks.add(chunk);
        }
        notifyAll();
        return chunk != null;
    }

    @SuppressWarnings("WaitNotInLoop") // the callers loop
    private synchronized void waitForTheOther() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at the console", e);
        }
    }
}
