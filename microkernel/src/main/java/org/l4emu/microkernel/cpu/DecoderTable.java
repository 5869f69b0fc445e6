package org.l4emu.microkernel.cpu;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All instructions the processor knows, as rows. At most one row matches a word; a word without a
 * row is an undefined instruction. It says nothing about how an operation is executed.
 */
public final class DecoderTable {
    private static final List<Row> ARM = ArmRows.all();

    /** Candidates by bits 27..20. */
    private static final Row[][] ARM_BUCKETS = buckets(ARM, 20);

    /** Apart, because most programs never leave ARM state. */
    private static final class Thumb {
        private static final List<Row> ROWS = ThumbRows.all();

        /** Candidates by the upper byte. */
        private static final Row[][] BUCKETS = buckets(ROWS, 8);
    }

    private DecoderTable() {}

    /** Every row, ARM first. */
    public static List<Row> rows() {
        List<Row> rows = new ArrayList<>(ARM);
        rows.addAll(Thumb.ROWS);
        return rows;
    }

    /** The row of this ARM word, null if undefined. */
    public static @Nullable Row arm(int word) {
        return first(ARM_BUCKETS[(word >>> 20) & 0xff], word);
    }

    /** The row of this Thumb half word, null if undefined. */
    public static @Nullable Row thumb(int half) {
        return first(Thumb.BUCKETS[(half >>> 8) & 0xff], half & 0xffff);
    }

    private static @Nullable Row first(Row[] bucket, int word) {
        for (Row row : bucket) {
            if (row.matches(word)) {
                return row;
            }
        }
        return null;
    }

    private static Row[][] buckets(List<Row> rows, int shift) {
        List<List<Row>> lists = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            lists.add(new ArrayList<>());
        }
        for (Row row : rows) {
            int mask = (row.pattern().mask() >>> shift) & 0xff;
            int value = (row.pattern().value() >>> shift) & 0xff;
            int free = ~mask & 0xff;
            int choice = 0;
            do {
                lists.get(value | choice).add(row);
                choice = (choice - free) & free;
            } while (choice != 0);
        }
        Row[][] buckets = new Row[256][];
        for (int i = 0; i < 256; i++) {
            buckets[i] = lists.get(i).toArray(new Row[0]);
        }
        return buckets;
    }
}
