package org.l4emu.protocol.trace;

/**
 * Where a block lies and what it holds.
 *
 * @param number counted from 0 in file order
 * @param offset file offset of its header
 */
public record TraceBlock(
        int number,
        long offset,
        BlockKind kind,
        int uncompressedLength,
        int compressedLength,
        BlockSpan span) {
    public long endOffset() {
        return offset + BlockHeader.BYTES + compressedLength;
    }

    /** Sequence number after the last event. */
    long endSequence() {
        return span.firstSequence() + span.events();
    }
}
