package org.l4emu.microkernel.cpu;

import static org.l4emu.microkernel.cpu.Architecture.V4T;
import static org.l4emu.microkernel.cpu.Architecture.V5T;
import static org.l4emu.microkernel.cpu.Architecture.V6;
import static org.l4emu.microkernel.cpu.Architecture.V6T2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of Thumb state. Nearly every Thumb instruction is an ARM instruction in short form: its
 * row names that ARM encoding, and the operation sees only the ARM word. Where an ARM form reads pc
 * as a base, the operation rounds pc down to a word, which changes nothing in ARM state.
 */
final class ThumbRows {
    private final List<Row> rows = new ArrayList<>();

    private ThumbRows() {}

    static List<Row> all() {
        ThumbRows table = new ThumbRows();
        table.shiftsAndSums();
        table.registerOperations();
        table.highRegisters();
        table.loadsAndStores();
        table.addressesAndBlocks();
        table.branches();
        table.extensions();
        return List.copyOf(table.rows);
    }

    private void row(int operation, String name, String pattern, String armForm) {
        row(V4T, operation, name, pattern, armForm, "");
    }

    private void row(
            Architecture since,
            int operation,
            String name,
            String pattern,
            String armForm,
            String rule) {
        @Nullable BitPattern translation = armForm.isEmpty() ? null : new BitPattern(armForm);
        rows.add(new Row(name, since, new BitPattern(pattern), rule, operation, translation));
    }

    private void shiftsAndSums() {
        int shift = Operation.ALU_SHIFT;
        row(shift, "lsl.imm", "00000 hhhhh mmm ddd", "1110 00011011 0000 0ddd hhhhh 000 0mmm");
        row(shift, "lsr.imm", "00001 hhhhh mmm ddd", "1110 00011011 0000 0ddd hhhhh 010 0mmm");
        row(shift, "asr.imm", "00010 hhhhh mmm ddd", "1110 00011011 0000 0ddd hhhhh 100 0mmm");
        row(shift, "add.reg", "0001100 mmm nnn ddd", "1110 00001001 0nnn 0ddd 00000000 0mmm");
        row(shift, "sub.reg", "0001101 mmm nnn ddd", "1110 00000101 0nnn 0ddd 00000000 0mmm");
        int immediate = Operation.ALU_IMMEDIATE;
        row(immediate, "add.imm3", "0001110 iii nnn ddd", "1110 00101001 0nnn 0ddd 0000 00000iii");
        row(immediate, "sub.imm3", "0001111 iii nnn ddd", "1110 00100101 0nnn 0ddd 0000 00000iii");
        row(immediate, "mov.imm", "00100 ddd iiiiiiii", "1110 00111011 0000 0ddd 0000 iiiiiiii");
        row(immediate, "cmp.imm", "00101 nnn iiiiiiii", "1110 00110101 0nnn 0000 0000 iiiiiiii");
        row(immediate, "add.imm8", "00110 ddd iiiiiiii", "1110 00101001 0ddd 0ddd 0000 iiiiiiii");
        row(immediate, "sub.imm8", "00111 ddd iiiiiiii", "1110 00100101 0ddd 0ddd 0000 iiiiiiii");
    }

    private void registerOperations() {
        String twoOperands = " 0ddd 0ddd 00000000 0mmm";
        register("and", "0000", "1110 00000001" + twoOperands);
        register("eor", "0001", "1110 00000011" + twoOperands);
        register("adc", "0101", "1110 00001011" + twoOperands);
        register("sbc", "0110", "1110 00001101" + twoOperands);
        register("orr", "1100", "1110 00011001" + twoOperands);
        register("bic", "1110", "1110 00011101" + twoOperands);
        register("tst", "1000", "1110 00010001 0ddd 0000 00000000 0mmm");
        register("cmp.reg", "1010", "1110 00010101 0ddd 0000 00000000 0mmm");
        register("cmn", "1011", "1110 00010111 0ddd 0000 00000000 0mmm");
        register("mvn", "1111", "1110 00011111 0000 0ddd 00000000 0mmm");
        String[] shifts = {"lsl", "lsr", "asr", "ror"};
        String[] codes = {"0010", "0011", "0100", "0111"};
        String[] types = {"00", "01", "10", "11"};
        for (int i = 0; i < shifts.length; i++) {
            row(
                    Operation.ALU_SHIFT_REGISTER,
                    shifts[i] + ".reg",
                    "010000" + codes[i] + "mmm ddd",
                    "1110 00011011 0000 0ddd 0mmm 0" + types[i] + "1 0ddd");
        }
        row(
                Operation.ALU_IMMEDIATE,
                "neg",
                "010000 1001 mmm ddd",
                "1110 00100111 0mmm 0ddd 0000 00000000");
        row(Operation.MUL, "mul", "010000 1101 mmm ddd", "1110 00000001 0ddd 0000 0ddd 1001 0mmm");
    }

