package org.l4emu.protocol.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The end of a whole file.
 *
 * <pre>
 *   offset  bytes  field
 *        0      8  magic "L4TRAIL\n"
 *        8      8  file offset of the INDEX block's header
 *       16      8  number of events
 *       24      8  digest of all event bytes
 *       32      4  number of blocks, the index included
 *       36      4  CRC32C of the 36 bytes above
 * </pre>
 */
record Trailer(long indexOffset, long events, long digest, int blocks) {
    static final int BYTES = 40;

    private static final int CHECKED_BYTES = 36;

    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(TraceFormat.TRAILER_MAGIC).putLong(indexOffset).putLong(events);
        buffer.putLong(digest).putInt(blocks);
        buffer.putInt(BlockHeader.crc(buffer.array(), 0, CHECKED_BYTES));
        return buffer.array();
    }

    static boolean startsLikeOne(byte[] bytes) {
        int length = TraceFormat.TRAILER_MAGIC.length;
        return Arrays.equals(bytes, 0, length, TraceFormat.TRAILER_MAGIC, 0, length);
    }

    static @Nullable Trailer parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (!startsLikeOne(bytes)
                || buffer.getInt(CHECKED_BYTES) != BlockHeader.crc(bytes, 0, CHECKED_BYTES)) {
            return null;
        }
        return new Trailer(
                buffer.getLong(8), buffer.getLong(16), buffer.getLong(24), buffer.getInt(32));
    }
}
