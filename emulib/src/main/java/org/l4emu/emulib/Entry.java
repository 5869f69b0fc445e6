package org.l4emu.emulib;

/**
 * Labels in w0 of the messages emulib sends. Bit 0 is always set: a page fault's w0 is an address
 * with bit 0 clear, so the server can tell them apart.
 */
public final class Entry {
    /** A system call; registers are in the exclusive page. */
    public static final int SYSCALL = 0x01;

    /** An exception; w1 is the vector's offset, w2 the instruction word or address. */
    public static final int EXCEPTION = 0x03;

    /**
     * Forced entry: the signal thread made the user thread call; w1 is 1 if the thread has just
     * done a single step that it could not report.
     */
    public static final int SIGNAL = 0x05;

    private Entry() {}

    /** True for a label of emulib, false for a page fault's first word. */
    public static boolean isLabel(int w0) {
        return (w0 & 1) != 0;
    }
}
