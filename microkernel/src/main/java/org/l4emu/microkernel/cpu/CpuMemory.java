package org.l4emu.microkernel.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the processor sees of an address space: two-level tables of 4096-byte pages that it may
 * read, write and execute. The tables are filled by the subclass; the processor reads them and asks
 * the subclass when an entry is null.
 *
 * <pre>
 *   address   31..22 directory index    21..12 leaf index    11..0 offset in the page
 * </pre>
 */
public abstract class CpuMemory {
    private static final int ENTRIES = 1024;

    /** Shared by every absent directory entry; never written. */
    private static final byte[][] NO_PAGES = new byte[ENTRIES][];

    private static final CodePage[] NO_CODE = new CodePage[ENTRIES];

    protected final byte[][][] read = new byte[ENTRIES][][];
    protected final byte[][][] write = new byte[ENTRIES][][];
    protected final CodePage[][] code = new CodePage[ENTRIES][];

    protected CpuMemory() {
        Arrays.fill(read, NO_PAGES);
        Arrays.fill(write, NO_PAGES);
        Arrays.fill(code, NO_CODE);
    }

    /**
     * Called for a store whose write entry is null.
     *
     * @return true if the page may be written: decoded code in it is dropped and the write entry is
     *     in place; false for a data abort
     */
    protected abstract boolean storeSlow(int address);

    /**
     * Called for a fetch whose code entry is null.
     *
     * @return the decoded page, also entered in the code table, with the write entries of every
     *     space that maps it cleared; null for a prefetch abort
     */
    protected abstract @Nullable CodePage codePage(int address);

    /** Sets or, with null, clears what a load from this address finds. */
    protected final void setRead(int address, byte @Nullable [] page) {
        set(read, address, page);
    }

    /** Sets or, with null, clears what a store to this address finds. */
    protected final void setWrite(int address, byte @Nullable [] page) {
        set(write, address, page);
    }

    protected final void setCode(int address, @Nullable CodePage page) {
        CodePage[] leaf = code[address >>> 22];
        if (leaf == NO_CODE) {
            if (page == null) {
                return;
            }
            leaf = new CodePage[ENTRIES];
            code[address >>> 22] = leaf;
        }
        leaf[(address >>> 12) & 0x3ff] = page;
    }

    private static void set(byte[][][] table, int address, byte @Nullable [] page) {
        byte[][] leaf = table[address >>> 22];
        if (leaf == NO_PAGES) {
            if (page == null) {
                return;
            }
            leaf = new byte[ENTRIES][];
            table[address >>> 22] = leaf;
        }
        leaf[(address >>> 12) & 0x3ff] = page;
    }

    final byte @Nullable [] readable(int address) {
        return read[address >>> 22][(address >>> 12) & 0x3ff];
    }

    final byte @Nullable [] writable(int address) {
        byte[] page = write[address >>> 22][(address >>> 12) & 0x3ff];
        if (page == null && storeSlow(address)) {
            page = write[address >>> 22][(address >>> 12) & 0x3ff];
        }
        return page;
    }

    final @Nullable CodePage executable(int address) {
        CodePage page = code[address >>> 22][(address >>> 12) & 0x3ff];
        return page != null ? page : codePage(address);
    }
}
