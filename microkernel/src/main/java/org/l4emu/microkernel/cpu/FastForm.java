package org.l4emu.microkernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * Decoded instructions as the interpreter's loop wants them: one long each, with a number for the
 * common forms that the loop handles itself. Everything else keeps its operation number and word.
 *
 * <pre>
 *    7..0  number           15..8  number behind a condition   19..16 rd
 *   23..20 rn               27..24 rm                          31..28 condition
 *   63..32 immediate, shift amount, rs, target index, register list, or instruction word
 *   fused compare and branch: 19..8 target index, immediate or rm as above
 *   block transfer: immediate = delta (8 bits), first offset (8 bits), list (16 bits)
 * </pre>
 *
 * Numbers are in order of frequency: HotSpot's first compiler searches a switch from the lowest
 * number upwards. No form but the branches touches r15.
 */
final class FastForm {
    static final int UNDECODED = 0;
    static final int CONDITIONAL = 1;
    static final int LDR = 2;
    static final int MOV_R = 3;
    static final int MOV_I = 4;
    static final int ADD_I = 5;
    static final int CMP_I = 6;
    static final int B_NE = 7;
    static final int B_EQ = 8;
    static final int STR = 9;
    static final int ADD_R = 10;
    static final int LDRB = 11;
    static final int CMP_R = 12;
    static final int B_AL = 13;
    static final int LDR_LITERAL = 14;
    static final int LDR_R = 15;
    static final int BL_FAR = 16;
    static final int BX = 17;
    static final int SUBS_I = 18;
    static final int ADD_LSL = 19;
    static final int LDRB_R = 20;
    static final int LDRB_POST = 21;
    static final int LDRB_PRE = 22;
    static final int STM = 23;
    static final int LDM_PC = 24;
    static final int LDM = 25;
    static final int SUB_R = 26;
    static final int MOV_LSL = 27;
    static final int MOV_LSR = 28;
    static final int B_HI = 29;
    static final int B_LS = 30;
    static final int B_CS = 31;
    static final int B_CC = 32;
    static final int B_GE = 33;
    static final int B_LT = 34;
    static final int B_GT = 35;
    static final int B_LE = 36;
    static final int AND_I = 37;
    static final int TST_I = 38;
    static final int STRB = 39;
    static final int EOR_R = 40;
    static final int ORR_R = 41;
    static final int AND_R = 42;
    static final int BL_LOCAL = 43;
    static final int B_FAR = 44;
    static final int EOR_LSR = 45;
    static final int ORR_LSL = 46;
    static final int EOR_ROR = 47;
    static final int STR_R = 48;
    static final int STR_PRE = 49;
    static final int STR_POST = 50;
    static final int LDR_PRE = 51;
    static final int LDR_POST = 52;
    static final int STRB_POST = 53;
    static final int STRB_PRE = 54;
    static final int STRB_R = 55;
    static final int MOV_PC = 56;
    static final int BLX = 57;
    static final int MVN_R = 58;
    static final int RSB_I = 59;
    static final int ORR_I = 60;
    static final int EOR_I = 61;
    static final int BIC_R = 62;
    static final int RSB_R = 63;
    static final int MOV_ASR = 64;
    static final int MOV_ROR = 65;
    static final int MUL = 66;
    static final int MLA = 67;
    static final int TST_R = 68;
    static final int ANDS_I = 69;
    static final int SUBS_R = 70;
    static final int ADDS_R = 71;
    static final int ADDS_I = 72;
    static final int MOVS_R = 73;
    static final int MOVS_LSL = 74;
    static final int MOVS_LSR = 75;
    static final int MOVS_ASR = 76;
    static final int RSBS_I = 77;
    static final int CMN_I = 78;
    static final int TEQ_I = 79;
    static final int TEQ_R = 80;
    static final int ANDS_R = 81;
    static final int ORRS_R = 82;
    static final int EORS_R = 83;
    static final int ADC_I = 84;
    static final int ADC_R = 85;
    static final int SBC_R = 86;
    static final int CMP_LSL = 87;
    static final int CMP_LSR = 88;
    static final int CMP_ASR = 89;
    static final int B_MI = 90;
    static final int B_PL = 91;
    static final int B_VS = 92;
    static final int B_VC = 93;

