package org.l4emu.tests.cpu;

import org.l4emu.microkernel.cpu.Row;
import org.l4emu.tests.cpu.Assembler.Label;

/** Writes one Thumb instruction of a given row, made harmless in the same way as in ARM state. */
final class ThumbItems {
    enum Kind {
        PLAIN,
        TRANSFER,
        BLOCK,
        BRANCH
    }

    private static final int LR = 14;
    private static final int PC = 15;
    private static final int NOP = 0x46c0;

    private final Scene scene;
    private final Assembler code;

    ThumbItems(Scene scene) {
        this.scene = scene;
        this.code = scene.code;
    }

    static Kind kind(Row row) {
        String name = row.name();
        int value = row.pattern().value();
        if (name.startsWith("b") && !name.startsWith("bic")) {
            return Kind.BRANCH;
        }
        boolean single = value >>> 12 >= 5 && value >>> 12 <= 9;
        if (single) {
            return Kind.TRANSFER;
        }
        boolean block =
                name.startsWith("ldm")
                        || name.startsWith("stm")
                        || name.equals("push")
                        || name.equals("pop");
        return block ? Kind.BLOCK : Kind.PLAIN;
    }

    void emit(Row row) {
        if (scene.chance(15)) {
            code.thumbLoad(scene.register(8), scene.value());
        }
        switch (kind(row)) {
            case PLAIN -> plainOrJump(row);
            case TRANSFER -> transfer(row);
            case BLOCK -> block(row);
            case BRANCH -> branch(row);
        }
    }

    private void plainOrJump(Row row) {
        boolean high = row.name().equals("add.high") || row.name().equals("mov.high");
        if (high && scene.chance(15)) {
            computed(row.name().equals("add.high"));
        } else {
            plain(row);
        }
    }

    void plain() {
        plain(scene.pick(scene.thumbPlain));
    }

    private void plain(Row row) {
        while (true) {
            int half = scene.sample(row);
            int d = row.pattern().extract('d', half) | (row.pattern().extract('e', half) << 3);
            boolean writes = row.pattern().has('d');
            if (!writes || (d != scene.anchor && d != PC)) {
                code.thumb(half);
                return;
            }
        }
    }

    /** ADD or MOV to pc; neither changes the instruction set. */
    private void computed(boolean add) {
        Label target = new Label();
        int m = scene.register(8);
        int bit = scene.random.nextInt(2);
        int after = add ? 2 : 0;
        Label jump = new Label();
        code.poolIfFar(true);
        int place = code.here() + 2;
        code.thumbLoad(m, target, at -> (at | bit) - (after == 0 ? 0 : place + 4));
        code.bind(jump);
        code.thumb((add ? 0x4487 : 0x4687) | (m << 3));
        skip(target);
    }

    private void skip(Label target) {
        for (int i = scene.random.nextInt(3); i >= 0; i--) {
            plain();
        }
        code.bind(target);
    }

    /** Single transfers; the base may be sp, the index a register. */
    private void transfer(Row row) {
        boolean stack = row.name().endsWith(".sp");
        boolean register = row.name().endsWith(".reg");
        int size = sizeOf(row.name());
        while (true) {
            int half = scene.sample(row);
            int n = row.pattern().extract('n', half);
            int m = register ? row.pattern().extract('m', half) : -1;
            int d = row.pattern().extract('d', half);
            boolean load = row.name().startsWith("ldr");
            if ((load && d == scene.anchor) || (!stack && n == scene.anchor) || m == scene.anchor) {
                continue;
            }
            boolean aligned = scene.chance(75);
            int address = scene.address(aligned ? size : 1);
            int offset = row.pattern().extract('i', half) * size;
            if (stack) {
                setStack(address - offset);
            } else if (m == n) {
                code.thumbLoad(n, (address & ~3) >>> 1);
            } else {
                if (register) {
                    offset = scene.value();
                    code.thumbLoad(m, offset);
                }
                code.thumbLoad(n, address - offset);
            }
            code.thumb(half);
            return;
        }
    }

    private static int sizeOf(String name) {
        return name.contains("b") ? 1 : name.contains("h") ? 2 : 4;
    }

