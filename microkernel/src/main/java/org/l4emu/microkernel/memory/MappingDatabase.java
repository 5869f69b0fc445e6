package org.l4emu.microkernel.memory;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.microkernel.cpu.CodePage;

/**
 * The recursive mapping database: who gave which page to whom. Map keeps the sender's page, grant
 * moves it; revoking a page revokes everything derived from it, without asking.
 */
public final class MappingDatabase {
    /** Told of every change, page by page. */
    public interface Listener {
        void mapped(
                boolean granted,
                AddressSpace source,
                int sourcePage,
                AddressSpace target,
                int targetPage,
                int pagesLog2,
                boolean writable);

        void revoked(AddressSpace source, int sourcePage, boolean onlyWriteRight);
    }

    private final PhysicalMemory memory;
    private final Listener listener;

    public MappingDatabase(PhysicalMemory memory, Listener listener) {
        this.memory = memory;
        this.listener = listener;
    }

    /** Gives all frames to sigma0, one to one: the roots every other mapping descends from. */
    public void ownAll(AddressSpace sigma0) {
        sigma0.setLazyRange(new AddressSpace.LazyRange(this, 0, memory.frameCount(), null, true));
    }

    /**
     * Maps the whole of RAM one to one into {@code target}, as one superpage would; nodes appear
     * when pages are touched. sigma0 never takes anything back, so this is safe.
     */
    public void mapAll(AddressSpace sigma0, AddressSpace target) {
        int count = memory.frameCount();
        target.setLazyRange(new AddressSpace.LazyRange(this, 0, count, sigma0, true));
        int log2 = 31 - Integer.numberOfLeadingZeros(count);
        listener.mapped(false, sigma0, 0, target, 0, log2, true);
    }

    Mapping materialise(AddressSpace space, int page, AddressSpace.LazyRange range) {
        AddressSpace source = range.source();
        Mapping made;
        if (source == null) {
            Frame frame = memory.frame(page);
            made = new Mapping(space, page, frame, range.writable());
            frame.setRoot(made);
        } else {
            Mapping parent = source.node(page);
            if (parent == null) {
                throw InvariantViolation.of("K4_DERIVED", "page %x has no parent", page);
            }
            made = new Mapping(space, page, parent.frame, range.writable() && parent.writable);
            parent.addChild(made);
        }
        space.insert(made);
        return made;
    }

    /**
     * Maps or grants what of {@code sendFlexpage} fits {@code window}; the larger of the two is
     * reduced to the smaller, {@code hotspot} modulo its size picks the part. A page that is
     * already mapped at the target stays as it is.
     *
     * @return number of pages that arrived
     */
    public int map(
            AddressSpace source, int sendFlexpage, AddressSpace target, int window, int hotspot) {
        int sendLog2 = Flexpage.sizeLog2(sendFlexpage);
        int windowLog2 = Flexpage.sizeLog2(window);
        if (sendLog2 < Flexpage.PAGE_SIZE_LOG2 || windowLog2 < Flexpage.PAGE_SIZE_LOG2) {
            return 0;
        }
        int sourceBase = Flexpage.base(sendFlexpage);
        int targetBase = Flexpage.base(window);
        int log2 = Math.min(sendLog2, windowLog2);
        if (sendLog2 < windowLog2) {
            int insideWindow = windowLog2 >= 32 ? hotspot : hotspot & ((1 << windowLog2) - 1);
            targetBase += insideWindow & -(1 << sendLog2);
        } else if (sendLog2 > windowLog2) {
            int insideSent = sendLog2 >= 32 ? hotspot : hotspot & ((1 << sendLog2) - 1);
            sourceBase += insideSent & -(1 << windowLog2);
        }
        int pages = log2 >= 32 ? 1 << 20 : 1 << (log2 - Flexpage.PAGE_SIZE_LOG2);
        int arrived = 0;
        for (int i = 0; i < pages; i++) {
            int from = (sourceBase >>> Flexpage.PAGE_SIZE_LOG2) + i;
            int to = (targetBase >>> Flexpage.PAGE_SIZE_LOG2) + i;
            if (mapPage(source, from, target, to, sendFlexpage)) {
                arrived++;
            }
        }
        return arrived;
    }

