package org.l4emu.protocol.trace;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.l4emu.protocol.schema.EventDigest;
import org.l4emu.protocol.schema.IndexEntry;
import org.l4emu.protocol.schema.TraceHeader;
import org.l4emu.protocol.schema.TraceIndex;

/** Writes a trace file's frames in order: header, blocks, index, trailer. */
final class BlockWriter implements Closeable {
    private static final BlockSpan NO_EVENTS = new BlockSpan(0, 0, 0);

    private final OutputStream out;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(TraceFormat.ZSTD_LEVEL);
    private final TraceIndex.Builder index = TraceIndex.newBuilder();
    private byte[] compressed = new byte[0];
    private long offset;
    private long events;
    private long digest;
    private int eventBlocksSinceDigest;

    BlockWriter(OutputStream out, TraceHeader header) throws IOException {
        this.out = out;
        byte[] message = header.toByteArray();
        ByteBuffer frame =
                ByteBuffer.allocate(TraceFormat.HEADER_FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(message.length).putInt(BlockHeader.crc(message, 0, message.length));
        emit(TraceFormat.MAGIC, TraceFormat.MAGIC.length);
        emit(frame.array(), frame.capacity());
        emit(message, message.length);
    }

    void events(byte[] bytes, int length, BlockSpan span, long timeAfter) throws IOException {
        write(BlockKind.EVENTS, bytes, length, span);
        events = span.firstSequence() + span.events();
        digest = XxHash64.hash(bytes, 0, length, digest);
        eventBlocksSinceDigest++;
        if (eventBlocksSinceDigest == TraceFormat.EVENT_BLOCKS_PER_DIGEST) {
            writeDigest(timeAfter);
        }
    }

    void rootImage(byte[] bytes, int length) throws IOException {
        write(BlockKind.ROOT_IMAGE, bytes, length, NO_EVENTS);
    }

    /** Writes what makes the file whole. Nothing may follow. */
    void finish(long timeAfter) throws IOException {
        if (eventBlocksSinceDigest != 0) {
            writeDigest(timeAfter);
        }
        int blocks = index.getBlocksCount() + 1;
        long indexOffset = offset;
        byte[] message = index.build().toByteArray();
        write(BlockKind.INDEX, message, message.length, new BlockSpan(events, 0, timeAfter));
        emit(new Trailer(indexOffset, events, digest, blocks).toBytes(), Trailer.BYTES);
        out.flush();
    }

    private void writeDigest(long timeAfter) throws IOException {
        EventDigest content =
                EventDigest.newBuilder()
                        .setEvents(events)
                        .setTime(timeAfter)
                        .setDigest(digest)
                        .build();
        byte[] message = content.toByteArray();
        write(BlockKind.DIGEST, message, message.length, new BlockSpan(events, 0, timeAfter));
        eventBlocksSinceDigest = 0;
    }

    private void write(BlockKind kind, byte[] bytes, int length, BlockSpan span)
            throws IOException {
        int bound = Math.toIntExact(Zstd.compressBound(length));
        if (compressed.length < bound) {
            compressed = new byte[bound];
        }
        int packed = zstd.compressByteArray(compressed, 0, compressed.length, bytes, 0, length);
        int crc = BlockHeader.crc(compressed, 0, packed);
        index.addBlocks(
                IndexEntry.newBuilder()
                        .setKind(kind.code())
                        .setOffset(offset)
                        .setCompressedLength(packed)
                        .setUncompressedLength(length)
                        .setFirstSequence(span.firstSequence())
                        .setBaseTime(span.baseTime())
                        .setEvents(span.events())
                        .setDataCrc32C(crc));
        emit(new BlockHeader(kind, length, packed, span, crc).toBytes(), BlockHeader.BYTES);
        emit(compressed, packed);
        // A process that is killed leaves all blocks but the one under way.
        out.flush();
    }

    private void emit(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        offset += length;
    }

    @Override
    public void close() throws IOException {
        zstd.close();
        out.close();
    }
}