    private void register(String name, String code, String armForm) {
        row(Operation.ALU_SHIFT, name, "010000" + code + "mmm ddd", armForm);
    }

    private void highRegisters() {
        int shift = Operation.ALU_SHIFT;
        row(shift, "add.high", "01000100 e mmmm ddd", "1110 00001000 eddd eddd 00000000 mmmm");
        row(shift, "cmp.high", "01000101 e mmmm nnn", "1110 00010101 ennn 0000 00000000 mmmm");
        row(shift, "mov.high", "01000110 e mmmm ddd", "1110 00011010 0000 eddd 00000000 mmmm");
        row(Operation.BX, "bx", "01000111 0 mmmm 000", "1110 00010010 111111111111 0001 mmmm");
        row(
                V5T,
                Operation.BLX_REGISTER,
                "blx",
                "01000111 1 mmmm 000",
                "1110 00010010 111111111111 0011 mmmm",
                "m!=15");
    }

    private void loadsAndStores() {
        int immediate = Operation.LOAD_STORE_IMMEDIATE;
        int register = Operation.LOAD_STORE_REGISTER;
        int extra = Operation.LOAD_STORE_EXTRA;
        row(immediate, "ldr.lit", "01001 ddd iiiiiiii", "1110 01011001 1111 0ddd 00 iiiiiiii 00");
        row(immediate, "str.sp", "10010 ddd iiiiiiii", "1110 01011000 1101 0ddd 00 iiiiiiii 00");
        row(immediate, "ldr.sp", "10011 ddd iiiiiiii", "1110 01011001 1101 0ddd 00 iiiiiiii 00");
        String offset = " 0nnn 0ddd 00000 iiiii 00";
        row(immediate, "str.imm", "01100 iiiii nnn ddd", "1110 01011000" + offset);
        row(immediate, "ldr.imm", "01101 iiiii nnn ddd", "1110 01011001" + offset);
        String byteOffset = " 0nnn 0ddd 0000000 iiiii";
        row(immediate, "strb.imm", "01110 iiiii nnn ddd", "1110 01011100" + byteOffset);
        row(immediate, "ldrb.imm", "01111 iiiii nnn ddd", "1110 01011101" + byteOffset);
        String halfOffset = " 0nnn 0ddd 00ii 1011 iii0";
        row(extra, "strh.imm", "10000 iiiii nnn ddd", "1110 00011100" + halfOffset);
        row(extra, "ldrh.imm", "10001 iiiii nnn ddd", "1110 00011101" + halfOffset);
        String index = " 0nnn 0ddd 00000000 0mmm";
        row(register, "str.reg", "0101000 mmm nnn ddd", "1110 01111000" + index);
        row(register, "strb.reg", "0101010 mmm nnn ddd", "1110 01111100" + index);
        row(register, "ldr.reg", "0101100 mmm nnn ddd", "1110 01111001" + index);
        row(register, "ldrb.reg", "0101110 mmm nnn ddd", "1110 01111101" + index);
        String extraIndex = " 0nnn 0ddd 0000 1";
        row(extra, "strh.reg", "0101001 mmm nnn ddd", "1110 00011000" + extraIndex + "011 0mmm");
        row(extra, "ldrsb.reg", "0101011 mmm nnn ddd", "1110 00011001" + extraIndex + "101 0mmm");
        row(extra, "ldrh.reg", "0101101 mmm nnn ddd", "1110 00011001" + extraIndex + "011 0mmm");
        row(extra, "ldrsh.reg", "0101111 mmm nnn ddd", "1110 00011001" + extraIndex + "111 0mmm");
    }

