package org.l4emu.tests.cpu;

import org.l4emu.microkernel.cpu.Row;

/**
 * Writes one ARM instruction of a given row with random operands, after the instructions that make
 * it harmless: bases that point into the window, branch targets a little further on.
 */
final class ArmItems {
    enum Kind {
        PLAIN,
        WORD_OR_BYTE,
        EXTRA,
        BLOCK,
        SWAP,
        LOAD_EXCLUSIVE,
        STORE_EXCLUSIVE,
        BRANCH
    }

    private static final int PC = 15;
    private static final int CLREX = 0xf57ff01f;

    private final Scene scene;
    private final Assembler code;
    private final ArmTransfers transfers;
    private final ArmBranches branches;

    ArmItems(Scene scene) {
        this.scene = scene;
        this.code = scene.code;
        this.branches = new ArmBranches(scene, this);
        this.transfers = new ArmTransfers(scene, branches);
    }

    static Kind kind(Row row) {
        int value = row.pattern().value();
        String name = row.name();
        if (value >>> 28 == 0xf) {
            return name.startsWith("blx") ? Kind.BRANCH : Kind.PLAIN;
        }
        if (name.startsWith("ldrex")) {
            return Kind.LOAD_EXCLUSIVE;
        }
        if (name.startsWith("strex")) {
            return Kind.STORE_EXCLUSIVE;
        }
        if (name.startsWith("swp")) {
            return Kind.SWAP;
        }
        return switch ((value >>> 25) & 7) {
            case 0 -> {
                boolean transfer = (value & 0x90) == 0x90 && (value & 0x60) != 0;
                boolean branch = name.equals("bx") || name.equals("blx");
                yield branch ? Kind.BRANCH : transfer ? Kind.EXTRA : Kind.PLAIN;
            }
            case 2 -> Kind.WORD_OR_BYTE;
            case 3 -> (value & 0x10) == 0 ? Kind.WORD_OR_BYTE : Kind.PLAIN;
            case 4 -> Kind.BLOCK;
            case 5 -> Kind.BRANCH;
            default -> Kind.PLAIN;
        };
    }

    /** Sometimes fresh values or flags, then an instruction of the row. */
    void emit(Row row) {
        if (scene.chance(15)) {
            code.armLoad(scene.register(15), scene.value());
        }
        if (scene.chance(10)) {
            flags(scene.random.nextInt(256));
        }
        switch (kind(row)) {
            case PLAIN -> plainOrJump(row);
            case WORD_OR_BYTE -> transfers.wordOrByte(row);
            case EXTRA -> transfers.extra(row);
            case BLOCK -> transfers.block(row);
            case SWAP -> transfers.swap(row);
            case LOAD_EXCLUSIVE -> loadExclusive(row);
            case STORE_EXCLUSIVE -> storeExclusive(row);
            case BRANCH -> branches.emit(row);
        }
    }

    /** {@code msr cpsr_f, #bits << 24}. */
    void flags(int bits) {
        code.arm(0xe328f400 | bits);
    }

    private void plainOrJump(Row row) {
        boolean computes = row.name().indexOf('.') == 3 && (row.pattern().value() >>> 26 & 3) == 0;
        if (computes && scene.chance(8) && branches.computed(row)) {
            return;
        }
        plain(row);
    }

    /** One instruction that changes registers and flags only. */
    void plain(Row row) {
        while (true) {
            int word = scene.sample(row);
            if (row.name().endsWith(".p15")) {
                word = coprocessor(row, word);
            }
            if (isPlain(row, word)) {
                code.arm(word);
                return;
            }
        }
    }

    void plain() {
        plain(scene.pick(scene.armPlain));
    }

    /** The registers of CP15 that a user program may touch. */
    private int coprocessor(Row row, int word) {
        int kept = word & 0xf000f000;
        if ((row.pattern().value() & (1 << 20)) != 0) {
            return kept | (scene.chance(50) ? 0x0e1d0f50 : 0x0e1d0f70);
        }
        return kept
                | switch (scene.random.nextInt(4)) {
                    case 0 -> 0x0e070f95;
                    case 1 -> 0x0e070f9a;
                    case 2 -> 0x0e070fba;
                    default -> 0x0e0d0f50;
                };
    }

    private boolean isPlain(Row row, int word) {
        int d = row.pattern().extract('d', word);
        int a = row.pattern().extract('a', word);
        boolean hasD = row.pattern().has('d');
        if (hasD && (d == PC || d == scene.anchor)) {
            return false;
        }
        if (row.pattern().has('a') && a == scene.anchor) {
            return false;
        }
        boolean old = scene.target == Target.ARM946;
        return switch (row.name()) {
            case "mrs" -> (word & (1 << 22)) == 0;
            // ARMv5 has no GE flags; ARMv6 has E, which would turn the byte order around.
            case "msr.imm", "msr.reg" ->
                    (word & (1 << 22)) == 0 && (word & (1 << (old ? 18 : 17))) == 0;
            // WFE and WFI would wait.
            case "hint" -> (word & 0xff) != 2 && (word & 0xff) != 3;
            default -> true;
        };
    }

    private void loadExclusive(Row row) {
        int word = sampleExclusive(row);
        code.armLoad((word >>> 16) & 0xf, scene.address(8));
        code.arm(word);
        code.arm(CLREX);
    }

    /** A word of the row whose registers are free to be written. */
    private int sampleExclusive(Row row) {
        while (true) {
            int word = scene.sample(row);
            int d = (word >>> 12) & 0xf;
            int n = (word >>> 16) & 0xf;
            boolean two = row.name().endsWith("d");
            if (n != scene.anchor && d != scene.anchor && !(two && d + 1 == scene.anchor)) {
                return word;
            }
        }
    }

    /** A load and stores after it: one that must succeed, or one that must fail. */
    private void storeExclusive(Row row) {
        int store = sampleExclusive(row);
        int n = (store >>> 16) & 0xf;
        int size = (store >>> 21) & 3;
        int loaded = size == 1 ? 2 * scene.random.nextInt(7) : scene.random.nextInt(PC);
        boolean free = loaded != scene.anchor && (size != 1 || loaded + 1 != scene.anchor);
        int address = scene.address(8);
        code.armLoad(n, address);
        if (free && scene.chance(80)) {
            code.arm(0xe1900f9f | (size << 21) | (n << 16) | (loaded << 12));
            for (int i = scene.random.nextInt(3); i > 0; i--) {
                plain(branches.dataProcessing());
            }
            if (scene.chance(15)) {
                code.arm(CLREX);
            }
            code.armLoad(n, scene.chance(15) ? scene.address(8) : address);
        } else {
            code.arm(CLREX);
        }
        code.arm(store);
        if (scene.chance(20)) {
            code.armLoad(n, address);
            code.arm(store);
        }
        code.arm(CLREX);
    }
}
