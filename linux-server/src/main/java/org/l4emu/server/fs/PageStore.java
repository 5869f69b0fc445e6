package org.l4emu.server.fs;

/** Where file contents live: page frames by number. RAM in the machine, arrays in tests. */
public interface PageStore {
    int PAGE_BYTES = 4096;

    /** A page of zeros with one user; −1 if there is none. */
    int allocate();

    void retain(int frame);

    void release(int frame);

    /** The bytes of a page, to read. */
    byte[] bytes(int frame);

    /** The bytes of a page, to write now. Do not keep the array. */
    byte[] writable(int frame);

    /** Pages there are in all, for df and for the size bound. */
    int totalPages();
}
