package org.l4emu.protocol.trace;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.l4emu.protocol.schema.TraceHeader;

/**
 * Writes a trace file. The same header, root image and events make the same bytes. A thread of the
 * host compresses and writes; errors of the disk come out of a later event or of {@link #close}.
 */
public final class TraceRecorder extends EventEncoder implements Closeable {
    private final BlockWriter writer;
    private final BlockPipe pipe;
    private boolean closed;

    /**
     * @param header completed here with the format version and, if it has none, the block length
     */
    public TraceRecorder(OutputStream out, TraceHeader header) throws IOException {
        this(complete(header), out);
    }

    private TraceRecorder(TraceHeader header, OutputStream out) throws IOException {
        super(header.getBlockBytes(), header.getEveryStep());
        this.writer = new BlockWriter(out, header);
        this.pipe = new BlockPipe(writer, header.getBlockBytes() + SPARE_BYTES);
    }

    public static TraceRecorder create(Path file, TraceHeader header) throws IOException {
        return new TraceRecorder(
                new BufferedOutputStream(Files.newOutputStream(file), 64 * 1024), header);
    }

    private static TraceHeader complete(TraceHeader header) {
        TraceHeader.Builder builder = header.toBuilder().setFormatVersion(TraceFormat.VERSION);
        if (header.getBlockBytes() == 0) {
            builder.setBlockBytes(DEFAULT_BLOCK_BYTES);
        }
        return builder.build();
    }

    /** Embeds the root image. Precondition: no event was recorded yet. */
    public void rootImage(InputStream image) throws IOException {
        if (sequence() != 0) {
            throw new IllegalStateException("the root image comes before the first event");
        }
        byte[] chunk = new byte[TraceFormat.ROOT_IMAGE_CHUNK_BYTES];
        for (int length = image.readNBytes(chunk, 0, chunk.length);
                length != 0;
                length = image.readNBytes(chunk, 0, chunk.length)) {
            writer.rootImage(chunk, length);
        }
    }

    @Override
    protected void emitted(byte[] buffer, int offset, int length) {
        if (closed) {
            throw new IllegalStateException("the recording was closed");
        }
    }

    @Override
    protected byte[] blockEnded(byte[] buffer, int length, BlockSpan span) {
        try {
            return pipe.exchange(buffer, length, span, lastTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what is left, the index and the trailer. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (writer) {
            endBlock();
            pipe.drain();
            writer.finish(lastTime());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
