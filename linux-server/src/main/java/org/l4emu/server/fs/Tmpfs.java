package org.l4emu.server.fs;

/** A tree in memory: the root, /tmp, /dev. File contents are frames of the page store. */
public final class Tmpfs extends FileSystem {
    static final int MAGIC = 0x01021994;

    private final PageStore store;
    private final long pagesMax;
    private final TmpfsDirectory root;
    private long pagesUsed;

    /**
     * Makes an empty tree.
     *
     * @param pagesMax most pages its files may take together
     */
    public Tmpfs(String type, int deviceMinor, WallClock clock, PageStore store, long pagesMax) {
        super(type, MAGIC, deviceMinor, clock);
        this.store = store;
        this.pagesMax = pagesMax;
        root = new TmpfsDirectory(this, 0755, 0, 0);
        root.becomeRoot();
    }

    @Override
    public TmpfsDirectory root() {
        return root;
    }

    @Override
    long totalBlocks() {
        return pagesMax;
    }

    @Override
    long freeBlocks() {
        return pagesMax - pagesUsed;
    }

    PageStore store() {
        return store;
    }

    /** A fresh page for a file; −1 if the tree or the machine is full. */
    int allocatePage() {
        if (pagesUsed >= pagesMax) {
            return -1;
        }
        int frame = store.allocate();
        if (frame >= 0) {
            pagesUsed++;
        }
        return frame;
    }

    /** Takes a file's pages from {@code firstPage} on out of all address spaces. */
    void forgetMappings(TmpfsFile file, int firstPage) {
        store.forgetMappings(file, firstPage);
    }

    void releasePage(int frame) {
        store.release(frame);
        pagesUsed--;
    }
}
