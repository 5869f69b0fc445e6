package org.l4emu.microkernel.cpu;

/**
 * Fast forms that are not common enough for the interpreter's loop, and block transfers. They touch
 * registers and memory only; one that cannot be done here says so and has changed nothing.
 */
final class FastOperations {
    private FastOperations() {}

    static boolean execute(int op, int[] r, byte[][][] read, byte[][][] write, long insn) {
        int word = (int) insn;
        int imm = (int) (insn >>> 32);
        int rd = (word >>> 16) & 0xf;
        int rn = (word >>> 20) & 0xf;
        int rm = (word >>> 24) & 0xf;
        if (op >= FastForm.SHIFTED && op < FastForm.SHIFTED_END) {
            r[rd] = shifted(op - FastForm.SHIFTED, r[rn], r[rm], imm);
            return true;
        }
        switch (op) {
            case FastForm.MOV_LSL_R -> {
                int amount = r[rn] & 0xff;
                r[rd] = amount < 32 ? r[rm] << amount : 0;
            }
            case FastForm.MOV_LSR_R -> {
                int amount = r[rn] & 0xff;
                r[rd] = amount < 32 ? r[rm] >>> amount : 0;
            }
            case FastForm.MOV_ASR_R -> r[rd] = r[rm] >> Math.min(r[rn] & 0xff, 31);
            case FastForm.UMULL -> setLong(r, rd, rn, unsigned(r[rm]) * unsigned(r[imm]));
            case FastForm.SMULL -> setLong(r, rd, rn, (long) r[rm] * r[imm]);
            case FastForm.UMLAL ->
                    setLong(
                            r,
                            rd,
                            rn,
                            unsigned(r[rm]) * unsigned(r[imm])
                                    + (((long) r[rd] << 32) | unsigned(r[rn])));
            case FastForm.LDRH, FastForm.LDRH_R, FastForm.LDRSB, FastForm.LDRSH, FastForm.LDRD -> {
                return load(op, r, read, rd, r[rn] + (op == FastForm.LDRH_R ? r[rm] : imm));
            }
            case FastForm.STRH, FastForm.STRH_R, FastForm.STRD -> {
                return store(op, r, write, rd, r[rn] + (op == FastForm.STRH_R ? r[rm] : imm));
            }
            case FastForm.LDRH_POST, FastForm.STRH_POST -> {
                int address = r[rn];
                boolean done =
                        op == FastForm.LDRH_POST
                                ? load(FastForm.LDRH, r, read, rd, address)
                                : store(FastForm.STRH, r, write, rd, address);
                r[rn] = done ? address + imm : r[rn];
                return done;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Form: seven operations times four shift types. */
    private static int shifted(int form, int a, int m, int amount) {
        int b =
                switch (form % 4) {
                    case 0 -> m << amount;
                    case 1 -> m >>> amount;
                    case 2 -> m >> amount;
                    default -> Integer.rotateRight(m, amount);
                };
        return switch (form / 4) {
            case 0 -> a + b;
            case 1 -> a - b;
            case 2 -> b - a;
            case 3 -> a & b;
            case 4 -> a | b;
            case 5 -> a ^ b;
            default -> a & ~b;
        };
    }

    private static boolean load(int op, int[] r, byte[][][] read, int rd, int address) {
        byte[] page = read[address >>> 22][(address >>> 12) & 0x3ff];
        int at = address & 0xfff;
        int size = op == FastForm.LDRSB ? 1 : op == FastForm.LDRD ? 8 : 2;
        if (page == null || (at & (size - 1)) != 0) {
            return false;
        }
        switch (op) {
            case FastForm.LDRSB -> r[rd] = page[at];
            case FastForm.LDRSH -> r[rd] = (short) Bus.HALF.get(page, at);
            case FastForm.LDRD -> {
                r[rd] = (int) Bus.WORD.get(page, at);
                r[rd + 1] = (int) Bus.WORD.get(page, at + 4);
            }
            default -> r[rd] = (short) Bus.HALF.get(page, at) & 0xffff;
        }
        return true;
    }

    private static boolean store(int op, int[] r, byte[][][] write, int rd, int address) {
        byte[] page = write[address >>> 22][(address >>> 12) & 0x3ff];
        int at = address & 0xfff;
        if (page == null || (at & (op == FastForm.STRD ? 7 : 1)) != 0) {
            return false;
        }
        if (op == FastForm.STRD) {
            Bus.WORD.set(page, at, r[rd]);
            Bus.WORD.set(page, at + 4, r[rd + 1]);
        } else {
            Bus.HALF.set(page, at, (short) r[rd]);
        }
        return true;
    }

    private static long unsigned(int value) {
        return value & 0xffffffffL;
    }

    private static void setLong(int[] r, int high, int low, long value) {
        r[low] = (int) value;
        r[high] = (int) (value >>> 32);
    }

    /** Loads a register list that lies aligned in one readable page; false if it does not. */
    static boolean loadBlock(int[] r, byte[][][] read, int rn, int block) {
        int address = r[rn] + (block << 8 >> 24);
        byte[] page = read[address >>> 22][(address >>> 12) & 0x3ff];
        int at = address & 0xfff;
        int list = block & 0xffff;
        if (page == null || (at & 3) != 0 || at + 4 * Integer.bitCount(list) > 0x1000) {
            return false;
        }
        r[rn] += block >> 24;
        while (list != 0) {
            r[Integer.numberOfTrailingZeros(list)] = (int) Bus.WORD.get(page, at);
            list &= list - 1;
            at += 4;
        }
        return true;
    }

    static boolean storeBlock(int[] r, byte[][][] write, int rn, int block) {
        int address = r[rn] + (block << 8 >> 24);
        byte[] page = write[address >>> 22][(address >>> 12) & 0x3ff];
        int at = address & 0xfff;
        int list = block & 0xffff;
        if (page == null || (at & 3) != 0 || at + 4 * Integer.bitCount(list) > 0x1000) {
            return false;
        }
        while (list != 0) {
            Bus.WORD.set(page, at, r[Integer.numberOfTrailingZeros(list)]);
            list &= list - 1;
            at += 4;
        }
        r[rn] += block >> 24;
        return true;
    }
}
