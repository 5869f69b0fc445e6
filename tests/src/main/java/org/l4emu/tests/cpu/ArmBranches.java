package org.l4emu.tests.cpu;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.l4emu.microkernel.cpu.Row;
import org.l4emu.tests.cpu.Assembler.Label;

/**
 * Jumps in ARM state: over a few instructions, or into a few Thumb instructions that come back.
 * Whether the jump is taken or its condition fails, the code behind it is reached.
 */
final class ArmBranches {
    private static final int PC = 15;
    private static final int THUMB_BX_PC = 0x4778;
    private static final int THUMB_NOP = 0x46c0;

    private final Scene scene;
    private final Assembler code;
    private final ArmItems items;
    private final List<Row> dataProcessing;

    ArmBranches(Scene scene, ArmItems items) {
        this.scene = scene;
        this.code = scene.code;
        this.items = items;
        this.dataProcessing =
                scene.armPlain.stream()
                        .filter(row -> row.pattern().has('c'))
                        .filter(row -> (row.pattern().value() >>> 26 & 3) == 0)
                        .filter(row -> !row.name().startsWith("m"))
                        .toList();
    }

    /** A row that takes one word and touches registers and flags only. */
    Row dataProcessing() {
        return scene.pick(dataProcessing);
    }

    /** Jumps by loading pc are rarer than their rows are. */
    boolean isRoomy() {
        return scene.chance(50);
    }

    void emit(Row row) {
        int word = scene.sample(row);
        switch (row.name()) {
            case "b", "bl" -> {
                Label target = new Label();
                code.armBranch(word, target);
                skip(target);
            }
            case "blx.imm" -> {
                Label thumb = new Label();
                code.armBranch(word, thumb);
                thumbPart(thumb);
            }
            default -> exchange(row);
        }
    }

    /** BX and BLX by register. */
    private void exchange(Row row) {
        int word = scene.sample(row);
        int m = word & 0xf;
        if (m == PC) {
            code.arm(word);
            items.plain(dataProcessing());
            return;
        }
        if (m == scene.anchor) {
            m = 14;
            word = (word & ~0xf) | m;
        }
        boolean toThumb = scene.chance(60);
        Label target = new Label();
        code.armLoad(m, target, at -> at | (toThumb ? 1 : 0));
        code.arm(word);
        land(target, toThumb);
    }

    /** A load of pc from the slot: fills it, then sets up and emits the load. */
    void through(int slot, int word, Runnable setUp) {
        boolean toThumb = scene.chance(50);
        Label target = new Label();
        int value = scene.register(PC);
        int address = scene.register(PC, value);
        code.armLoad(value, target, at -> at | (toThumb ? 1 : 0));
        code.armLoad(address, slot);
        code.arm(0xe5800000 | (address << 16) | (value << 12));
        setUp.run();
        code.arm(word);
        land(target, toThumb);
    }

    private void land(Label target, boolean toThumb) {
        if (toThumb) {
            thumbPart(target);
        } else {
            skip(target);
        }
    }

    private void skip(Label target) {
        for (int i = scene.random.nextInt(3); i >= 0; i--) {
            items.plain();
        }
        code.bind(target);
    }

    /** Instructions in Thumb state, skipped by a jump whose condition failed. */
    private void thumbPart(Label thumb) {
        Label join = new Label();
        code.armBranch(join);
        if (scene.chance(50)) {
            code.thumb(THUMB_NOP);
        }
        code.bind(thumb);
        ThumbItems inside = new ThumbItems(scene);
        for (int i = 1 + scene.random.nextInt(4); i > 0; i--) {
            inside.plain();
        }
        code.align();
        code.thumb(THUMB_BX_PC);
        code.thumb(THUMB_NOP);
        code.bind(join);
    }

    /**
     * A data-processing instruction with pc as its destination; ARMv5 stays in ARM state whatever
     * bit 0 says, so later processors get an aligned target.
     *
     * @return false if the drawn form cannot be made to hit a target
     */
    boolean computed(Row row) {
        if (!row.pattern().has('d') || row.name().endsWith(".reg")) {
            return false;
        }
        boolean immediate = row.name().endsWith(".imm");
        int word = row.pattern().insert('f', row.pattern().insert('d', scene.sample(row), PC), 0);
        int n = (word >>> 16) & 0xf;
        int m = word & 0xf;
        int type = (word >>> 5) & 3;
        int amount = (word >>> 7) & 0x1f;
        int opcode = (word >>> 21) & 0xf;
        boolean readsN = row.pattern().has('n');
        if (!row.matches(word)
                || (readsN && (n == PC || n == scene.anchor))
                || (!immediate && (m == PC || m == scene.anchor || (readsN && m == n)))
                || (type == 3 && amount == 0 && !immediate)) {
            return false;
        }
        int carry = scene.random.nextInt(2);
        int m0 = opcode == 0 ? -1 : opcode == 12 || opcode == 14 ? 0 : scene.value();
        int b = immediate ? Shifts.immediate(word) : Shifts.byImmediate(m0, type, amount, carry);
        if ((opcode == 0 && b != -1) || ((opcode == 12 || opcode == 14) && b != 0)) {
            return false;
        }
        Label target = new Label();
        int bits = scene.target == Target.ARM946 ? scene.random.nextInt(4) : 0;
        if (!readsN) {
            if (immediate || amount != 0 || type != 0) {
                return false;
            }
            int flip = opcode == 15 ? -1 : 0;
            code.armLoad(m, target, at -> (at | bits) ^ flip);
        } else {
            if (!immediate) {
                code.armLoad(m, m0);
            }
            IntUnaryOperator solution = solution(opcode, b, carry);
            code.armLoad(n, target, at -> solution.applyAsInt(at | bits));
        }
        items.flags((carry << 5) | (scene.random.nextInt(32) << 3 & 0xd8));
        code.arm(word);
        skip(target);
        return true;
    }

    /** The first operand with which the operation gives the target. */
    private static IntUnaryOperator solution(int opcode, int b, int carry) {
        return switch (opcode) {
            case 1 -> at -> at ^ b;
            case 2 -> at -> at + b;
            case 3 -> at -> b - at;
            case 4 -> at -> at - b;
            case 5 -> at -> at - b - carry;
            case 6 -> at -> at + b + 1 - carry;
            case 7 -> at -> b - at - 1 + carry;
            default -> at -> at;
        };
    }
}
