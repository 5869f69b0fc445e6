package org.l4emu.microkernel.cpu;

/**
 * What a decoder row asks for. The numbers below {@link #FIRST} belong to the fast forms that
 * {@link FastForm} chooses; an operation works on the whole instruction word.
 */
final class Operation {
    static final int FIRST = 160;

    static final int UNDEFINED = FIRST;
    static final int ALU_IMMEDIATE = FIRST + 1;
    static final int ALU_SHIFT = FIRST + 2;
    static final int ALU_SHIFT_REGISTER = FIRST + 3;
    static final int MOVW = FIRST + 4;
    static final int MOVT = FIRST + 5;
    static final int CLZ = FIRST + 6;
    static final int NOP = FIRST + 7;

    static final int FIRST_MULTIPLY = FIRST + 10;
    static final int MUL = FIRST_MULTIPLY;
    static final int MLA = FIRST_MULTIPLY + 1;
    static final int UMAAL = FIRST_MULTIPLY + 2;
    static final int MLS = FIRST_MULTIPLY + 3;
    static final int MULTIPLY_LONG = FIRST_MULTIPLY + 4;
    static final int SMLA = FIRST_MULTIPLY + 5;
    static final int SMLAW = FIRST_MULTIPLY + 6;
    static final int SMULW = FIRST_MULTIPLY + 7;
    static final int SMLAL_HALF = FIRST_MULTIPLY + 8;
    static final int SMUL_HALF = FIRST_MULTIPLY + 9;
    static final int SATURATING_ADD = FIRST_MULTIPLY + 10;
    static final int SMLAD = FIRST_MULTIPLY + 11;
    static final int SMLALD = FIRST_MULTIPLY + 12;
    static final int SMMLA = FIRST_MULTIPLY + 13;
    static final int SDIV = FIRST_MULTIPLY + 14;
    static final int UDIV = FIRST_MULTIPLY + 15;

    static final int FIRST_MEDIA = FIRST + 30;
    static final int PARALLEL = FIRST_MEDIA;
    static final int PKH = FIRST_MEDIA + 1;
    static final int SSAT = FIRST_MEDIA + 2;
    static final int USAT = FIRST_MEDIA + 3;
    static final int SSAT16 = FIRST_MEDIA + 4;
    static final int USAT16 = FIRST_MEDIA + 5;
    static final int EXTEND = FIRST_MEDIA + 6;
    static final int SEL = FIRST_MEDIA + 7;
    static final int REV = FIRST_MEDIA + 8;
    static final int REV16 = FIRST_MEDIA + 9;
    static final int REVSH = FIRST_MEDIA + 10;
    static final int RBIT = FIRST_MEDIA + 11;
    static final int USAD8 = FIRST_MEDIA + 12;
    static final int SBFX = FIRST_MEDIA + 13;
    static final int UBFX = FIRST_MEDIA + 14;
    static final int BFI = FIRST_MEDIA + 15;

    static final int FIRST_MEMORY = FIRST + 50;
    static final int LOAD_STORE_IMMEDIATE = FIRST_MEMORY;
    static final int LOAD_STORE_REGISTER = FIRST_MEMORY + 1;
    static final int LOAD_STORE_EXTRA = FIRST_MEMORY + 2;
    static final int LDM = FIRST_MEMORY + 3;
    static final int STM = FIRST_MEMORY + 4;
    static final int LDM_USER = FIRST_MEMORY + 5;
    static final int STM_USER = FIRST_MEMORY + 6;
    static final int LDM_RETURN = FIRST_MEMORY + 7;
    static final int SWP = FIRST_MEMORY + 8;
    static final int LDREX = FIRST_MEMORY + 9;
    static final int STREX = FIRST_MEMORY + 10;

    static final int FIRST_SYSTEM = FIRST + 65;
    static final int B = FIRST_SYSTEM;
    static final int BL = FIRST_SYSTEM + 1;
    static final int BLX_IMMEDIATE = FIRST_SYSTEM + 2;
    static final int BX = FIRST_SYSTEM + 3;
    static final int BLX_REGISTER = FIRST_SYSTEM + 4;
    static final int SVC = FIRST_SYSTEM + 5;
    static final int BKPT = FIRST_SYSTEM + 6;
    static final int MRS = FIRST_SYSTEM + 7;
    static final int MSR_IMMEDIATE = FIRST_SYSTEM + 8;
    static final int MSR_REGISTER = FIRST_SYSTEM + 9;
    static final int MRC = FIRST_SYSTEM + 10;
    static final int MCR = FIRST_SYSTEM + 11;
    static final int CLREX = FIRST_SYSTEM + 12;
    static final int THUMB_B_CONDITIONAL = FIRST_SYSTEM + 13;
    static final int THUMB_B = FIRST_SYSTEM + 14;
    static final int THUMB_BL_PREFIX = FIRST_SYSTEM + 15;
    static final int THUMB_BL_SUFFIX = FIRST_SYSTEM + 16;
    static final int THUMB_BLX_SUFFIX = FIRST_SYSTEM + 17;

    private Operation() {}
}
