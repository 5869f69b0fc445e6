package org.l4emu.microkernel.cpu;

/** The 36 parallel additions and subtractions on two half words or four bytes. */
final class ParallelSum {
    private static final int SIGNED = 1;
    private static final int SATURATING = 2;
    private static final int HALVING = 3;

    private ParallelSum() {}

    static int execute(ArmState s, int word, int n, int m) {
        int prefix = (word >>> 20) & 7;
        int kind = (word >>> 5) & 7;
        boolean unsigned = prefix >= 5;
        int variant = unsigned ? prefix - 4 : prefix;
        return kind >= 4
                ? bytes(s, variant, unsigned, kind == 7, n, m)
                : halves(s, variant, unsigned, kind, n, m);
    }

    private static int bytes(
            ArmState s, int variant, boolean unsigned, boolean subtract, int n, int m) {
        int result = 0;
        int ge = 0;
        for (int lane = 0; lane < 4; lane++) {
            int a = unsigned ? n >>> (8 * lane) & 0xff : (byte) (n >> (8 * lane));
            int b = unsigned ? m >>> (8 * lane) & 0xff : (byte) (m >> (8 * lane));
            int sum = subtract ? a - b : a + b;
            ge |= isGreaterOrEqual(sum, unsigned, subtract, 0x100) ? 1 << lane : 0;
            result |= (finish(sum, variant, unsigned, 8) & 0xff) << (8 * lane);
        }
        if (variant == SIGNED) {
            s.ge = ge;
        }
        return result;
    }

    /** Kind: 0 add both, 1 exchange and (subtract, add), 2 exchange and (add, subtract), 3 sub. */
    private static int halves(ArmState s, int variant, boolean unsigned, int kind, int n, int m) {
        boolean subtractLow = kind == 1 || kind == 3;
        boolean subtractHigh = kind == 2 || kind == 3;
        int other = kind == 1 || kind == 2 ? Integer.rotateRight(m, 16) : m;
        int low = sum(half(n, unsigned), half(other, unsigned), subtractLow);
        int high = sum(half(n >>> 16, unsigned), half(other >>> 16, unsigned), subtractHigh);
        if (variant == SIGNED) {
            s.ge =
                    (isGreaterOrEqual(low, unsigned, subtractLow, 0x10000) ? 3 : 0)
                            | (isGreaterOrEqual(high, unsigned, subtractHigh, 0x10000) ? 12 : 0);
        }
        return (finish(low, variant, unsigned, 16) & 0xffff)
                | (finish(high, variant, unsigned, 16) << 16);
    }

    private static int half(int value, boolean unsigned) {
        return unsigned ? value & 0xffff : (short) value;
    }

    private static int sum(int a, int b, boolean subtract) {
        return subtract ? a - b : a + b;
    }

    /** For unsigned sums GE is the carry, for everything else "not negative". */
    private static boolean isGreaterOrEqual(
            int sum, boolean unsigned, boolean subtract, int carryBit) {
        return sum >= (unsigned && !subtract ? carryBit : 0);
    }

    private static int finish(int sum, int variant, boolean unsigned, int width) {
        if (variant == HALVING) {
            return sum >> 1;
        }
        if (variant != SATURATING) {
            return sum;
        }
        int low = unsigned ? 0 : -(1 << (width - 1));
        int high = unsigned ? (1 << width) - 1 : (1 << (width - 1)) - 1;
        return Math.max(low, Math.min(high, sum));
    }
}
