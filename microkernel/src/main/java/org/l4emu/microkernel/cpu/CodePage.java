package org.l4emu.microkernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * The decoded instructions of one physical page, shared by every address space that executes it.
 * Instructions are decoded when they are first reached, ARM and Thumb apart. Position independent:
 * nothing in it depends on the virtual address.
 *
 * <p>Whoever lets the page be written calls {@link #invalidate} and forgets the object.
 */
public final class CodePage {
    static final int ARM_SHIFT = 2;
    static final int THUMB_SHIFT = 1;

    private static final int SIZE = 4096;
    private static final long[] NONE = new long[0];

    private final byte[] bytes;
    private final boolean fast;
    private boolean valid = true;
    private long[] arm = NONE;
    private long[] thumb = NONE;

    public CodePage(byte[] bytes) {
        this(bytes, true);
    }

    /** Without fast forms every instruction goes through its operation: the slow reference. */
    CodePage(byte[] bytes, boolean fast) {
        this.fast = fast;
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a page of " + bytes.length + " bytes");
        }
        this.bytes = bytes;
    }

    /** Tells a processor in this page to fetch anew before the next instruction. */
    public void invalidate() {
        valid = false;
    }

    public boolean isValid() {
        return valid;
    }

    /** Decoded instructions by index; zero where none is decoded yet. */
    long[] instructions(boolean inThumb) {
        if (inThumb) {
            if (thumb.length == 0) {
                thumb = new long[SIZE >> THUMB_SHIFT];
            }
            return thumb;
        }
        if (arm.length == 0) {
            arm = new long[SIZE >> ARM_SHIFT];
        }
        return arm;
    }

    /** The instruction's word, or half word in Thumb state. */
    int word(boolean inThumb, int index) {
        return inThumb
                ? (short) Bus.HALF.get(bytes, index << THUMB_SHIFT) & 0xffff
                : (int) Bus.WORD.get(bytes, index << ARM_SHIFT);
    }

    /** Decodes the instruction at this index and keeps the result. */
    long decode(boolean inThumb, int index) {
        long decoded =
                fast
                        ? FastForm.decode(this, inThumb, index)
                        : FastForm.conditionalOperation(this, inThumb, index);
        instructions(inThumb)[index] = decoded;
        return decoded;
    }

    /** The row of the instruction at this index, null if undefined. */
    @Nullable Row row(boolean inThumb, int index) {
        int word = word(inThumb, index);
        return inThumb ? DecoderTable.thumb(word) : DecoderTable.arm(word);
    }
}