    /** From here on {@link FastOperations} does the work. */
    static final int MOV_LSL_R = 94;

    static final int MOV_LSR_R = 95;
    static final int MOV_ASR_R = 96;
    static final int UMULL = 97;
    static final int SMULL = 98;
    static final int UMLAL = 99;
    static final int LDRH = 100;
    static final int LDRH_R = 101;
    static final int LDRH_POST = 102;
    static final int LDRSB = 103;
    static final int LDRSH = 104;
    static final int LDRD = 105;
    static final int STRH = 106;
    static final int STRH_R = 107;
    static final int STRH_POST = 108;
    static final int STRD = 109;

    /** A jump through a table of branches: {@code add pc, pc, rm, lsl #n}. */
    static final int ADD_PC = 110;

    /** Seven operations with a shifted operand: four shift types each. */
    static final int SHIFTED = 111;

    private static final int SHIFTED_ADD = SHIFTED;
    private static final int SHIFTED_ORR = SHIFTED + 16;
    private static final int SHIFTED_EOR = SHIFTED + 20;
    static final int SHIFTED_END = SHIFTED + 28;

    private static final int[] LOCAL_BRANCHES = {
        B_EQ, B_NE, B_CS, B_CC, B_MI, B_PL, B_VS, B_VC, B_HI, B_LS, B_GE, B_LT, B_GT, B_LE, B_AL
    };

    private static final int IN_PAGE = 0xfff;
    private static final int AL = 14;

    private FastForm() {}

    static long decode(CodePage page, boolean thumb, int index) {
        @Nullable Row row = page.row(thumb, index);
        int half = page.word(thumb, index);
        if (row == null) {
            return plain(Operation.UNDEFINED, half);
        }
        int word = row.operationWord(half);
        int offset = index << (thumb ? CodePage.THUMB_SHIFT : CodePage.ARM_SHIFT);
        int condition = condition(row, half);
        if (row.operation() == Operation.B || isThumbBranch(row)) {
            return branch(row, word, offset, thumb, condition);
        }
        long form = form(row.operation(), word, offset, thumb);
        if (form == 0) {
            form = plain(row.operation(), word);
        }
        return condition == AL ? form : conditional(form, condition);
    }

    /** The form that leaves everything to the operation: number and word. */
    static long operation(CodePage page, boolean thumb, int index) {
        @Nullable Row row = page.row(thumb, index);
        int half = page.word(thumb, index);
        return row == null
                ? plain(Operation.UNDEFINED, half)
                : plain(row.operation(), row.operationWord(half));
    }

    /** The operation, behind its condition if it has one. */
    static long conditionalOperation(CodePage page, boolean thumb, int index) {
        @Nullable Row row = page.row(thumb, index);
        int condition = row == null ? AL : condition(row, page.word(thumb, index));
        long operation = operation(page, thumb, index);
        return condition == AL ? operation : conditional(operation, condition);
    }

    private static int condition(Row row, int word) {
        if (!row.pattern().has('c')) {
            return AL;
        }
        return row.isThumb() ? (word >>> 8) & 0xf : word >>> 28;
    }

    private static boolean isThumbBranch(Row row) {
        return row.operation() == Operation.THUMB_B_CONDITIONAL
                || row.operation() == Operation.THUMB_B;
    }

    private static long plain(int operation, int word) {
        return operation | ((long) word << 32);
    }

    private static long form(int number, int rd, int rn, int rm, int immediate) {
        return number
                | ((long) rd << 16)
                | ((long) rn << 20)
                | ((long) rm << 24)
                | ((long) immediate << 32);
    }

    private static long conditional(long form, int condition) {
        return (form & ~0xf000ffffL)
                | CONDITIONAL
                | ((form & 0xff) << 8)
                | ((long) condition << 28);
    }

    private static long branch(Row row, int word, int offset, boolean thumb, int condition) {
        int distance =
                switch (row.operation()) {
                    case Operation.B -> 8 + (word << 8 >> 6);
                    case Operation.THUMB_B -> 4 + (word << 21 >> 20);
                    default -> 4 + (word << 24 >> 23);
                };
        int target = offset + distance;
        if ((target & ~IN_PAGE) == 0) {
            return form(LOCAL_BRANCHES[condition], 0, 0, 0, target >>> (thumb ? 1 : 2));
        }
        long form = form(B_FAR, 0, 0, 0, target);
        return condition == AL ? form : conditional(form, condition);
    }

