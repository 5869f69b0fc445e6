package org.l4emu.server.fs;

import org.l4emu.server.mm.FilePages;

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

    /** A file became shorter: nobody maps its pages from {@code firstPage} on any longer. */
    default void forgetMappings(FilePages file, int firstPage) {}

    /** Pages there are in all, for df and for the size bound. */
    int totalPages();
}
