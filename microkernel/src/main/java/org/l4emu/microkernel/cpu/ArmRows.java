package org.l4emu.microkernel.cpu;

import static org.l4emu.microkernel.cpu.Architecture.V4T;
import static org.l4emu.microkernel.cpu.Architecture.V5T;
import static org.l4emu.microkernel.cpu.Architecture.V5TE;
import static org.l4emu.microkernel.cpu.Architecture.V6;
import static org.l4emu.microkernel.cpu.Architecture.V6T2;
import static org.l4emu.microkernel.cpu.Architecture.V7;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of ARM state.
 *
 * <pre>
 *   c condition   f set flags   n m s d a registers   i immediate   k rotation   h y shift amount, type
 *   u add offset  w write back  l register list       x field mask  o option     q r t u v variants
 * </pre>
 */
final class ArmRows {
    private static final String[] ALU = {
        "and", "eor", "sub", "rsb", "add", "adc", "sbc", "rsc",
        "tst", "teq", "cmp", "cmn", "orr", "mov", "bic", "mvn"
    };

    private final List<Row> rows = new ArrayList<>();

    private ArmRows() {}

    static List<Row> all() {
        ArmRows table = new ArmRows();
        table.dataProcessing();
        table.multiplies();
        table.signalProcessing();
        table.loadsAndStores();
        table.extraLoadsAndStores();
        table.blockTransfers();
        table.synchronization();
        table.branchesAndStatus();
        table.media();
        table.parallel();
        return List.copyOf(table.rows);
    }

    private void row(Architecture since, int operation, String name, String pattern, String rule) {
        rows.add(new Row(name, since, new BitPattern(pattern), rule, operation, null));
    }

    private void dataProcessing() {
        for (int opcode = 0; opcode < 16; opcode++) {
            String code = bits(opcode, 4);
            boolean compares = opcode >= 8 && opcode <= 11;
            boolean moves = opcode == 13 || opcode == 15;
            String fixed =
                    code + (compares ? " 1 nnnn 0000" : moves ? " f 0000 dddd" : " f nnnn dddd");
            String registers = (moves ? "" : "n!=15,") + (compares ? "" : "d!=15,");
            String name = ALU[opcode];
            row(
                    V4T,
                    Operation.ALU_IMMEDIATE,
                    name + ".imm",
                    "cccc001" + fixed + "kkkkiiiiiiii",
                    "");
            row(V4T, Operation.ALU_SHIFT, name + ".shift", "cccc000" + fixed + "hhhhhyy0mmmm", "");
            row(
                    V4T,
                    Operation.ALU_SHIFT_REGISTER,
                    name + ".reg",
                    "cccc000" + fixed + "ssss0yy1mmmm",
                    registers + "s!=15,m!=15");
        }
        row(V6T2, Operation.MOVW, "movw", "cccc 0011 0000 iiii dddd iiiiiiiiiiii", "d!=15");
        row(V6T2, Operation.MOVT, "movt", "cccc 0011 0100 iiii dddd iiiiiiiiiiii", "d!=15");
        row(V5T, Operation.CLZ, "clz", "cccc 0001 0110 1111 dddd 1111 0001 mmmm", "d!=15,m!=15");
    }

    private void multiplies() {
        String all = "d!=15,a!=15,s!=15,m!=15";
        String two = all + ",d!=a";
        row(
                V4T,
                Operation.MUL,
                "mul",
                "cccc 0000000f dddd 0000 ssss 1001 mmmm",
                "d!=15,s!=15,m!=15");
        row(V4T, Operation.MLA, "mla", "cccc 0000001f dddd aaaa ssss 1001 mmmm", all);
        row(V6, Operation.UMAAL, "umaal", "cccc 00000100 dddd aaaa ssss 1001 mmmm", two);
        row(V6T2, Operation.MLS, "mls", "cccc 00000110 dddd aaaa ssss 1001 mmmm", all);
        String[] names = {"umull", "umlal", "smull", "smlal"};
        for (int i = 0; i < names.length; i++) {
            String pattern = "cccc 00001" + bits(i, 2) + "f dddd aaaa ssss 1001 mmmm";
            row(V4T, Operation.MULTIPLY_LONG, names[i], pattern, two);
        }
        String divide = "d!=15,s!=15,m!=15";
        row(V7, Operation.SDIV, "sdiv", "cccc 01110001 dddd 1111 ssss 0001 mmmm", divide);
        row(V7, Operation.UDIV, "udiv", "cccc 01110011 dddd 1111 ssss 0001 mmmm", divide);
    }

