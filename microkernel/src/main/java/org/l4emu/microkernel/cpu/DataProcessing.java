package org.l4emu.microkernel.cpu;

/** The sixteen data processing operations with every operand form, MOVW, MOVT and CLZ. */
final class DataProcessing {
    private DataProcessing() {}

    /** Precondition: r[15] is what the instruction reads as pc. */
    static int execute(ArmState s, int operation, int word) {
        int[] r = s.r;
        int rd = (word >>> 12) & 0xf;
        return switch (operation) {
            case Operation.ALU_IMMEDIATE ->
                    alu(s, word, base(s, word), Shifter.immediate(word, s.cFlag));
            case Operation.ALU_SHIFT ->
                    alu(
                            s,
                            word,
                            r[(word >>> 16) & 0xf],
                            Shifter.byImmediate(
                                    r[word & 0xf], (word >>> 5) & 3, (word >>> 7) & 0x1f, s.cFlag));
            case Operation.ALU_SHIFT_REGISTER ->
                    alu(
                            s,
                            word,
                            r[(word >>> 16) & 0xf],
                            Shifter.byRegister(
                                    r[word & 0xf],
                                    (word >>> 5) & 3,
                                    r[(word >>> 8) & 0xf] & 0xff,
                                    s.cFlag));
            case Operation.MOVW -> {
                r[rd] = halfImmediate(word);
                yield Outcome.NEXT;
            }
            case Operation.MOVT -> {
                r[rd] = (r[rd] & 0xffff) | (halfImmediate(word) << 16);
                yield Outcome.NEXT;
            }
            case Operation.CLZ -> {
                r[rd] = Integer.numberOfLeadingZeros(r[word & 0xf]);
                yield Outcome.NEXT;
            }
            case Operation.NOP -> Outcome.NEXT;
            default -> Stop.UNDEFINED;
        };
    }

    /** pc as a base is rounded down to a word: Thumb's ADR is carried out as ADD. */
    private static int base(ArmState s, int word) {
        int rn = (word >>> 16) & 0xf;
        return rn == 15 ? s.r[15] & ~3 : s.r[rn];
    }

    private static int halfImmediate(int word) {
        return ((word >>> 4) & 0xf000) | (word & 0xfff);
    }

    private static int alu(ArmState s, int word, int a, long shifted) {
        int b = Shifter.value(shifted);
        int opcode = (word >>> 21) & 0xf;
        boolean setFlags = (word & (1 << 20)) != 0;
        int rd = (word >>> 12) & 0xf;
        if (opcode >= 8 && opcode <= 11) {
            compute(s, opcode, a, b, Shifter.carry(shifted), true);
            return Outcome.NEXT;
        }
        if (rd != 15) {
            s.r[rd] = compute(s, opcode, a, b, Shifter.carry(shifted), setFlags);
            return Outcome.NEXT;
        }
        if (!setFlags) {
            int target = compute(s, opcode, a, b, 0, false);
            s.r[15] = target & (s.thumb ? ~1 : ~3);
            return Outcome.BRANCH;
        }
        if (!s.mode().hasSpsr()) {
            return Stop.UNDEFINED;
        }
        s.returnFromException(compute(s, opcode, a, b, 0, false));
        return Outcome.BRANCH;
    }

    private static int compute(
            ArmState s, int opcode, int a, int b, int shifterCarry, boolean setFlags) {
        return switch (opcode) {
            case 0, 8 -> logical(s, a & b, shifterCarry, setFlags);
            case 1, 9 -> logical(s, a ^ b, shifterCarry, setFlags);
            case 2, 10 -> sum(s, a, ~b, 1, setFlags);
            case 3 -> sum(s, b, ~a, 1, setFlags);
            case 4, 11 -> sum(s, a, b, 0, setFlags);
            case 5 -> sum(s, a, b, s.cFlag, setFlags);
            case 6 -> sum(s, a, ~b, s.cFlag, setFlags);
            case 7 -> sum(s, b, ~a, s.cFlag, setFlags);
            case 12 -> logical(s, a | b, shifterCarry, setFlags);
            case 13 -> logical(s, b, shifterCarry, setFlags);
            case 14 -> logical(s, a & ~b, shifterCarry, setFlags);
            default -> logical(s, ~b, shifterCarry, setFlags);
        };
    }

    private static int logical(ArmState s, int result, int shifterCarry, boolean setFlags) {
        if (setFlags) {
            s.nFlag = result;
            s.zFlag = result;
            s.cFlag = shifterCarry;
        }
        return result;
    }

    private static int sum(ArmState s, int a, int b, int carryIn, boolean setFlags) {
        long wide = (a & 0xffffffffL) + (b & 0xffffffffL) + carryIn;
        int result = (int) wide;
        if (setFlags) {
            s.nFlag = result;
            s.zFlag = result;
            s.cFlag = (int) (wide >>> 32);
            s.vFlag = (a ^ result) & (b ^ result);
        }
        return result;
    }
}