    private void addressesAndBlocks() {
        int immediate = Operation.ALU_IMMEDIATE;
        row(immediate, "adr", "10100 ddd iiiiiiii", "1110 00101000 1111 0ddd 1111 iiiiiiii");
        row(immediate, "add.sp", "10101 ddd iiiiiiii", "1110 00101000 1101 0ddd 1111 iiiiiiii");
        row(immediate, "add.spsp", "10110000 0 iiiiiii", "1110 00101000 1101 1101 1111 0iiiiiii");
        row(immediate, "sub.spsp", "10110000 1 iiiiiii", "1110 00100100 1101 1101 1111 0iiiiiii");
        row(
                V4T,
                Operation.STM,
                "push",
                "1011010 l llllllll",
                "1110 10010010 1101 0l000000 llllllll",
                "l!=0");
        row(
                V4T,
                Operation.LDM,
                "pop",
                "1011110 l llllllll",
                "1110 10001011 1101 l0000000 llllllll",
                "l!=0");
        row(
                V4T,
                Operation.STM,
                "stm",
                "11000 nnn llllllll",
                "1110 10001010 0nnn 00000000 llllllll",
                "l!=0,n first l");
        row(
                V4T,
                Operation.LDM,
                "ldm.w",
                "11001 nnn llllllll",
                "1110 10001011 0nnn 00000000 llllllll",
                "l!=0,n!in l");
        row(
                V4T,
                Operation.LDM,
                "ldm",
                "11001 nnn llllllll",
                "1110 10001001 0nnn 00000000 llllllll",
                "n in l");
    }

    private void branches() {
        row(Operation.THUMB_B_CONDITIONAL, "b.cond", "1101 cccc iiiiiiii", "");
        row(Operation.SVC, "svc", "11011111 iiiiiiii", "");
        row(Operation.THUMB_B, "b", "11100 iiiiiiiiiii", "");
        row(Operation.THUMB_BL_PREFIX, "bl.prefix", "11110 iiiiiiiiiii", "");
        row(Operation.THUMB_BL_SUFFIX, "bl.suffix", "11111 iiiiiiiiiii", "");
        row(V5T, Operation.THUMB_BLX_SUFFIX, "blx.suffix", "11101 iiiiiiiiii 0", "", "");
        row(V5T, Operation.BKPT, "bkpt", "10111110 iiiiiiii", "", "");
    }

    private void extensions() {
        row(V6T2, Operation.NOP, "hint", "10111111 iiii 0000", "", "");
        extension("sxth", "1011001000 mmm ddd", "1110 01101011 1111 0ddd 00000111 0mmm");
        extension("sxtb", "1011001001 mmm ddd", "1110 01101010 1111 0ddd 00000111 0mmm");
        extension("uxth", "1011001010 mmm ddd", "1110 01101111 1111 0ddd 00000111 0mmm");
        extension("uxtb", "1011001011 mmm ddd", "1110 01101110 1111 0ddd 00000111 0mmm");
        row(
                V6,
                Operation.REV,
                "rev",
                "1011101000 mmm ddd",
                "1110 01101011 1111 0ddd 11110011 0mmm",
                "");
        row(
                V6,
                Operation.REV16,
                "rev16",
                "1011101001 mmm ddd",
                "1110 01101011 1111 0ddd 11111011 0mmm",
                "");
        row(
                V6,
                Operation.REVSH,
                "revsh",
                "1011101011 mmm ddd",
                "1110 01101111 1111 0ddd 11111011 0mmm",
                "");
    }

    private void extension(String name, String pattern, String armForm) {
        row(V6, Operation.EXTEND, name, pattern, armForm, "");
    }
}