    private void signalProcessing() {
        String three = "d!=15,s!=15,m!=15";
        String four = three + ",a!=15";
        row(V5TE, Operation.SMLA, "smla", "cccc 00010000 dddd aaaa ssss 1yx0 mmmm", four);
        row(V5TE, Operation.SMLAW, "smlaw", "cccc 00010010 dddd aaaa ssss 1y00 mmmm", four);
        row(V5TE, Operation.SMULW, "smulw", "cccc 00010010 dddd 0000 ssss 1y10 mmmm", three);
        row(
                V5TE,
                Operation.SMLAL_HALF,
                "smlal.half",
                "cccc 00010100 dddd aaaa ssss 1yx0 mmmm",
                four + ",d!=a");
        row(V5TE, Operation.SMUL_HALF, "smul", "cccc 00010110 dddd 0000 ssss 1yx0 mmmm", three);
        String[] saturating = {"qadd", "qsub", "qdadd", "qdsub"};
        for (int i = 0; i < saturating.length; i++) {
            row(
                    V5TE,
                    Operation.SATURATING_ADD,
                    saturating[i],
                    "cccc 00010" + bits(i, 2) + "0 nnnn dddd 0000 0101 mmmm",
                    "d!=15,n!=15,m!=15");
        }
        row(V6, Operation.SMLAD, "smlad", "cccc 01110000 dddd aaaa ssss 0qx1 mmmm", three);
        row(
                V6,
                Operation.SMLALD,
                "smlald",
                "cccc 01110100 dddd aaaa ssss 0qx1 mmmm",
                four + ",d!=a");
        row(V6, Operation.SMMLA, "smmla", "cccc 01110101 dddd aaaa ssss 00r1 mmmm", three);
        row(V6, Operation.SMMLA, "smmls", "cccc 01110101 dddd aaaa ssss 11r1 mmmm", four);
    }

    private void loadsAndStores() {
        for (Addressing mode : Addressing.values()) {
            for (int kind = 0; kind < 4; kind++) {
                boolean load = (kind & 1) != 0;
                boolean bytes = (kind & 2) != 0;
                String name = (load ? "ldr" : "str") + (bytes ? "b" : "") + mode.suffix;
                String middle = mode.indexed + "u" + (bytes ? "1" : "0") + mode.writeBack;
                String rest = (load ? "1" : "0") + "nnnndddd";
                String rule =
                        (bytes || mode == Addressing.TRANSLATED ? "d!=15," : "")
                                + (mode.writes() ? "n!=15,n!=d," : "");
                row(
                        V4T,
                        Operation.LOAD_STORE_IMMEDIATE,
                        name + ".imm",
                        "cccc 010" + middle + rest + "iiiiiiiiiiii",
                        rule);
                row(
                        V4T,
                        Operation.LOAD_STORE_REGISTER,
                        name + ".reg",
                        "cccc 011" + middle + rest + "hhhhhyy0mmmm",
                        rule + "m!=15" + (mode.writes() ? ",n!=m" : ""));
            }
        }
        row(V5TE, Operation.NOP, "pld.imm", "1111 0101 u101 nnnn 1111 iiiiiiiiiiii", "");
        row(V5TE, Operation.NOP, "pld.reg", "1111 0111 u101 nnnn 1111 hhhhh yy 0 mmmm", "m!=15");
        row(V7, Operation.NOP, "pldw.imm", "1111 0101 u001 nnnn 1111 iiiiiiiiiiii", "n!=15");
        row(V7, Operation.NOP, "pli.imm", "1111 0100 u101 nnnn 1111 iiiiiiiiiiii", "");
    }

    private void extraLoadsAndStores() {
        String[] names = {"strh", "ldrd", "strd", "ldrh", "ldrsb", "ldrsh"};
        String[] codes = {"01011", "01101", "01111", "11011", "11101", "11111"};
        for (Addressing mode : Addressing.values()) {
            if (mode == Addressing.TRANSLATED) {
                continue;
            }
            for (int i = 0; i < names.length; i++) {
                boolean two = i == 1 || i == 2;
                String load = codes[i].substring(0, 1);
                String code = codes[i].substring(1);
                String head = "cccc 000" + mode.indexed + "u";
                String rule = two ? "d%2,d!=14," : "d!=15,";
                if (mode.writes()) {
                    rule += "n!=15,n!=d," + (two ? "n!=d+1," : "");
                }
                Architecture since = two ? V5TE : V4T;
                row(
                        since,
                        Operation.LOAD_STORE_EXTRA,
                        names[i] + mode.suffix + ".imm",
                        head + "1" + mode.writeBack + load + "nnnn dddd iiii" + code + "iiii",
                        rule);
                if (i == 1) {
                    rule += "m!=d,m!=d+1,";
                }
                row(
                        since,
                        Operation.LOAD_STORE_EXTRA,
                        names[i] + mode.suffix + ".reg",
                        head + "0" + mode.writeBack + load + "nnnn dddd 0000" + code + "mmmm",
                        rule + "m!=15" + (mode.writes() ? ",n!=m" : ""));
            }
        }
    }

