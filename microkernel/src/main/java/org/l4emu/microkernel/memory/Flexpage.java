package org.l4emu.microkernel.memory;

/**
 * Flexpages as the 32-bit words of V2: a region of 2^s bytes, s ≥ 12, aligned to its size.
 *
 * <pre>
 *   bits   field
 *   12-31  base page
 *    2- 7  s, log2 of the size in bytes; 32 is the complete address space, 0 is nil
 *      1   w: the receiver may write
 *      0   g: grant, the sender loses the page
 * </pre>
 */
public final class Flexpage {
    /** log2 of the page size in bytes. */
    public static final int PAGE_SIZE_LOG2 = 12;

    /** Page size in bytes. */
    public static final int PAGE_SIZE = 1 << PAGE_SIZE_LOG2;

    /** The complete address space, as a receive window. */
    public static final int COMPLETE = 32 << 2;

    /** No page at all. */
    public static final int NIL = 0;

    private static final int WRITE = 2;
    private static final int GRANT = 1;

    private Flexpage() {}

    /** One page at {@code address}. */
    public static int page(int address, boolean writable) {
        return of(address, PAGE_SIZE_LOG2, writable, false);
    }

    public static int of(int base, int sizeLog2, boolean writable, boolean grant) {
        int aligned = sizeLog2 >= 32 ? 0 : base & -(1 << sizeLog2);
        return aligned | sizeLog2 << 2 | (writable ? WRITE : 0) | (grant ? GRANT : 0);
    }

    public static int sizeLog2(int flexpage) {
        return flexpage >>> 2 & 0x3f;
    }

    public static int base(int flexpage) {
        return flexpage & 0xfffff000;
    }

    public static boolean isWritable(int flexpage) {
        return (flexpage & WRITE) != 0;
    }

    public static boolean isGrant(int flexpage) {
        return (flexpage & GRANT) != 0;
    }

    /** Number of pages; 2^20 for the complete space. */
    public static int pages(int flexpage) {
        int log2 = sizeLog2(flexpage);
        return log2 < PAGE_SIZE_LOG2 ? 0 : 1 << Math.min(log2 - PAGE_SIZE_LOG2, 20);
    }
}