    /** A fast form for the operation, 0 if there is none. */
    private static long form(int operation, int word, int offset, boolean thumb) {
        return switch (operation) {
            case Operation.ALU_IMMEDIATE -> aluImmediate(word);
            case Operation.ALU_SHIFT -> aluShift(word);
            case Operation.ALU_SHIFT_REGISTER -> aluShiftRegister(word);
            case Operation.MOVW ->
                    form(
                            MOV_I,
                            (word >>> 12) & 0xf,
                            0,
                            0,
                            ((word >>> 4) & 0xf000) | (word & 0xfff));
            case Operation.MUL, Operation.MLA -> multiply(operation, word);
            case Operation.MULTIPLY_LONG -> multiplyLong(word);
            case Operation.LOAD_STORE_IMMEDIATE -> loadStore(word, offset, thumb);
            case Operation.LOAD_STORE_REGISTER -> loadStoreRegister(word);
            case Operation.LOAD_STORE_EXTRA -> loadStoreExtra(word);
            case Operation.LDM, Operation.STM -> block(operation, word);
            case Operation.BL -> branchLink(offset + 8 + (word << 8 >> 6));
            case Operation.BX -> (word & 0xf) == 15 ? 0 : form(BX, 0, 0, word & 0xf, 0);
            case Operation.BLX_REGISTER -> form(BLX, 0, 0, word & 0xf, 0);
            default -> 0;
        };
    }

    private static long branchLink(int target) {
        return (target & ~IN_PAGE) == 0
                ? form(BL_LOCAL, 0, 0, 0, target >>> 2)
                : form(BL_FAR, 0, 0, 0, target);
    }

    private static boolean setsFlags(int word) {
        return (word & (1 << 20)) != 0;
    }

    private static long aluImmediate(int word) {
        int rd = (word >>> 12) & 0xf;
        int rn = (word >>> 16) & 0xf;
        int value = Shifter.value(Shifter.immediate(word, 0));
        boolean rotated = (word & 0xf00) != 0;
        int opcode = (word >>> 21) & 0xf;
        if (rd == 15 || (rn == 15 && opcode != 13 && opcode != 15)) {
            return 0;
        }
        if (setsFlags(word)) {
            return switch (opcode) {
                case 0 -> rotated ? 0 : form(ANDS_I, rd, rn, 0, value);
                case 2 -> form(SUBS_I, rd, rn, 0, value);
                case 3 -> form(RSBS_I, rd, rn, 0, value);
                case 4 -> form(ADDS_I, rd, rn, 0, value);
                case 8 -> form(TST_I, rotated ? 1 : 0, rn, 0, value);
                case 9 -> form(TEQ_I, rotated ? 1 : 0, rn, 0, value);
                case 10 -> form(CMP_I, 0, rn, 0, value);
                case 11 -> form(CMN_I, 0, rn, 0, value);
                default -> 0;
            };
        }
        return switch (opcode) {
            case 0 -> form(AND_I, rd, rn, 0, value);
            case 1 -> form(EOR_I, rd, rn, 0, value);
            case 2 -> form(ADD_I, rd, rn, 0, -value);
            case 3 -> form(RSB_I, rd, rn, 0, value);
            case 4 -> form(ADD_I, rd, rn, 0, value);
            case 5 -> form(ADC_I, rd, rn, 0, value);
            case 6 -> form(ADC_I, rd, rn, 0, ~value);
            case 12 -> form(ORR_I, rd, rn, 0, value);
            case 13 -> form(MOV_I, rd, 0, 0, value);
            case 14 -> form(AND_I, rd, rn, 0, ~value);
            case 15 -> form(MOV_I, rd, 0, 0, ~value);
            default -> 0;
        };
    }