    private void blockTransfers() {
        for (int mode = 0; mode < 4; mode++) {
            String suffix = new String[] {".da", ".ia", ".db", ".ib"}[mode];
            String head = "cccc 100" + bits(mode, 2);
            String list = " nnnn llllllllllllllll";
            row(V4T, Operation.LDM, "ldm" + suffix, head + "001" + list, "n!=15,l!=0");
            row(V4T, Operation.LDM, "ldm.w" + suffix, head + "011" + list, "n!=15,l!=0,n!in l");
            row(V4T, Operation.STM, "stm" + suffix, head + "000" + list, "n!=15,l!=0");
            row(V4T, Operation.STM, "stm.w" + suffix, head + "010" + list, "n!=15,l!=0,n first l");
            String user = "ldm.user" + suffix;
            row(V4T, Operation.LDM_USER, user, head + "101 nnnn 0lllllllllllllll", "n!=15,l!=0");
            row(V4T, Operation.STM_USER, "stm.user" + suffix, head + "100" + list, "n!=15,l!=0");
            row(
                    V4T,
                    Operation.LDM_RETURN,
                    "ldm.return" + suffix,
                    head + "1w1 nnnn 1lllllllllllllll",
                    "n!=15,n!in l");
        }
    }

    private void synchronization() {
        String swap = "d!=15,n!=15,m!=15,n!=m,n!=d";
        row(V4T, Operation.SWP, "swp", "cccc 00010000 nnnn dddd 0000 1001 mmmm", swap);
        row(V4T, Operation.SWP, "swpb", "cccc 00010100 nnnn dddd 0000 1001 mmmm", swap);
        String[] suffixes = {"", "d", "b", "h"};
        for (int i = 0; i < suffixes.length; i++) {
            String size = bits(i, 2);
            String two = i == 1 ? ",d%2,d!=14" : "";
            row(
                    V6,
                    Operation.LDREX,
                    "ldrex" + suffixes[i],
                    "cccc 00011" + size + "1 nnnn dddd 1111 1001 1111",
                    "n!=15,d!=15" + two);
            String source = i == 1 ? ",m%2,m!=14,d!=m+1" : "";
            row(
                    V6,
                    Operation.STREX,
                    "strex" + suffixes[i],
                    "cccc 00011" + size + "0 nnnn dddd 1111 1001 mmmm",
                    "n!=15,d!=15,m!=15,d!=n,d!=m" + source);
        }
        row(V6, Operation.CLREX, "clrex", "1111 0101 0111 1111 1111 0000 0001 1111", "");
        String[] barriers = {"dsb", "dmb", "isb"};
        for (int i = 0; i < barriers.length; i++) {
            String pattern = "1111 0101 0111 1111 1111 0000 01" + bits(i, 2) + " oooo";
            row(V7, Operation.NOP, barriers[i], pattern, "");
        }
    }

    private void branchesAndStatus() {
        String offset = "iiiiiiiiiiiiiiiiiiiiiiii";
        row(V4T, Operation.B, "b", "cccc 1010" + offset, "");
        row(V4T, Operation.BL, "bl", "cccc 1011" + offset, "");
        row(V5T, Operation.BLX_IMMEDIATE, "blx.imm", "1111 101q" + offset, "");
        row(V4T, Operation.BX, "bx", "cccc 00010010 1111 1111 1111 0001 mmmm", "");
        row(V5T, Operation.BLX_REGISTER, "blx", "cccc 00010010 1111 1111 1111 0011 mmmm", "m!=15");
        row(V4T, Operation.SVC, "svc", "cccc 1111" + offset, "");
        row(V5T, Operation.BKPT, "bkpt", "1110 00010010 iiiiiiiiiiii 0111 iiii", "");
        row(V4T, Operation.MRS, "mrs", "cccc 00010r00 1111 dddd 000000000000", "d!=15");
        row(
                V4T,
                Operation.MSR_REGISTER,
                "msr.reg",
                "cccc 00010r10 xxxx 1111 00000000 mmmm",
                "m!=15");
        row(V4T, Operation.MSR_IMMEDIATE, "msr.spsr", "cccc 00110110 xxxx 1111 kkkk iiiiiiii", "");
        row(
                V4T,
                Operation.MSR_IMMEDIATE,
                "msr.imm",
                "cccc 00110010 xxxx 1111 kkkk iiiiiiii",
                "x!=0");
        row(V6T2, Operation.NOP, "hint", "cccc 00110010 0000 1111 0000 iiiiiiii", "");
        String coprocessor = " nnnn dddd 1111 ttt1 mmmm";
        row(V4T, Operation.MRC, "mrc.p15", "cccc 1110 ooo1" + coprocessor, "d!=15");
        row(V4T, Operation.MCR, "mcr.p15", "cccc 1110 ooo0" + coprocessor, "d!=15");
    }

