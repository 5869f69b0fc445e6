package org.l4emu.protocol.trace;

import java.io.IOException;
import java.util.List;

/** A position among the events of a file, crossing from block to block. */
final class EventWalk {
    private final BlockStore store;
    private final List<TraceBlock> blocks;
    private final RecordCursor cursor = new RecordCursor();
    private int nextBlock;

    EventWalk(BlockStore store) {
        this.store = store;
        this.blocks = store.blocks().stream().filter(b -> b.kind() == BlockKind.EVENTS).toList();
    }

    /** Valid after {@link #advance} gave true. */
    RecordCursor cursor() {
        return cursor;
    }

    long endSequence() {
        return blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).endSequence();
    }

    boolean advance() throws IOException {
        while (!cursor.next()) {
            if (nextBlock == blocks.size()) {
                return false;
            }
            load(nextBlock);
        }
        return true;
    }

    /** A block that cannot be read is passed over by the next call. */
    private void load(int number) throws IOException {
        TraceBlock block = blocks.get(number);
        nextBlock = number + 1;
        cursor.load(new byte[0], new BlockSpan(block.endSequence(), 0, 0));
        cursor.load(store.read(block), block.span());
    }

    void seek(long sequence) throws IOException {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks.get(middle).endSequence() <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == blocks.size()) {
            nextBlock = low;
            cursor.load(new byte[0], new BlockSpan(endSequence(), 0, 0));
            return;
        }
        load(low);
        while (cursor.sequence() + 1 < sequence) {
            if (!cursor.next()) {
                return;
            }
        }
    }
}