    private static long aluShift(int word) {
        int rd = (word >>> 12) & 0xf;
        int rn = (word >>> 16) & 0xf;
        int rm = word & 0xf;
        int amount = (word >>> 7) & 0x1f;
        int type = (word >>> 5) & 3;
        int opcode = (word >>> 21) & 0xf;
        if (opcode == 13 && rd == 15 && (word & 0x100ff0) == 0 && rm != 15) {
            return form(MOV_PC, 0, 0, rm, 0);
        }
        if ((word & 0x0ffff060) == 0x008ff000 && amount != 0 && rm != 15) {
            return form(ADD_PC, 0, 0, rm, amount);
        }
        boolean odd = amount == 0 && type != 0;
        if (rd == 15 || rm == 15 || odd || (rn == 15 && opcode != 13 && opcode != 15)) {
            return 0;
        }
        int kind = amount == 0 ? 0 : type + 1;
        int number = setsFlags(word) ? flagsShift(opcode, kind) : plainShift(opcode, kind);
        return number == 0 ? 0 : form(number, rd, rn, rm, amount);
    }

    /** Precondition: kind is 0 for a plain register, else 1 + shift type. */
    private static int plainShift(int opcode, int kind) {
        if (kind == 0) {
            return plainRegister(opcode);
        }
        if (opcode == 13) {
            return new int[] {MOV_LSL, MOV_LSR, MOV_ASR, MOV_ROR}[kind - 1];
        }
        int group = shiftedGroup(opcode);
        int number = group < 0 ? 0 : SHIFTED + 4 * group + kind - 1;
        return switch (number) {
            case SHIFTED_ADD -> ADD_LSL;
            case SHIFTED_ORR -> ORR_LSL;
            case SHIFTED_EOR + 1 -> EOR_LSR;
            case SHIFTED_EOR + 3 -> EOR_ROR;
            default -> number;
        };
    }

    private static int plainRegister(int opcode) {
        return switch (opcode) {
            case 0 -> AND_R;
            case 1 -> EOR_R;
            case 2 -> SUB_R;
            case 3 -> RSB_R;
            case 4 -> ADD_R;
            case 5 -> ADC_R;
            case 6 -> SBC_R;
            case 12 -> ORR_R;
            case 13 -> MOV_R;
            case 14 -> BIC_R;
            case 15 -> MVN_R;
            default -> 0;
        };
    }

    private static int shiftedGroup(int opcode) {
        return switch (opcode) {
            case 4 -> 0;
            case 2 -> 1;
            case 3 -> 2;
            case 0 -> 3;
            case 12 -> 4;
            case 1 -> 5;
            case 14 -> 6;
            default -> -1;
        };
    }

    private static int flagsShift(int opcode, int kind) {
        if (opcode == 13) {
            return new int[] {MOVS_R, MOVS_LSL, MOVS_LSR, MOVS_ASR, 0}[kind];
        }
        if (opcode == 10) {
            return new int[] {CMP_R, CMP_LSL, CMP_LSR, CMP_ASR, 0}[kind];
        }
        if (kind != 0) {
            return 0;
        }
        return switch (opcode) {
            case 0 -> ANDS_R;
            case 1 -> EORS_R;
            case 2 -> SUBS_R;
            case 4 -> ADDS_R;
            case 8 -> TST_R;
            case 9 -> TEQ_R;
            case 12 -> ORRS_R;
            default -> 0;
        };
    }

    private static long aluShiftRegister(int word) {
        int type = (word >>> 5) & 3;
        if (((word >>> 21) & 0xf) != 13 || setsFlags(word) || type == 3) {
            return 0;
        }
        return form(MOV_LSL_R + type, (word >>> 12) & 0xf, (word >>> 8) & 0xf, word & 0xf, 0);
    }

    private static long multiply(int operation, int word) {
        if (setsFlags(word)) {
            return 0;
        }
        int number = operation == Operation.MUL ? MUL : MLA;
        return form(
                number, (word >>> 16) & 0xf, (word >>> 12) & 0xf, word & 0xf, (word >>> 8) & 0xf);
    }

    private static long multiplyLong(int word) {
        int number =
                switch ((word >>> 20) & 7) {
                    case 0 -> UMULL;
                    case 2 -> UMLAL;
                    case 4 -> SMULL;
                    default -> 0;
                };
        return number == 0
                ? 0
                : form(
                        number,
                        (word >>> 16) & 0xf,
                        (word >>> 12) & 0xf,
                        word & 0xf,
                        (word >>> 8) & 0xf);
    }

