package org.l4emu.microkernel.cpu;

/** The ARMv6 media instructions: parallel sums, saturation, extension, reversal, bit fields. */
final class Media {
    private Media() {}

    static int execute(ArmState s, int operation, int word) {
        int[] r = s.r;
        int rd = (word >>> 12) & 0xf;
        int m = r[word & 0xf];
        int rn = (word >>> 16) & 0xf;
        int amount = (word >>> 7) & 0x1f;
        switch (operation) {
            case Operation.PARALLEL -> r[rd] = ParallelSum.execute(s, word, r[rn], m);
            case Operation.PKH -> r[rd] = pack(word, r[rn], m, amount);
            case Operation.SSAT -> {
                long limit = 1L << ((word >>> 16) & 0x1f);
                r[rd] = saturate(s, shifted(word, m, amount), -limit, limit);
            }
            case Operation.USAT ->
                    r[rd] = saturate(s, shifted(word, m, amount), 0, 1L << ((word >>> 16) & 0x1f));
            case Operation.SSAT16 -> r[rd] = saturateHalves(s, m, -(1L << rn), 1L << rn);
            case Operation.USAT16 -> r[rd] = saturateHalves(s, m, 0, 1L << rn);
            case Operation.EXTEND -> r[rd] = extend(word, rn == 15 ? 0 : r[rn], m);
            case Operation.SEL -> r[rd] = select(s.ge, r[rn], m);
            case Operation.REV -> r[rd] = Integer.reverseBytes(m);
            case Operation.REV16 -> r[rd] = Integer.rotateRight(Integer.reverseBytes(m), 16);
            case Operation.REVSH -> r[rd] = Short.reverseBytes((short) m);
            case Operation.RBIT -> r[rd] = Integer.reverse(m);
            case Operation.USAD8 -> sumOfDifferences(s, word);
            case Operation.SBFX -> {
                int width = ((word >>> 16) & 0x1f) + 1;
                r[rd] = m << (32 - width - amount) >> (32 - width);
            }
            case Operation.UBFX -> {
                int width = ((word >>> 16) & 0x1f) + 1;
                r[rd] = m << (32 - width - amount) >>> (32 - width);
            }
            case Operation.BFI -> {
                int width = ((word >>> 16) & 0x1f) + 1 - amount;
                int mask = (-1 >>> (32 - width)) << amount;
                int source = (word & 0xf) == 15 ? 0 : m << amount;
                r[rd] = (r[rd] & ~mask) | (source & mask);
            }
            default -> {
                return Stop.UNDEFINED;
            }
        }
        return Outcome.NEXT;
    }

    private static int pack(int word, int n, int m, int amount) {
        if ((word & (1 << 6)) == 0) {
            return (m << amount & 0xffff0000) | (n & 0xffff);
        }
        return (n & 0xffff0000) | (m >> (amount == 0 ? 31 : amount) & 0xffff);
    }

    private static int shifted(int word, int m, int amount) {
        if ((word & (1 << 6)) == 0) {
            return m << amount;
        }
        return m >> (amount == 0 ? 31 : amount);
    }

    /** To low &lt;= value &lt; limit; Q is set if that changed the value. */
    private static int saturate(ArmState s, int value, long low, long limit) {
        int result = (int) Math.max(low, Math.min(limit - 1, value));
        s.qFlag |= result != value;
        return result;
    }

    private static int saturateHalves(ArmState s, int m, long low, long limit) {
        int bottom = saturate(s, (short) m, low, limit);
        int top = saturate(s, m >> 16, low, limit);
        return (top << 16) | (bottom & 0xffff);
    }

    private static int extend(int word, int addend, int m) {
        int value = Integer.rotateRight(m, ((word >>> 10) & 3) * 8);
        boolean unsigned = (word & (1 << 22)) != 0;
        return switch ((word >>> 20) & 3) {
            case 0 -> {
                int low = unsigned ? value & 0xff : (byte) value;
                int high = unsigned ? value >>> 16 & 0xff : (byte) (value >> 16);
                yield ((addend + low) & 0xffff) | (((addend >>> 16) + high) << 16);
            }
            case 2 -> addend + (unsigned ? value & 0xff : (byte) value);
            default -> addend + (unsigned ? value & 0xffff : (short) value);
        };
    }

    private static int select(int ge, int n, int m) {
        int mask = 0;
        for (int lane = 0; lane < 4; lane++) {
            mask |= (ge >>> lane & 1) != 0 ? 0xff << (8 * lane) : 0;
        }
        return (n & mask) | (m & ~mask);
    }

    private static void sumOfDifferences(ArmState s, int word) {
        int a = s.r[word & 0xf];
        int b = s.r[(word >>> 8) & 0xf];
        int ra = (word >>> 12) & 0xf;
        int sum = ra == 15 ? 0 : s.r[ra];
        for (int i = 0; i < 32; i += 8) {
            sum += Math.abs((a >>> i & 0xff) - (b >>> i & 0xff));
        }
        s.r[(word >>> 16) & 0xf] = sum;
    }
}