    private void media() {
        String two = "d!=15,m!=15";
        String three = two + ",n!=15";
        row(V6, Operation.PKH, "pkhbt", "cccc 01101000 nnnn dddd hhhhh 001 mmmm", three);
        row(V6, Operation.PKH, "pkhtb", "cccc 01101000 nnnn dddd hhhhh 101 mmmm", three);
        row(V6, Operation.SSAT, "ssat", "cccc 0110101 iiiii dddd hhhhh y01 mmmm", two);
        row(V6, Operation.USAT, "usat", "cccc 0110111 iiiii dddd hhhhh y01 mmmm", two);
        row(V6, Operation.SSAT16, "ssat16", "cccc 01101010 iiii dddd 1111 0011 mmmm", two);
        row(V6, Operation.USAT16, "usat16", "cccc 01101110 iiii dddd 1111 0011 mmmm", two);
        String[] extends6 = {"sxtab16", "", "sxtab", "sxtah", "uxtab16", "", "uxtab", "uxtah"};
        for (int i = 0; i < extends6.length; i++) {
            if (!extends6[i].isEmpty()) {
                String pattern = "cccc 01101" + bits(i, 3) + " nnnn dddd rr00 0111 mmmm";
                row(V6, Operation.EXTEND, extends6[i], pattern, two);
            }
        }
        row(V6, Operation.SEL, "sel", "cccc 01101000 nnnn dddd 1111 1011 mmmm", three);
        row(V6, Operation.REV, "rev", "cccc 01101011 1111 dddd 1111 0011 mmmm", two);
        row(V6, Operation.REV16, "rev16", "cccc 01101011 1111 dddd 1111 1011 mmmm", two);
        row(V6, Operation.REVSH, "revsh", "cccc 01101111 1111 dddd 1111 1011 mmmm", two);
        row(V6T2, Operation.RBIT, "rbit", "cccc 01101111 1111 dddd 1111 0011 mmmm", two);
        String sum = "d!=15,s!=15,m!=15";
        row(V6, Operation.USAD8, "usada8", "cccc 01111000 dddd aaaa ssss 0001 mmmm", sum);
        row(V6T2, Operation.SBFX, "sbfx", "cccc 0111101 iiiii dddd hhhhh 101 mmmm", two + ",h+i");
        row(V6T2, Operation.UBFX, "ubfx", "cccc 0111111 iiiii dddd hhhhh 101 mmmm", two + ",h+i");
        row(V6T2, Operation.BFI, "bfi", "cccc 0111110 iiiii dddd hhhhh 001 mmmm", "d!=15,i>=h");
    }

    private void parallel() {
        String[] prefixes = {"", "s", "q", "sh", "", "u", "uq", "uh"};
        String[] names = {"add16", "asx", "sax", "sub16", "add8", "", "", "sub8"};
        for (int prefix = 0; prefix < prefixes.length; prefix++) {
            for (int i = 0; i < names.length; i++) {
                if (!prefixes[prefix].isEmpty() && !names[i].isEmpty()) {
                    row(
                            V6,
                            Operation.PARALLEL,
                            prefixes[prefix] + names[i],
                            "cccc 01100"
                                    + bits(prefix, 3)
                                    + "nnnn dddd 1111"
                                    + bits(i, 3)
                                    + "1 mmmm",
                            "d!=15,n!=15,m!=15");
                }
            }
        }
    }

    private static String bits(int value, int width) {
        StringBuilder text = new StringBuilder();
        for (int i = width - 1; i >= 0; i--) {
            text.append((value >>> i) & 1);
        }
        return text.toString();
    }

    /** The P and W bits of a single transfer. */
    private enum Addressing {
        OFFSET("", "1", "0"),
        PRE(".pre", "1", "1"),
        POST(".post", "0", "0"),
        TRANSLATED("t.post", "0", "1");

        private final String suffix;
        private final String indexed;
        private final String writeBack;

        Addressing(String suffix, String indexed, String writeBack) {
            this.suffix = suffix;
            this.indexed = indexed;
            this.writeBack = writeBack;
        }

        boolean writes() {
            return this != OFFSET;
        }
    }
}
