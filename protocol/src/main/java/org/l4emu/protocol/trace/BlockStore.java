package org.l4emu.protocol.trace;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.schema.IndexEntry;
import org.l4emu.protocol.schema.TraceHeader;
import org.l4emu.protocol.schema.TraceIndex;

/**
 * An open trace file as numbered blocks: found by the index, or by a walk over the headers where
 * the file is cut or its end is damaged.
 */
final class BlockStore implements Closeable {
    private final FileChannel channel;
    private final long fileBytes;
    private final TraceHeader header;
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final List<TraceBlock> blocks = new ArrayList<>();
    private final List<Damage> damage = new ArrayList<>();
    private @Nullable Trailer trailer;
    private boolean cut;
    private byte[] compressed = new byte[0];

    private BlockStore(FileChannel channel) throws IOException {
        this.channel = channel;
        this.fileBytes = channel.size();
        byte[] message = readHeader();
        this.header = TraceHeader.parseFrom(message);
        if (header.getFormatVersion() != TraceFormat.VERSION) {
            throw new TraceUnreadable(
                    "trace format version "
                            + header.getFormatVersion()
                            + ", this l4emu reads version "
                            + TraceFormat.VERSION);
        }
        long firstBlock =
                (long) TraceFormat.MAGIC.length + TraceFormat.HEADER_FRAME_BYTES + message.length;
        if (!locateByIndex()) {
            scan(firstBlock);
        }
    }

