package org.l4emu.microkernel.cpu;

/** Multiplications, the DSP and dual multiplications, saturating sums and divisions. */
final class Multiplies {
    private Multiplies() {}

    static int execute(ArmState s, int operation, int word) {
        int[] r = s.r;
        int rd = (word >>> 16) & 0xf;
        int ra = (word >>> 12) & 0xf;
        int a = r[word & 0xf];
        int b = r[(word >>> 8) & 0xf];
        switch (operation) {
            case Operation.MUL -> r[rd] = flags(s, word, a * b);
            case Operation.MLA -> r[rd] = flags(s, word, a * b + r[ra]);
            case Operation.MLS -> r[rd] = r[ra] - a * b;
            case Operation.UMAAL ->
                    setLong(
                            r,
                            rd,
                            ra,
                            unsigned(a) * unsigned(b) + unsigned(r[rd]) + unsigned(r[ra]));
            case Operation.MULTIPLY_LONG -> multiplyLong(s, word, a, b);
            case Operation.SMLA ->
                    r[rd] = sumSticky(s, half(a, word >>> 5) * half(b, word >>> 6), r[ra]);
            case Operation.SMLAW -> r[rd] = sumSticky(s, (a * half(b, word >>> 6)) >> 16, r[ra]);
            case Operation.SMULW -> r[rd] = (int) ((a * half(b, word >>> 6)) >> 16);
            case Operation.SMLAL_HALF ->
                    setLong(
                            r,
                            rd,
                            ra,
                            getLong(r, rd, ra) + half(a, word >>> 5) * half(b, word >>> 6));
            case Operation.SMUL_HALF -> r[rd] = (int) (half(a, word >>> 5) * half(b, word >>> 6));
            case Operation.SATURATING_ADD -> saturatingAdd(s, word);
            case Operation.SMLAD -> smlad(s, word, a, b);
            case Operation.SMLALD -> setLong(r, rd, ra, getLong(r, rd, ra) + dual(word, a, b));
            case Operation.SMMLA -> r[rd] = mostSignificant(word, a, b, ra == 15 ? 0 : r[ra]);
            case Operation.SDIV -> r[rd] = b == 0 ? 0 : a / b;
            case Operation.UDIV -> r[rd] = b == 0 ? 0 : Integer.divideUnsigned(a, b);
            default -> {
                return Stop.UNDEFINED;
            }
        }
        return Outcome.NEXT;
    }

    private static int flags(ArmState s, int word, int result) {
        if ((word & (1 << 20)) != 0) {
            s.nFlag = result;
            s.zFlag = result;
        }
        return result;
    }

    private static void multiplyLong(ArmState s, int word, int a, int b) {
        int high = (word >>> 16) & 0xf;
        int low = (word >>> 12) & 0xf;
        boolean signed = (word & (1 << 22)) != 0;
        long product = signed ? (long) a * b : unsigned(a) * unsigned(b);
        if ((word & (1 << 21)) != 0) {
            product += getLong(s.r, high, low);
        }
        setLong(s.r, high, low, product);
        if ((word & (1 << 20)) != 0) {
            s.nFlag = (int) (product >>> 32);
            s.zFlag = (int) (product >>> 32) | (int) product;
        }
    }

    private static void saturatingAdd(ArmState s, int word) {
        long m = s.r[word & 0xf];
        long n = s.r[(word >>> 16) & 0xf];
        if ((word & (1 << 22)) != 0) {
            n = saturate(s, n * 2);
        }
        boolean subtract = (word & (1 << 21)) != 0;
        s.r[(word >>> 12) & 0xf] = saturate(s, subtract ? m - n : m + n);
    }

    /** To 32 signed bits; Q is set if that changed the value. */
    private static int saturate(ArmState s, long value) {
        int result = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
        s.qFlag |= result != value;
        return result;
    }

    /** A wrapping sum that remembers an overflow in Q. */
    private static int sumSticky(ArmState s, long a, long b) {
        long sum = a + b;
        s.qFlag |= (int) sum != sum;
        return (int) sum;
    }

    private static void smlad(ArmState s, int word, int a, int b) {
        int ra = (word >>> 12) & 0xf;
        long sum = dual(word, a, b) + (ra == 15 ? 0 : s.r[ra]);
        s.qFlag |= (int) sum != sum;
        s.r[(word >>> 16) & 0xf] = (int) sum;
    }

    /** Sum (or, with bit 6, difference) of the two half word products; bit 5 swaps b's halves. */
    private static long dual(int word, int a, int b) {
        int second = (word & (1 << 5)) != 0 ? Integer.rotateRight(b, 16) : b;
        long low = half(a, 0) * half(second, 0);
        long high = half(a, 1) * half(second, 1);
        return (word & (1 << 6)) != 0 ? low - high : low + high;
    }

    private static int mostSignificant(int word, int a, int b, int addend) {
        long product = (long) a * b;
        long sum = ((long) addend << 32) + ((word & (1 << 6)) != 0 ? -product : product);
        long rounding = (word & (1 << 5)) != 0 ? 0x80000000L : 0;
        return (int) ((sum + rounding) >> 32);
    }

    private static long half(int value, int top) {
        return (top & 1) != 0 ? value >> 16 : (short) value;
    }

    private static long unsigned(int value) {
        return value & 0xffffffffL;
    }

    private static long getLong(int[] r, int high, int low) {
        return ((long) r[high] << 32) | unsigned(r[low]);
    }

    private static void setLong(int[] r, int high, int low, long value) {
        r[low] = (int) value;
        r[high] = (int) (value >>> 32);
    }
}
