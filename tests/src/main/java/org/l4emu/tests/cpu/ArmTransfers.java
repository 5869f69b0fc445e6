package org.l4emu.tests.cpu;

import org.l4emu.microkernel.cpu.Row;

/** Loads and stores in ARM state, each with its base register set so that it hits the window. */
final class ArmTransfers {
    private static final int PC = 15;
    private static final int PRE = 1 << 24;
    private static final int UP = 1 << 23;
    private static final int LOAD = 1 << 20;

    private final Scene scene;
    private final Assembler code;
    private final ArmBranches branches;

    ArmTransfers(Scene scene, ArmBranches branches) {
        this.scene = scene;
        this.code = scene.code;
        this.branches = branches;
    }

    private static int n(int word) {
        return (word >>> 16) & 0xf;
    }

    private static int d(int word) {
        return (word >>> 12) & 0xf;
    }

    private static boolean isLoad(int word) {
        return (word & LOAD) != 0;
    }

    /** LDR, STR, LDRB, STRB in all addressing modes; LDR may branch. */
    void wordOrByte(Row row) {
        boolean register = (row.pattern().value() & (1 << 25)) != 0;
        boolean bytes = (row.pattern().value() & (1 << 22)) != 0;
        while (true) {
            int word = scene.sample(row);
            int m = register ? word & 0xf : -1;
            if (n(word) == scene.anchor || m == scene.anchor || m == n(word)) {
                continue;
            }
            if (isLoad(word) && d(word) == scene.anchor) {
                continue;
            }
            if (n(word) == PC) {
                if (register || !isLoad(word) || d(word) == PC) {
                    continue;
                }
                code.arm(word);
                return;
            }
            boolean jump = isLoad(word) && d(word) == PC;
            if (jump && !branches.isRoomy()) {
                continue;
            }
            boolean aligned = jump || scene.chance(75);
            int address = scene.address(bytes || !aligned ? 1 : 4);
            if (jump) {
                branches.through(address, word, () -> setUp(word, m, address));
            } else {
                setUp(word, m, address);
                code.arm(word);
            }
            return;
        }
    }

    private void setUp(int word, int m, int address) {
        int offset = word & 0xfff;
        if (m >= 0) {
            int carry = scene.random.nextInt(2);
            code.arm(0xe328f400 | (carry << 5) | (scene.random.nextInt(32) << 3 & 0xd8));
            int value = scene.value();
            code.armLoad(m, value);
            offset = Shifts.byImmediate(value, (word >>> 5) & 3, (word >>> 7) & 0x1f, carry);
        }
        setBase(word, address, offset);
    }

    private void setBase(int word, int address, int offset) {
        int signed = (word & UP) != 0 ? offset : -offset;
        code.armLoad(n(word), (word & PRE) != 0 ? address - signed : address);
    }

    /** Half words, signed bytes, double words. */
    void extra(Row row) {
        boolean immediate = (row.pattern().value() & (1 << 22)) != 0;
        boolean two = row.name().startsWith("ldrd") || row.name().startsWith("strd");
        boolean load = isLoad(row.pattern().value()) || row.name().startsWith("ldrd");
        while (true) {
            int word = scene.sample(row);
            int m = immediate ? -1 : word & 0xf;
            boolean hitsAnchor = d(word) == scene.anchor || (two && d(word) + 1 == scene.anchor);
            if (n(word) == scene.anchor || m == scene.anchor || (load && hitsAnchor)) {
                continue;
            }
            if (n(word) == PC) {
                if (!immediate || !load || two) {
                    continue;
                }
                code.arm(word);
                return;
            }
            if (m == n(word)) {
                continue;
            }
            int offset = ((word >>> 4) & 0xf0) | (word & 0xf);
            if (!immediate) {
                offset = scene.value();
                code.armLoad(m, offset);
            }
            int alignment = two ? (scene.chance(70) ? 8 : 4) : scene.chance(75) ? 2 : 1;
            setBase(word, scene.address(alignment), offset);
            code.arm(word);
            return;
        }
    }

    void block(Row row) {
        while (true) {
            int word = scene.sample(row);
            int list = word & 0xffff;
            boolean hitsAnchor = (list >>> scene.anchor & 1) != 0;
            if (n(word) == scene.anchor || (isLoad(word) && hitsAnchor)) {
                continue;
            }
            int lowest = scene.address(4);
            int count = Integer.bitCount(list);
            if (lowest + 4 * count > scene.window + Scene.WINDOW_BYTES) {
                continue;
            }
            boolean jump = isLoad(word) && (list & 0x8000) != 0;
            if (jump && (!branches.isRoomy() || scene.chance(60))) {
                continue;
            }
            int before = (word & PRE) != 0 ? 4 : 0;
            int base = (word & UP) != 0 ? lowest - before : lowest + 4 * count - 4 + before;
            if (jump) {
                int slot = lowest + 4 * (count - 1);
                branches.through(slot, word, () -> code.armLoad(n(word), base));
            } else {
                code.armLoad(n(word), base);
                code.arm(word);
            }
            return;
        }
    }

    void swap(Row row) {
        boolean bytes = (row.pattern().value() & (1 << 22)) != 0;
        while (true) {
            int word = scene.sample(row);
            if (n(word) != scene.anchor && d(word) != scene.anchor) {
                code.armLoad(n(word), scene.address(bytes ? 1 : 4));
                code.arm(word);
                return;
            }
        }
    }
}
