package org.l4emu.emulib;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 18 words of {@code pt_regs} in an exclusive page: r0-r15, CPSR, orig_r0. A view on the page's
 * bytes; whoever holds the bytes decides who may write.
 */
public final class PtRegs {
    /** Words there are. */
    public static final int COUNT = 18;

    public static final int SP = 13;
    public static final int LR = 14;
    public static final int PC = 15;
    public static final int CPSR = 16;
    public static final int ORIG_R0 = 17;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] page;

    /** Looks at the registers in {@code page}, an exclusive page's 4,096 bytes. */
    public PtRegs(byte[] page) {
        this.page = page;
    }

    /** Register {@code index}: 0-15 are r0-r15, then {@link #CPSR} and {@link #ORIG_R0}. */
    public int get(int index) {
        return (int) INTS.get(page, ExclusivePage.PT_REGS + 4 * index);
    }

    public void set(int index, int value) {
        INTS.set(page, ExclusivePage.PT_REGS + 4 * index, value);
    }

    /** Copies all 18 words and the TLS register, as fork does. */
    public void copyFrom(PtRegs other) {
        System.arraycopy(
                other.page, ExclusivePage.PT_REGS, page, ExclusivePage.PT_REGS, 4 * COUNT + 4);
    }

    /** Thread register TPIDRURO. */
    public int tls() {
        return (int) INTS.get(page, ExclusivePage.TLS);
    }

    public void setTls(int value) {
        INTS.set(page, ExclusivePage.TLS, value);
    }

    /** A word of the page outside pt_regs; see {@link ExclusivePage} for the offsets. */
    public int word(int offset) {
        return (int) INTS.get(page, offset);
    }

    public void setWord(int offset, int value) {
        INTS.set(page, offset, value);
    }

    /** Stores {@code count} words from {@code source} at a byte offset of a page. */
    static void putWords(byte[] target, int offset, int[] source, int first, int count) {
        for (int i = 0; i < count; i++) {
            INTS.set(target, offset + 4 * i, source[first + i]);
        }
    }
}
