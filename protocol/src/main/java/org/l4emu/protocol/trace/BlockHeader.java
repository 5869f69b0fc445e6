package org.l4emu.protocol.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a block's data.
 *
 * <pre>
 *   offset  bytes  field
 *        0      4  marker "L4Bk"
 *        4      4  kind
 *        8      4  uncompressed length
 *       12      4  compressed length
 *       16      8  sequence number of the first event
 *       24      8  base time
 *       32      4  number of events
 *       36      4  CRC32C of the compressed data
 *       40      4  CRC32C of the 40 bytes above
 * </pre>
 */
record BlockHeader(
        BlockKind kind, int uncompressedLength, int compressedLength, BlockSpan span, int dataCrc) {
    static final int BYTES = 44;
    static final int MARKER = 'L' | '4' << 8 | 'B' << 16 | 'k' << 24;

    private static final int CHECKED_BYTES = 40;

    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(MARKER).putInt(kind.code());
        buffer.putInt(uncompressedLength).putInt(compressedLength);
        buffer.putLong(span.firstSequence()).putLong(span.baseTime());
        buffer.putInt(span.events()).putInt(dataCrc);
        buffer.putInt(crc(buffer.array(), 0, CHECKED_BYTES));
        return buffer.array();
    }

    /**
     * @return null if these are not the bytes of a header
     */
    static @Nullable BlockHeader parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        BlockKind kind = BlockKind.of(buffer.getInt(4));
        boolean whole =
                buffer.getInt(0) == MARKER
                        && buffer.getInt(CHECKED_BYTES) == crc(bytes, 0, CHECKED_BYTES);
        if (!whole || kind == null) {
            return null;
        }
        BlockSpan span = new BlockSpan(buffer.getLong(16), buffer.getInt(32), buffer.getLong(24));
        BlockHeader header =
                new BlockHeader(kind, buffer.getInt(8), buffer.getInt(12), span, buffer.getInt(36));
        return header.isSane() ? header : null;
    }

    private boolean isSane() {
        return uncompressedLength >= 0
                && uncompressedLength <= TraceFormat.BLOCK_BYTES_MAX
                && compressedLength >= 0
                && compressedLength <= TraceFormat.BLOCK_BYTES_MAX
                && span.firstSequence() >= 0
                && span.events() >= 0;
    }

    static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