    private void setStack(int address) {
        int through = scene.register(8);
        code.thumbLoad(through, address);
        code.thumb(0x4685 | (through << 3));
    }

    private void block(Row row) {
        boolean stack = row.name().equals("push") || row.name().equals("pop");
        boolean load = !row.name().equals("push") && !row.name().equals("stm");
        while (true) {
            int half = scene.sample(row);
            int list = half & 0xff;
            int extra = stack ? (half >>> 8) & 1 : 0;
            int n = row.pattern().extract('n', half);
            boolean jump = row.name().equals("pop") && extra != 0;
            if ((load && (list >>> scene.anchor & 1) != 0) || (!stack && n == scene.anchor)) {
                continue;
            }
            int count = Integer.bitCount(list) + extra;
            int lowest = scene.address(4);
            int base = row.name().equals("push") ? lowest + 4 * count : lowest;
            if (jump) {
                pop(half, lowest, count);
                return;
            }
            if (stack) {
                setStack(base);
            } else {
                code.thumbLoad(n, base);
            }
            code.thumb(half);
            return;
        }
    }

    /** POP that takes pc from the last slot. */
    private void pop(int half, int lowest, int count) {
        boolean toArm = scene.chance(40);
        Label target = new Label();
        int value = scene.register(8);
        int address = scene.register(8, value);
        code.thumbLoad(value, target, at -> at | (toArm ? 0 : 1));
        code.thumbLoad(address, lowest + 4 * (count - 1));
        code.thumb(0x6000 | (address << 3) | value);
        setStack(lowest);
        code.thumb(half);
        land(target, toArm);
    }

    private void land(Label target, boolean toArm) {
        if (toArm) {
            armPart(target);
        } else {
            skip(target);
        }
    }

    private void armPart(Label arm) {
        Label join = new Label();
        code.thumbBranch(join);
        code.align();
        code.bind(arm);
        ArmItems inside = new ArmItems(scene);
        for (int i = 1 + scene.random.nextInt(4); i > 0; i--) {
            inside.plain();
        }
        code.arm(0xe51ff004);
        code.word(join, at -> at | 1);
        code.bind(join);
    }

    private void branch(Row row) {
        Label target = new Label();
        switch (row.name()) {
            case "b" -> {
                code.thumbBranch(0xe000, 11, target);
                skip(target);
            }
            case "b.cond" -> {
                code.thumbBranch(scene.sample(row), 8, target);
                skip(target);
            }
            case "bl.prefix" -> {
                code.thumbBranchLink(target, false);
                skip(target);
            }
            case "bl.suffix" -> suffix(target, false);
            case "blx.suffix" -> suffix(target, true);
            default -> exchange(row, target);
        }
    }

    /**
     * ARMv6T2 and later take both halves as one instruction; before, the second may stand alone.
     */
    private void suffix(Label target, boolean exchange) {
        if (scene.target == Target.ARM946 && scene.chance(50)) {
            int through = scene.register(8);
            int offset = scene.random.nextInt(0x400) << 1;
            code.thumbLoad(through, target, at -> at - (offset << 1));
            code.thumb(0x4600 | (1 << 7) | (through << 3) | (LR & 7));
            code.thumb((exchange ? 0xe800 : 0xf800) | offset);
        } else {
            code.thumbBranchLink(target, exchange);
        }
        land(target, exchange);
    }

    /** BX and BLX by register, {@code bx pc} among them. */
    private void exchange(Row row, Label target) {
        int half = scene.sample(row);
        int m = (half >>> 3) & 0xf;
        boolean toArm = scene.chance(50);
        if (m == PC) {
            code.align();
            code.thumb(half);
            code.thumb(NOP);
            code.arm(0xe51ff004);
            code.word(target, at -> at | 1);
            code.bind(target);
            return;
        }
        if (m == scene.anchor) {
            m = LR;
        }
        int through = m < 8 ? m : scene.register(8);
        code.thumbLoad(through, target, at -> at | (toArm ? 0 : 1));
        if (m >= 8) {
            code.thumb(0x4600 | (1 << 7) | (through << 3) | (m & 7));
        }
        code.thumb((half & ~0x78) | (m << 3));
        land(target, toArm);
    }
}