    static BlockStore open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new BlockStore(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    TraceHeader header() {
        return header;
    }

    List<TraceBlock> blocks() {
        return Collections.unmodifiableList(blocks);
    }

    /** What was found wrong while opening. */
    List<Damage> damage() {
        return Collections.unmodifiableList(damage);
    }

    @Nullable Trailer trailer() {
        return trailer;
    }

    boolean isCut() {
        return cut;
    }

    long fileBytes() {
        return fileBytes;
    }

    private byte[] readHeader() throws IOException {
        int magicLength = TraceFormat.MAGIC.length;
        int frameLength = magicLength + TraceFormat.HEADER_FRAME_BYTES;
        if (fileBytes < frameLength) {
            throw new TraceUnreadable("not a trace: only " + fileBytes + " bytes long");
        }
        ByteBuffer frame = ByteBuffer.wrap(bytesAt(0, frameLength)).order(ByteOrder.LITTLE_ENDIAN);
        if (!Arrays.equals(frame.array(), 0, magicLength, TraceFormat.MAGIC, 0, magicLength)) {
            throw new TraceUnreadable("not a trace: the first 8 bytes are not a trace's magic");
        }
        int length = frame.getInt(magicLength);
        if (length < 0 || length > TraceFormat.HEADER_BYTES_MAX) {
            throw new TraceUnreadable("header at offset 8: length " + length + " is impossible");
        }
        if (fileBytes < frameLength + (long) length) {
            throw new TraceUnreadable("cut inside the header: nothing of the run was kept");
        }
        byte[] message = bytesAt(frameLength, length);
        if (BlockHeader.crc(message, 0, length) != frame.getInt(magicLength + 4)) {
            throw new TraceUnreadable("header at offset 8: its CRC32C does not match");
        }
        return message;
    }

    private boolean locateByIndex() throws IOException {
        if (fileBytes < Trailer.BYTES + BlockHeader.BYTES) {
            return false;
        }
        Trailer end = Trailer.parse(bytesAt(fileBytes - Trailer.BYTES, Trailer.BYTES));
        if (end == null) {
            return false;
        }
        TraceBlock place = blockAt(end.blocks() - 1, end.indexOffset(), fileBytes - Trailer.BYTES);
        if (place == null || place.kind() != BlockKind.INDEX) {
            return false;
        }
        try {
            for (IndexEntry entry : TraceIndex.parseFrom(read(place)).getBlocksList()) {
                blocks.add(block(entry));
            }
        } catch (TraceDamaged | InvalidProtocolBufferException e) {
            blocks.clear();
            return false;
        }
        blocks.add(place);
        trailer = end;
        return true;
    }

    private TraceBlock block(IndexEntry entry) throws InvalidProtocolBufferException {
        BlockKind kind = BlockKind.of(entry.getKind());
        if (kind == null) {
            throw new InvalidProtocolBufferException("block kind " + entry.getKind());
        }
        return new TraceBlock(
                blocks.size(),
                entry.getOffset(),
                kind,
                entry.getUncompressedLength(),
                entry.getCompressedLength(),
                new BlockSpan(entry.getFirstSequence(), entry.getEvents(), entry.getBaseTime()));
    }

    private @Nullable TraceBlock blockAt(int number, long offset, long limit) throws IOException {
        if (offset < 0 || offset + BlockHeader.BYTES > limit) {
            return null;
        }
        BlockHeader found = BlockHeader.parse(bytesAt(offset, BlockHeader.BYTES));
        if (found == null) {
            return null;
        }
        return new TraceBlock(
                number,
                offset,
                found.kind(),
                found.uncompressedLength(),
                found.compressedLength(),
                found.span());
    }

    private void scan(long firstBlock) throws IOException {
        long offset = firstBlock;
        while (fileBytes - offset >= BlockHeader.BYTES) {
            TraceBlock block = blockAt(blocks.size(), offset, fileBytes);
            if (block == null) {
                damage.add(new Damage(blocks.size(), offset, "its header is damaged"));
                return;
            }
            if (block.endOffset() > fileBytes) {
                cut = true;
                return;
            }
            blocks.add(block);
            offset = block.endOffset();
        }
        scanEnd(offset);
    }

    /** What is left after the last block is shorter than a block's header. */
    private void scanEnd(long offset) throws IOException {
        int rest = (int) (fileBytes - offset);
        boolean indexSeen =
                !blocks.isEmpty() && blocks.get(blocks.size() - 1).kind() == BlockKind.INDEX;
        if (!indexSeen || rest < Trailer.BYTES) {
            cut = true;
            return;
        }
        trailer = Trailer.parse(bytesAt(offset, Trailer.BYTES));
        if (trailer == null || rest != Trailer.BYTES) {
            damage.add(new Damage(blocks.size(), offset, "the trailer is damaged"));
            return;
        }
        Damage index = damageOf(blocks.get(blocks.size() - 1));
        if (index != null) {
            damage.add(index);
        }
    }

    /**
     * @return null if the block can be read
     */
    @Nullable Damage damageOf(TraceBlock block) throws IOException {
        try {
            read(block);
            return null;
        } catch (TraceDamaged e) {
            return e.damage();
        }
    }

    /** The block's content, checked. */
    byte[] read(TraceBlock block) throws IOException {
        int length = block.compressedLength();
        if (block.endOffset() > fileBytes) {
            throw damaged(block, "it reaches past the end of the file");
        }
        BlockHeader found = BlockHeader.parse(bytesAt(block.offset(), BlockHeader.BYTES));
        if (found == null) {
            throw damaged(block, "its header is damaged");
        }
        if (found.compressedLength() != length || !found.span().equals(block.span())) {
            throw damaged(block, "its header contradicts the index");
        }
        if (compressed.length < length) {
            compressed = new byte[length];
        }
        readFully(block.offset() + BlockHeader.BYTES, compressed, length);
        int crc = BlockHeader.crc(compressed, 0, length);
        if (crc != found.dataCrc()) {
            throw damaged(
                    block,
                    String.format("CRC32C of its data is %08x, not %08x", crc, found.dataCrc()));
        }
        return decompress(block);
    }

    private byte[] decompress(TraceBlock block) throws TraceDamaged {
        byte[] content = new byte[block.uncompressedLength()];
        int length;
        try {
            length =
                    zstd.decompressByteArray(
                            content, 0, content.length, compressed, 0, block.compressedLength());
        } catch (ZstdException e) {
            throw damaged(block, "zstd: " + e.getMessage());
        }
        if (length != content.length) {
            throw damaged(block, length + " bytes unpacked, not " + content.length);
        }
        return content;
    }

    private static TraceDamaged damaged(TraceBlock block, String what) {
        return new TraceDamaged(new Damage(block.number(), block.offset(), what));
    }

    private byte[] bytesAt(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        readFully(offset, bytes, length);
        return bytes;
    }

    private void readFully(long offset, byte[] target, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
    }

    @Override
    public void close() throws IOException {
        zstd.close();
        channel.close();
    }
}
