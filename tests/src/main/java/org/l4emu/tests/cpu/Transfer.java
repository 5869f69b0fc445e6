package org.l4emu.tests.cpu;

/**
 * What memory an ARM instruction loads or stores, told from its word and the registers before it;
 * apart from the processor under test. SWP and the exclusive accesses are not in it.
 *
 * @param registers those transferred, as in a block transfer; ascending addresses
 * @param bytes per register
 */
record Transfer(boolean load, int address, int bytes, int registers) {
    private static final Transfer NONE = new Transfer(false, 0, 0, 0);

    /** Precondition: r15 is the address of the instruction. */
    static Transfer of(int word, int[] r, boolean carry) {
        return switch ((word >>> 25) & 7) {
            case 0 -> (word & 0x90) == 0x90 && (word & 0x60) != 0 ? extra(word, r) : NONE;
            case 2 -> single(word, r, word & 0xfff);
            case 3 -> {
                int offset =
                        Shifts.byImmediate(
                                r[word & 0xf],
                                (word >>> 5) & 3,
                                (word >>> 7) & 0x1f,
                                carry ? 1 : 0);
                yield (word & 0x10) != 0 ? NONE : single(word, r, offset);
            }
            case 4 -> block(word, r);
            default -> NONE;
        };
    }

    private static int address(int word, int[] r, int offset) {
        int n = (word >>> 16) & 0xf;
        int base = n == 15 ? r[15] + 8 : r[n];
        boolean pre = (word & (1 << 24)) != 0;
        return !pre ? base : (word & (1 << 23)) != 0 ? base + offset : base - offset;
    }

    private static boolean isLoad(int word) {
        return (word & (1 << 20)) != 0;
    }

    private static Transfer single(int word, int[] r, int offset) {
        int bytes = (word & (1 << 22)) != 0 ? 1 : 4;
        return new Transfer(
                isLoad(word), address(word, r, offset), bytes, 1 << ((word >>> 12) & 0xf));
    }

    private static Transfer extra(int word, int[] r) {
        boolean immediate = (word & (1 << 22)) != 0;
        int offset = immediate ? ((word >>> 4) & 0xf0) | (word & 0xf) : r[word & 0xf];
        int address = address(word, r, offset);
        int one = 1 << ((word >>> 12) & 0xf);
        int kind = (word >>> 5) & 3;
        if (!isLoad(word) && kind != 1) {
            return new Transfer(kind == 2, address, 4, one | one << 1);
        }
        return new Transfer(isLoad(word), address, kind == 2 ? 1 : 2, one);
    }

    private static Transfer block(int word, int[] r) {
        int list = word & 0xffff;
        int bytes = 4 * Integer.bitCount(list);
        int base = r[(word >>> 16) & 0xf];
        boolean before = (word & (1 << 24)) != 0;
        boolean up = (word & (1 << 23)) != 0;
        int lowest = up ? base + (before ? 4 : 0) : base - bytes + (before ? 0 : 4);
        return new Transfer(isLoad(word), lowest, 4, list);
    }

    int allBytes() {
        return bytes * Integer.bitCount(registers);
    }

    /** Takes over what qemu loaded, given its registers after the instruction. */
    void adopt(UnknownBytes unknown, FlatMemory memory, int[] after) {
        int at = address;
        for (int i = 0; i < 16; i++) {
            if ((registers >>> i & 1) != 0) {
                unknown.adopt(memory, at, bytes, after[i]);
                at += bytes;
            }
        }
    }
}
