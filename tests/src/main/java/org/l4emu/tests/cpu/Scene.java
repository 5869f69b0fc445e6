package org.l4emu.tests.cpu;

import java.util.List;
import java.util.SplittableRandom;
import org.l4emu.microkernel.cpu.Row;

/**
 * What one generated case has to go by: where to write code, chance, the memory window it may touch
 * and the register that points to it from start to end.
 */
final class Scene {
    static final int WINDOW_BYTES = 1024;

    /** Transfers stay this far from the window's ends. */
    private static final int MARGIN_BYTES = 72;

    private static final int[] CORNERS = {
        0,
        1,
        2,
        31,
        32,
        33,
        255,
        256,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        0x7fffffff,
        0x80000000,
        0x80000001,
        0xffffffff,
        0xfffffffe,
        0xffff8000,
        0x00ff00ff,
        0x7f807f80,
        0x80008000,
        0x7fff7fff,
        0x55555555,
        0xaaaaaaaa
    };

    final Assembler code;
    final SplittableRandom random;
    final Target target;
    final List<Row> armPlain;
    final List<Row> thumbPlain;
    final int window;

    /** r0 to r12; no generated instruction writes it. Holds the address behind the window. */
    final int anchor;

    Scene(Assembler code, SplittableRandom random, Target target, Rows rows, int window) {
        this.code = code;
        this.random = random;
        this.target = target;
        this.armPlain = rows.armPlain();
        this.thumbPlain = rows.thumbPlain();
        this.window = window;
        this.anchor = random.nextInt(13);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    int value() {
        return switch (random.nextInt(4)) {
            case 0 -> CORNERS[random.nextInt(CORNERS.length)];
            case 1 -> random.nextInt(64);
            default -> random.nextInt();
        };
    }

    /** A register below the limit that is neither the anchor nor one of these. */
    int register(int limit, int... others) {
        while (true) {
            int candidate = random.nextInt(limit);
            boolean free = candidate != anchor;
            for (int other : others) {
                free &= candidate != other;
            }
            if (free) {
                return candidate;
            }
        }
    }

    /** An address in the window, a multiple of the alignment. */
    int address(int alignment) {
        int span = WINDOW_BYTES - 2 * MARGIN_BYTES;
        return window + MARGIN_BYTES + random.nextInt(span / alignment) * alignment;
    }

    /** A random word of the row; half of the conditional ones are unconditional. */
    int sample(Row row) {
        int mask = row.pattern().mask();
        int value = row.pattern().value();
        while (true) {
            int word = (random.nextInt() & ~mask) | value;
            if (!row.isThumb() && row.pattern().has('c') && chance(50)) {
                word = (word & 0x0fffffff) | 0xe0000000;
            }
            word = row.isThumb() ? word & 0xffff : word;
            if (row.matches(word)) {
                return word;
            }
        }
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