    private boolean mapPage(
            AddressSpace source, int from, AddressSpace target, int to, int sendFlexpage) {
        Mapping parent = source.node(from);
        if (parent == null || target.node(to) != null || to >= AddressSpace.KERNEL_PAGE) {
            return false;
        }
        boolean writable = parent.writable && Flexpage.isWritable(sendFlexpage);
        Mapping child = new Mapping(target, to, parent.frame, writable);
        boolean grant = Flexpage.isGrant(sendFlexpage);
        if (grant) {
            replace(parent, child);
        } else {
            parent.addChild(child);
        }
        target.insert(child);
        listener.mapped(grant, source, from, target, to, 0, writable);
        return true;
    }

    /** Grant: {@code child} takes {@code parent}'s place in the tree and its derived mappings. */
    private static void replace(Mapping parent, Mapping child) {
        Mapping grandParent = parent.parent;
        parent.space.remove(parent);
        parent.detach();
        for (Mapping m = parent.firstChild; m != null; ) {
            Mapping following = m.next;
            m.detach();
            child.addChild(m);
            m = following;
        }
        parent.firstChild = null;
        if (grandParent != null) {
            grandParent.addChild(child);
        } else {
            parent.frame.setRoot(child);
        }
    }

    /**
     * fpage_unmap: takes back what was derived from each page of {@code flexpage} in {@code space},
     * recursively; a writable flexpage word means "take the write right only".
     *
     * @param alsoOwn flush: the page leaves {@code space} too (ignored when only the write right
     *     goes, as the owner's own right then goes with it)
     */
    public void unmap(AddressSpace space, int flexpage, boolean onlyWriteRight, boolean alsoOwn) {
        int first = Flexpage.base(flexpage) >>> Flexpage.PAGE_SIZE_LOG2;
        int pages = Flexpage.pages(flexpage);
        for (int i = 0; i < pages; i++) {
            Mapping node = space.node(first + i);
            if (node != null) {
                unmapPage(node, onlyWriteRight, alsoOwn);
            }
        }
    }

    private void unmapPage(Mapping node, boolean onlyWriteRight, boolean alsoOwn) {
        if (!alsoOwn && node.firstChild == null) {
            return;
        }
        if (onlyWriteRight) {
            for (Mapping m = node.firstChild; m != null; m = m.next) {
                makeReadOnly(m);
            }
            if (alsoOwn) {
                node.writable = false;
                node.space.refresh(node);
            }
        } else {
            while (node.firstChild != null) {
                removeTree(node.firstChild);
            }
            if (alsoOwn) {
                removeTree(node);
            }
        }
        listener.revoked(node.space, node.page, onlyWriteRight);
    }

    private static void makeReadOnly(Mapping node) {
        node.writable = false;
        node.space.refresh(node);
        for (Mapping m = node.firstChild; m != null; m = m.next) {
            makeReadOnly(m);
        }
    }

    private static void removeTree(Mapping node) {
        while (node.firstChild != null) {
            removeTree(node.firstChild);
        }
        node.detach();
        node.space.remove(node);
        if (node.frame.root() == node) {
            node.frame.setRoot(null);
        }
    }

    /** A task dies: every page it has goes, with all that was derived from it. */
    public void removeAll(AddressSpace space) {
        space.setLazyRange(null);
        for (int directory = 0; directory < 1024; directory++) {
            @Nullable Mapping[] leaf = space.leaf(directory);
            if (leaf == null) {
                continue;
            }
            for (int i = 0; i < leaf.length; i++) {
                Mapping node = leaf[i];
                if (node != null) {
                    removeTree(node);
                }
            }
        }
    }

    /** The decoded code of a frame, made on first execution: from then on stores are noticed. */
    static CodePage codeOf(Frame frame) {
        CodePage code = frame.code();
        if (code == null) {
            code = new CodePage(frame.bytes());
            frame.setCode(code);
            refreshTree(frame.root());
        }
        return code;
    }

    /** Somebody writes to a frame with decoded code: the decoded form is thrown away. */
    static void dropCode(Frame frame) {
        CodePage code = frame.code();
        if (code != null) {
            code.invalidate();
            frame.setCode(null);
        }
        refreshTree(frame.root());
    }

    private static void refreshTree(@Nullable Mapping node) {
        if (node == null) {
            return;
        }
        node.space.refresh(node);
        for (Mapping m = node.firstChild; m != null; m = m.next) {
            refreshTree(m);
        }
    }
}
