package org.l4emu.protocol.trace;

/**
 * A running digest of a stream of events, for comparing runs without keeping them. It is the chain
 * of XXH64 over the blocks, each seeded with the one before, and equal to the digest that a trace
 * of the same events carries in its trailer.
 */
public final class DigestSink extends EventEncoder {
    private long digest;

    public DigestSink() {
        this(DEFAULT_BLOCK_BYTES, false);
    }

    /** For comparison with a trace: the values of its header. */
    public DigestSink(int blockBytes, boolean everyStep) {
        super(blockBytes, everyStep);
    }

    /** Digest of all events so far; may be asked at any time. */
    public long digest() {
        return openBlockLength() == 0
                ? digest
                : XxHash64.hash(openBlock(), 0, openBlockLength(), digest);
    }

    @Override
    protected void emitted(byte[] buffer, int offset, int length) {
        // The block is hashed as a whole: far cheaper than event by event.
    }

    @Override
    protected byte[] blockEnded(byte[] buffer, int length, BlockSpan span) {
        digest = XxHash64.hash(buffer, 0, length, digest);
        return buffer;
    }
}
