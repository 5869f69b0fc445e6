package org.l4emu.tests.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts ARM words and Thumb half words one after the other, with labels and literal pools. Which
 * words, the caller knows; it only encodes what the caller needs as glue.
 */
final class Assembler {
    /** {@code b} to the next instruction but one, as the base of a branch encoding. */
    private static final int ARM_B = 0xea000000;

    private static final int THUMB_B = 0xe000;

    /** A place in the code that may be used before it is known. */
    static final class Label {
        private int address;
        private boolean bound;
        private final List<Fixup> fixups = new ArrayList<>();
    }

    private interface Fixup {
        void apply(int target);
    }

    /** A word that an instruction before it loads relative to pc. */
    private record Literal(
            int user, boolean thumb, @Nullable Label label, IntUnaryOperator value) {}

    private final int base;
    private byte[] bytes = new byte[1 << 16];
    private ByteBuffer view = wrap(bytes);
    private int size;
    private final List<Literal> pending = new ArrayList<>();

    Assembler(int base) {
        this.base = base;
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int here() {
        return base + size;
    }

    byte[] image() {
        return Arrays.copyOf(bytes, size);
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
            view = wrap(bytes);
        }
    }

    void arm(int word) {
        grow(4);
        view.putInt(size, word);
        size += 4;
    }

    void thumb(int half) {
        grow(2);
        view.putShort(size, (short) half);
        size += 2;
    }

    private int armAt(int address) {
        return view.getInt(address - base);
    }

    private int thumbAt(int address) {
        return view.getShort(address - base) & 0xffff;
    }

    void patchArm(int address, int word) {
        view.putInt(address - base, word);
    }

    private void patchThumb(int address, int half) {
        view.putShort(address - base, (short) half);
    }

    void bind(Label label) {
        label.address = here();
        label.bound = true;
        label.fixups.forEach(fixup -> fixup.apply(label.address));
        label.fixups.clear();
    }

    private static void whenBound(Label label, Fixup fixup) {
        if (label.bound) {
            fixup.apply(label.address);
        } else {
            label.fixups.add(fixup);
        }
    }

    /** An ARM branch whose lower 24 bits are filled in. */
    void armBranch(int word, Label target) {
        int at = here();
        arm(word & (word >>> 28 == 15 ? 0xfe000000 : 0xff000000));
        whenBound(
                target,
                address -> {
                    int distance = address - at - 8;
                    int half = (word >>> 28) == 15 ? (distance & 2) << 23 : 0;
                    patchArm(at, armAt(at) | half | ((distance >> 2) & 0xffffff));
                });
    }

    void armBranch(Label target) {
        armBranch(ARM_B, target);
    }

    /** A Thumb branch with an offset of this many bits, in half words. */
    void thumbBranch(int half, int bits, Label target) {
        int at = here();
        int mask = (1 << bits) - 1;
        thumb(half & ~mask);
        whenBound(
                target,
                address -> patchThumb(at, thumbAt(at) | (((address - at - 4) >> 1) & mask)));
    }

    void thumbBranch(Label target) {
        thumbBranch(THUMB_B, 11, target);
    }

    /** The two halves of a Thumb branch with link; to ARM state if asked for. */
    void thumbBranchLink(Label target, boolean exchange) {
        int at = here();
        thumb(0xf000);
        thumb(exchange ? 0xe800 : 0xf800);
        whenBound(
                target,
                address -> {
                    int from = at + 4;
                    int distance = exchange ? address - (from & ~3) : address - from;
                    patchThumb(at, 0xf000 | ((distance >> 12) & 0x7ff));
                    int low = (distance >> 1) & 0x7ff;
                    patchThumb(at + 2, exchange ? 0xe800 | (low & ~1) : 0xf800 | low);
                });
    }

    /** ARM {@code ldr register, =value}. */
    void armLoad(int register, int value) {
        pending.add(new Literal(here(), false, null, none -> value));
        arm(0xe59f0000 | (register << 12));
    }

    /** ARM {@code ldr register, =value(label)}. */
    void armLoad(int register, Label label, IntUnaryOperator value) {
        pending.add(new Literal(here(), false, label, value));
        arm(0xe59f0000 | (register << 12));
    }

    /** Thumb {@code ldr register, =value}, for the low registers. */
    void thumbLoad(int register, int value) {
        pending.add(new Literal(here(), true, null, none -> value));
        thumb(0x4800 | (register << 8));
    }

    void thumbLoad(int register, Label label, IntUnaryOperator value) {
        pending.add(new Literal(here(), true, label, value));
        thumb(0x4800 | (register << 8));
    }

    /** Emits the literals now if a later pool could be out of reach of the first one's user. */
    void poolIfFar(boolean inThumb) {
        int reach = inThumb ? 500 : 3000;
        if (pending.isEmpty() || here() + 4 * pending.size() - pending.get(0).user < reach) {
            return;
        }
        Label over = new Label();
        if (inThumb) {
            thumbBranch(over);
        } else {
            armBranch(over);
        }
        pool();
        bind(over);
    }

    /** Emits the literals; nothing may run into them. */
    void pool() {
        align();
        for (Literal literal : pending) {
            int at = here();
            if (literal.label == null) {
                arm(literal.value.applyAsInt(0));
            } else {
                word(literal.label, literal.value);
            }
            int distance = at - ((literal.user + (literal.thumb ? 4 : 8)) & ~3);
            if (literal.thumb) {
                patchThumb(literal.user, thumbAt(literal.user) | (distance >> 2));
            } else {
                patchArm(literal.user, armAt(literal.user) | distance);
            }
        }
        pending.clear();
    }

    /** A word that depends on a label's address. */
    void word(Label label, IntUnaryOperator value) {
        int at = here();
        arm(0);
        whenBound(label, address -> patchArm(at, value.applyAsInt(address)));
    }

    /** Pads to a word. */
    void align() {
        if ((size & 2) != 0) {
            thumb(0x46c0);
        }
    }
}