    private static boolean isPost(int word) {
        return (word & (1 << 24)) == 0;
    }

    private static boolean isPre(int word) {
        return (word & (1 << 24)) != 0 && (word & (1 << 21)) != 0;
    }

    private static long loadStore(int word, int offset, boolean thumb) {
        int rd = (word >>> 12) & 0xf;
        int rn = (word >>> 16) & 0xf;
        int immediate = (word & (1 << 23)) != 0 ? word & 0xfff : -(word & 0xfff);
        boolean load = (word & (1 << 20)) != 0;
        boolean bytes = (word & (1 << 22)) != 0;
        if (rn == 15) {
            int address = ((offset + (thumb ? 4 : 8)) & ~3) + immediate;
            return load && !bytes && rd != 15 ? form(LDR_LITERAL, rd, 0, 0, address) : 0;
        }
        if (rd == 15) {
            return 0;
        }
        int number = loadStoreNumber(load, bytes, isPost(word) ? 2 : isPre(word) ? 1 : 0);
        return form(number, rd, rn, 0, immediate);
    }

    /** Precondition: indexing is 0 for offset, 1 for pre, 2 for post. */
    private static int loadStoreNumber(boolean load, boolean bytes, int indexing) {
        int[] numbers =
                load
                        ? bytes
                                ? new int[] {LDRB, LDRB_PRE, LDRB_POST}
                                : new int[] {LDR, LDR_PRE, LDR_POST}
                        : bytes
                                ? new int[] {STRB, STRB_PRE, STRB_POST}
                                : new int[] {STR, STR_PRE, STR_POST};
        return numbers[indexing];
    }

    private static long loadStoreRegister(int word) {
        int rd = (word >>> 12) & 0xf;
        int rn = (word >>> 16) & 0xf;
        boolean left = (word & 0x60) == 0;
        boolean up = (word & (1 << 23)) != 0;
        if (!left || !up || isPost(word) || isPre(word) || rn == 15 || rd == 15) {
            return 0;
        }
        boolean load = (word & (1 << 20)) != 0;
        boolean bytes = (word & (1 << 22)) != 0;
        int number = load ? bytes ? LDRB_R : LDR_R : bytes ? STRB_R : STR_R;
        return form(number, rd, rn, word & 0xf, (word >>> 7) & 0x1f);
    }

    private static long loadStoreExtra(int word) {
        int rd = (word >>> 12) & 0xf;
        int rn = (word >>> 16) & 0xf;
        boolean up = (word & (1 << 23)) != 0;
        boolean load = (word & (1 << 20)) != 0;
        int kind = (word >>> 5) & 3;
        if (rn == 15 || isPre(word)) {
            return 0;
        }
        if ((word & (1 << 22)) == 0) {
            boolean simple = up && kind == 1 && !isPost(word);
            return simple ? form(load ? LDRH_R : STRH_R, rd, rn, word & 0xf, 0) : 0;
        }
        int distance = ((word >>> 4) & 0xf0) | (word & 0xf);
        int immediate = up ? distance : -distance;
        if (isPost(word)) {
            return kind == 1 ? form(load ? LDRH_POST : STRH_POST, rd, rn, 0, immediate) : 0;
        }
        int number =
                switch (kind) {
                    case 1 -> load ? LDRH : STRH;
                    case 2 -> load ? LDRSB : LDRD;
                    default -> load ? LDRSH : STRD;
                };
        return form(number, rd, rn, 0, immediate);
    }

    private static long block(int operation, int word) {
        int list = word & 0xffff;
        boolean load = operation == Operation.LDM;
        if (!load && (list & 0x8000) != 0) {
            return 0;
        }
        int size = 4 * Integer.bitCount(list);
        boolean up = (word & (1 << 23)) != 0;
        boolean before = (word & (1 << 24)) != 0;
        int first = up ? (before ? 4 : 0) : (before ? 0 : 4) - size;
        int delta = (word & (1 << 21)) == 0 ? 0 : up ? size : -size;
        int number = !load ? STM : (list & 0x8000) != 0 ? LDM_PC : LDM;
        return form(
                number, 0, (word >>> 16) & 0xf, 0, (delta << 24) | ((first & 0xff) << 16) | list);
    }
}
