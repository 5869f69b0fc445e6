package org.l4emu.protocol.trace;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Carries full blocks to a thread of its own that compresses and writes them in order. Host
 * machinery: the bytes of the file do not depend on it.
 */
final class BlockPipe {
    private static final int BLOCKS_UNDER_WAY_MAX = 2;

    /** A full block, or the end when {@code bytes} is empty. */
    private static final class Job {
        private final byte[] bytes;
        private final int length;
        private final BlockSpan span;
        private final long timeAfter;

        Job(byte[] bytes, int length, BlockSpan span, long timeAfter) {
            this.bytes = bytes;
            this.length = length;
            this.span = span;
            this.timeAfter = timeAfter;
        }
    }

    private final BlockWriter writer;
    private final ArrayBlockingQueue<Job> full = new ArrayBlockingQueue<>(BLOCKS_UNDER_WAY_MAX);
    private final ArrayBlockingQueue<byte[]> free =
            new ArrayBlockingQueue<>(BLOCKS_UNDER_WAY_MAX + 2);
    private final Thread thread;
    private volatile @Nullable IOException failure;

    BlockPipe(BlockWriter writer, int bufferBytes) {
        this.writer = writer;
        for (int i = 0; i <= BLOCKS_UNDER_WAY_MAX; i++) {
            free.add(new byte[bufferBytes]);
        }
        thread = new Thread(this::run, "trace-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * @return an empty buffer in exchange for the full one
     */
    byte[] exchange(byte[] bytes, int length, BlockSpan span, long timeAfter) throws IOException {
        rethrow();
        try {
            full.put(new Job(bytes, length, span, timeAfter));
            return free.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits until all blocks are written. */
    void drain() throws IOException {
        try {
            full.put(new Job(new byte[0], 0, new BlockSpan(0, 0, 0), 0));
            thread.join();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        rethrow();
    }

    private void run() {
        try {
            for (Job job = full.take(); job.bytes.length != 0; job = full.take()) {
                if (failure == null) {
                    write(job);
                }
                free.put(job.bytes);
            }
        } catch (InterruptedException e) {
            failure = interrupted(e);
        }
    }

    private void write(Job job) {
        try {
            writer.events(job.bytes, job.length, job.span, job.timeAfter);
        } catch (IOException e) {
            failure = e;
        }
    }

    private void rethrow() throws IOException {
        IOException earlier = failure;
        if (earlier != null) {
            throw new IOException(
                    "the trace could not be written: " + earlier.getMessage(), earlier);
        }
    }

    private static InterruptedIOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException exception = new InterruptedIOException("writing the trace");
        exception.initCause(cause);
        return exception;
    }
}
