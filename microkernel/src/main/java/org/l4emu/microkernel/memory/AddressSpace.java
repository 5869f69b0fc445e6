package org.l4emu.microkernel.memory;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.cpu.CodePage;
import org.l4emu.microkernel.cpu.CpuMemory;

/**
 * The pages of one task. The tables of {@link CpuMemory} are the fast view the processor walks; the
 * mapping nodes are the truth. Only {@link MappingDatabase} changes them.
 */
public final class AddressSpace extends CpuMemory {
    /** Page of the vectors and kuser helpers: never mapped by anyone. */
    static final int KERNEL_PAGE = 0xffff0000 >>> Flexpage.PAGE_SIZE_LOG2;

    private final int task;
    private final @Nullable Mapping[] @Nullable [] nodes = new @Nullable Mapping[1024][];

    /**
     * Large mapping whose nodes are made page by page when first touched; only sigma0 gives any.
     */
    private @Nullable LazyRange lazy;

    /**
     * Creates a space that holds nothing but the kernel's own page.
     *
     * @param kernelPage contents of the vector and kuser helper page, readable by all
     */
    public AddressSpace(int task, byte[] kernelPage) {
        this.task = task;
        int address = KERNEL_PAGE << Flexpage.PAGE_SIZE_LOG2;
        setRead(address, kernelPage);
        setCode(address, new CodePage(kernelPage));
    }

    /** Pages {@code first … first+count−1} mirror the same pages of {@code source}. */
    record LazyRange(
            MappingDatabase database,
            int first,
            int count,
            @Nullable AddressSpace source,
            boolean writable) {
        boolean covers(int page) {
            return page >= first && page < first + count;
        }
    }

    /** The task this space belongs to. */
    public int task() {
        return task;
    }

    public @Nullable Frame frame(int address) {
        Mapping node = node(address >>> Flexpage.PAGE_SIZE_LOG2);
        return node == null ? null : node.frame;
    }

    public boolean isWritable(int address) {
        Mapping node = node(address >>> Flexpage.PAGE_SIZE_LOG2);
        return node != null && node.writable;
    }

    /** The node of a page; makes it first if a lazy range covers it. */
    @Nullable Mapping node(int page) {
        @Nullable Mapping[] leaf = nodes[page >>> 10];
        Mapping node = leaf == null ? null : leaf[page & 0x3ff];
        LazyRange range = lazy;
        if (node == null && range != null && range.covers(page)) {
            node = range.database().materialise(this, page, range);
        }
        return node;
    }

    @Nullable LazyRange lazyRange() {
        return lazy;
    }

    void setLazyRange(@Nullable LazyRange range) {
        lazy = range;
    }

    /**
     * True if the page is mapped with the right although the processor's view did not know yet: the
     * access is simply tried again.
     */
    public boolean hasRight(int address, boolean write) {
        Mapping node = node(address >>> Flexpage.PAGE_SIZE_LOG2);
        return node != null && (!write || node.writable);
    }

    @Nullable Mapping @Nullable [] leaf(int index) {
        return nodes[index];
    }

    void insert(Mapping node) {
        int directory = node.page >>> 10;
        @Nullable Mapping[] leaf = nodes[directory];
        if (leaf == null) {
            leaf = new @Nullable Mapping[1024];
            nodes[directory] = leaf;
        }
        leaf[node.page & 0x3ff] = node;
        refresh(node);
    }

    void remove(Mapping node) {
        @Nullable Mapping[] leaf = nodes[node.page >>> 10];
        if (leaf != null) {
            leaf[node.page & 0x3ff] = null;
        }
        int address = node.page << Flexpage.PAGE_SIZE_LOG2;
        setRead(address, null);
        setWrite(address, null);
        setCode(address, null);
    }

    /** Brings the processor's view of one page up to date with its node. */
    void refresh(Mapping node) {
        byte[] bytes = node.frame.bytes();
        CodePage code = node.frame.code();
        int address = node.page << Flexpage.PAGE_SIZE_LOG2;
        setRead(address, bytes);
        setWrite(address, node.writable && code == null ? bytes : null);
        setCode(address, code);
    }

    /** The page's bytes if the processor's view has it readable. */
    public byte @Nullable [] readablePage(int address) {
        return read[address >>> 22][address >>> 12 & 0x3ff];
    }

    /** The page's bytes if the processor's view has it writable. */
    public byte @Nullable [] writablePage(int address) {
        return write[address >>> 22][address >>> 12 & 0x3ff];
    }

    /**
     * Makes a page writable for the processor if the task has the right: decoded code is dropped.
     */
    public boolean prepareWrite(int address) {
        return storeSlow(address);
    }

    @Override
    protected boolean storeSlow(int address) {
        Mapping node = node(address >>> Flexpage.PAGE_SIZE_LOG2);
        if (node == null || !node.writable) {
            return false;
        }
        MappingDatabase.dropCode(node.frame);
        return true;
    }

    @Override
    protected @Nullable CodePage codePage(int address) {
        Mapping node = node(address >>> Flexpage.PAGE_SIZE_LOG2);
        return node == null ? null : MappingDatabase.codeOf(node.frame);
    }
}
