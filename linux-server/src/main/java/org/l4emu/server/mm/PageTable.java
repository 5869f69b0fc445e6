package org.l4emu.server.mm;

import org.l4emu.emulib.ExclusivePage;

/**
 * Logical page table of one address space: what the server granted for each page, whether or not an
 * L4 task holds the mapping just now. An entry is 0 for a page that was never used.
 *
 * <pre>
 *   bits   field
 *   12-30  frame number
 *      3   PRESENT  the entry names a frame
 *      2   MAPPED   some L4 task of the address space may hold a mapping of the frame
 *      1   WRITE    the user may write it now; a private page has one user then
 *      0   READ     the user may read it
 * </pre>
 */
final class PageTable {
    static final int READ = 1;
    static final int WRITE = 2;
    static final int MAPPED = 4;
    static final int PRESENT = 8;

    static final int FRAME_SHIFT = 12;

    /** Pages of one leaf. */
    static final int LEAF_PAGES = 1024;

    private static final int LEAF_LOG2 = 10;

    /** One more than the last page users may map. */
    static final int END_PAGE = ExclusivePage.USER_END >>> 12;

    private static final int[] EMPTY = new int[LEAF_PAGES];

    private final int[][] directory = new int[END_PAGE >>> LEAF_LOG2][];
    private int residentCount;

    PageTable() {
        java.util.Arrays.fill(directory, EMPTY);
    }

    /** Entry of a user page, which must be below {@link #END_PAGE}. */
    int get(int page) {
        return directory[page >>> LEAF_LOG2][page & (LEAF_PAGES - 1)];
    }

    /** Replaces an entry; callers see to the frame's users. */
    void set(int page, int entry) {
        int[] leaf = directory[page >>> LEAF_LOG2];
        if (leaf == EMPTY) {
            if (entry == 0) {
                return;
            }
            leaf = new int[LEAF_PAGES];
            directory[page >>> LEAF_LOG2] = leaf;
        }
        int index = page & (LEAF_PAGES - 1);
        residentCount += (entry & PRESENT) - (leaf[index] & PRESENT);
        leaf[index] = entry;
    }

    /**
     * First page of {@code [page, end)} whose leaf exists; {@code end} if none: skips the holes of
     * large areas.
     */
    int skipAbsent(int page, int end) {
        int at = page;
        while (at < end && directory[at >>> LEAF_LOG2] == EMPTY) {
            at = (at & -LEAF_PAGES) + LEAF_PAGES;
        }
        return Math.min(at, end);
    }

    /** Number of pages with a frame. */
    int residentCount() {
        return residentCount / PRESENT;
    }
}
