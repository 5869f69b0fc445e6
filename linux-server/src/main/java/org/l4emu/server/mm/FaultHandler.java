package org.l4emu.server.mm;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.server.process.Task;

/**
 * The pager's work on one page fault: resolves it and adds the page, with neighbours that are there
 * anyway, to the server's reply. Turning the result into a signal is the caller's.
 */
public final class FaultHandler {
    private static final PageFaultResult[] RESULTS = PageFaultResult.values();

    /** Aligned group of pages that may come with one fault. */
    private static final int GROUP_PAGES = L4Thread.MAP_ITEMS_MAX;

    private final ThreadContext context;

    /**
     * The work as the server thread with that context does it, to whose replies pages are added.
     */
    public FaultHandler(ThreadContext context) {
        this.context = context;
    }

    /** Handles a fault of {@code task}'s user thread. */
    public PageFaultResult handle(Task task, int address, boolean write) {
        return handle(task.mm(), address, write);
    }

    PageFaultResult handle(Mm mm, int address, boolean write) {
        int page = address >>> Flexpage.PAGE_SIZE_LOG2;
        if (page >= PageTable.END_PAGE) {
            return PageFaultResult.NOT_MAPPED;
        }
        int entry = PageResolver.resolve(mm, page, write);
        if (entry < 0) {
            return RESULTS[-entry];
        }
        offer(mm, page, entry);
        offerAround(mm, page);
        return PageFaultResult.MAPPED;
    }

    private void offer(Mm mm, int page, int entry) {
        boolean writable = (entry & PageTable.WRITE) != 0;
        int frame = entry >>> PageTable.FRAME_SHIFT;
        context.addMapItem(
                Flexpage.page(frame << Flexpage.PAGE_SIZE_LOG2, writable),
                page << Flexpage.PAGE_SIZE_LOG2);
        if ((entry & PageTable.MAPPED) == 0) {
            mm.pages().set(page, entry | PageTable.MAPPED);
        }
    }

    /** Pages of the same group that are there and, as far as known, not mapped yet. */
    private void offerAround(Mm mm, int page) {
        PageTable pages = mm.pages();
        Area area = mm.areas().find(page);
        boolean aliased = mm.users() > 1;
        int first = page & -GROUP_PAGES;
        int end = Math.min(first + GROUP_PAGES, PageTable.END_PAGE);
        for (int p = first; p < end && context.mapItems() < L4Thread.MAP_ITEMS_MAX; p++) {
            if (p == page) {
                continue;
            }
            int entry = pages.get(p);
            if (entry == 0) {
                entry = fromCache(mm, area, p);
            }
            boolean unknown = aliased || (entry & PageTable.MAPPED) == 0;
            if ((entry & PageTable.READ) != 0 && unknown) {
                offer(mm, p, entry);
            }
        }
    }

    /** Entry of a never touched page of a read-only file area whose frame is in the page cache. */
    private static int fromCache(Mm mm, @Nullable Area area, int page) {
        if (area == null
                || area.file == null
                || area.isWritable()
                || !area.isReadable()
                || !area.covers(page)) {
            return 0;
        }
        int index = area.filePageOf(page);
        int frame = PageResolver.isBeyond(area.file, index) ? -1 : area.file.cachedFrame(index);
        if (frame < 0) {
            return 0;
        }
        mm.machine().frames().retain(frame);
        int entry = frame << PageTable.FRAME_SHIFT | PageTable.PRESENT | PageTable.READ;
        mm.pages().set(page, entry);
        return entry;
    }
}
