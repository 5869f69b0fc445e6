package org.l4emu.server.mm;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.Errno;

/**
 * Changes the areas of one address space: what mmap, munmap, mprotect, mremap and brk do once their
 * arguments are checked. Works in page numbers; results are page numbers or negative errnos.
 */
final class AddressMap {
    /** Most areas one address space may have, vm.max_map_count. */
    static final int AREAS_MAX = 65_530;

    /** Lowest page handed out unasked, vm.mmap_min_addr. */
    static final int LOWEST_PAGE = 8;

    /** Room kept free below a stack. */
    static final int STACK_GUARD_PAGES = 256;

    /** Areas are placed downwards from here: 128 MiB are left for the stack. */
    static final int TOP_DOWN_BASE_PAGE = PageTable.END_PAGE - (128 << 8);

    /** Where the search starts upwards when there is no room below. */
    private static final int BOTTOM_UP_BASE_PAGE = PageTable.END_PAGE / 3;

    /** The heap ends below this address whatever the program asks for. */
    private static final int BRK_LIMIT = (PageTable.END_PAGE - 1) << 12;

    private final Mm mm;

    AddressMap(Mm mm) {
        this.mm = mm;
    }

    /** True if {@code more} pages are within RLIMIT_AS. */
    boolean mayGrow(int more) {
        return (long) (mm.mappedPages() + more) << 12 <= mm.limits().addressSpaceBytes();
    }

    /** Puts a new area into free room; retains its file. */
    int insert(Area area) {
        AreaList areas = mm.areas();
        if (areas.size() >= AREAS_MAX || !mayGrow(area.pages())) {
            return -Errno.ENOMEM;
        }
        if (area.file != null) {
            area.file.retain();
        }
        areas.add(area);
        mm.addMappedPages(area.pages());
        int first = area.firstPage;
        merge(first, area.endPage);
        return first;
    }

    /** Joins areas around and in {@code [first, end)} that continue each other. */
    private void merge(int first, int end) {
        AreaList areas = mm.areas();
        int index = Math.max(0, areas.indexAfter(first) - 1);
        while (index + 1 < areas.size() && areas.at(index).firstPage < end) {
            Area area = areas.at(index);
            Area next = areas.at(index + 1);
            if (area.continuesIn(next)) {
                area.endPage = next.endPage;
                areas.remove(index + 1, index + 2);
                releaseFile(next);
            } else {
                index++;
            }
        }
    }

    private static void releaseFile(Area area) {
        if (area.file != null) {
            area.file.release();
        }
    }

    /** Makes an area begin at {@code page} if one covers it; false if there are too many. */
    @CanIgnoreReturnValue
    private boolean splitAt(int page) {
        AreaList areas = mm.areas();
        Area area = areas.find(page);
        if (area == null || area.firstPage == page) {
            return true;
        }
        if (areas.size() >= AREAS_MAX) {
            return false;
        }
        Area upper = area.part(page, area.endPage);
        area.endPage = page;
        areas.add(upper);
        return true;
    }

    /** True if areas cover every page of {@code [first, end)}. */
    boolean isCovered(int first, int end) {
        AreaList areas = mm.areas();
        int page = first;
        while (page < end) {
            Area area = areas.find(page);
            if (area == null) {
                return false;
            }
            page = area.endPage;
        }
        return true;
    }

    /** Room for {@code pages} pages; a negative errno if there is none. */
    int findRoom(int pages) {
        AreaList areas = mm.areas();
        int high = TOP_DOWN_BASE_PAGE;
        for (int i = areas.indexAfter(TOP_DOWN_BASE_PAGE - 1); i >= 0; i--) {
            if (i < areas.size()) {
                Area area = areas.at(i);
                if (area.endPage <= high && high - area.endPage >= pages) {
                    return high - pages;
                }
                high = Math.min(high, lowestUse(area));
            }
        }
        if (high - LOWEST_PAGE >= pages) {
            return high - pages;
        }
        return findRoomUpwards(pages);
    }

    private int findRoomUpwards(int pages) {
        AreaList areas = mm.areas();
        int low = BOTTOM_UP_BASE_PAGE;
        for (int i = areas.indexAfter(low); i < areas.size(); i++) {
            Area area = areas.at(i);
            if (lowestUse(area) - low >= pages) {
                return low;
            }
            low = Math.max(low, area.endPage);
        }
        return PageTable.END_PAGE - low >= pages ? low : -Errno.ENOMEM;
    }

    private static int lowestUse(Area area) {
        return area.growsDown ? area.firstPage - STACK_GUARD_PAGES : area.firstPage;
    }

    /** munmap: what is mapped in {@code [first, end)} goes. */
    int unmap(int first, int end) {
        AreaList areas = mm.areas();
        if (areas.isFree(first, end)) {
            return 0;
        }
        if (!splitAt(first) || !splitAt(end)) {
            return -Errno.ENOMEM;
        }
        zap(first, end);
        removeAreas(first, end);
        return 0;
    }

    /** Forgets the areas in {@code [first, end)}, whose bounds are area bounds. */
    private void removeAreas(int first, int end) {
        AreaList areas = mm.areas();
        int from = areas.indexAfter(first);
        int to = from;
        while (to < areas.size() && areas.at(to).firstPage < end) {
            Area area = areas.at(to);
            mm.addMappedPages(-area.pages());
            releaseFile(area);
            to++;
        }
        areas.remove(from, to);
    }

    /** Drops the pages in {@code [first, end)}; the next touch finds them new. */
    void zap(int first, int end) {
        PageTable pages = mm.pages();
        FrameAllocator frames = mm.machine().frames();
        Revocation revocation = new Revocation(mm.machine(), /* onlyWriteRight= */ false);
        int page = pages.skipAbsent(first, end);
        while (page < end) {
            int entry = pages.get(page);
            if (entry != 0) {
                int frame = entry >>> PageTable.FRAME_SHIFT;
                if ((entry & PageTable.MAPPED) != 0) {
                    revocation.add(frame);
                }
                frames.release(frame);
                pages.set(page, 0);
            }
            page = pages.skipAbsent(page + 1, end);
        }
        revocation.flush();
    }

    /** The last user is gone: releases everything without taking mappings back. */
    void clear() {
        AreaList areas = mm.areas();
        PageTable pages = mm.pages();
        FrameAllocator frames = mm.machine().frames();
        for (int i = 0; i < areas.size(); i++) {
            Area area = areas.at(i);
            int page = pages.skipAbsent(area.firstPage, area.endPage);
            while (page < area.endPage) {
                int entry = pages.get(page);
                if (entry != 0) {
                    frames.release(entry >>> PageTable.FRAME_SHIFT);
                    pages.set(page, 0);
                }
                page = pages.skipAbsent(page + 1, area.endPage);
            }
            releaseFile(area);
        }
        areas.remove(0, areas.size());
        mm.addMappedPages(-mm.mappedPages());
    }

    /** mprotect: what is mapped before the first hole changes, then the hole is reported. */
    int protect(int first, int end, int prot) {
        AreaList areas = mm.areas();
        int page = first;
        int result = 0;
        while (page < end && result == 0) {
            Area area = areas.find(page);
            if (area == null) {
                result = -Errno.ENOMEM;
            } else if ((prot & Area.PROT_WRITE) != 0 && !area.mayWrite) {
                result = -Errno.EACCES;
            } else if (area.prot == prot) {
                page = area.endPage;
            } else if (!splitAt(page) || !splitAt(end)) {
                result = -Errno.ENOMEM;
            } else {
                Area part = areas.find(page);
                if (part != null) {
                    changeRights(part, prot);
                    page = part.endPage;
                }
            }
        }
        merge(first, end);
        return result;
    }

    private void changeRights(Area area, int prot) {
        boolean readable = prot != 0;
        boolean writable = (prot & Area.PROT_WRITE) != 0;
        area.prot = prot;
        PageTable pages = mm.pages();
        Revocation whole = new Revocation(mm.machine(), /* onlyWriteRight= */ false);
        Revocation write = new Revocation(mm.machine(), /* onlyWriteRight= */ true);
        int page = pages.skipAbsent(area.firstPage, area.endPage);
        while (page < area.endPage) {
            int entry = pages.get(page);
            if (entry != 0) {
                boolean losesWrite = !writable && (entry & PageTable.WRITE) != 0;
                int changed = entry | PageTable.READ;
                if (!writable) {
                    changed &= ~PageTable.WRITE;
                }
                if (!readable) {
                    changed &= ~PageTable.READ;
                }
                if ((entry & PageTable.MAPPED) != 0) {
                    // A writable private frame is nobody else's; a shared frame's other users
                    // keep the right to write, so they must lose the mapping and ask again.
                    if (!readable || losesWrite && area.shared) {
                        whole.add(entry >>> PageTable.FRAME_SHIFT);
                        changed &= ~PageTable.MAPPED;
                    } else if (losesWrite) {
                        write.add(entry >>> PageTable.FRAME_SHIFT);
                    }
                }
                pages.set(page, changed);
            }
            page = pages.skipAbsent(page + 1, area.endPage);
        }
        whole.flush();
        write.flush();
    }

    /** MADV_DONTFORK and its like, within one area. */
    int setInheritance(int first, int end, Area.Inheritance inheritance) {
        if (!splitAt(first) || !splitAt(end)) {
            return -Errno.ENOMEM;
        }
        Area area = mm.areas().find(first);
        if (area != null) {
            area.inheritance = inheritance;
        }
        merge(first, end);
        return 0;
    }

    /**
     * Moves the pages {@code [first, end)} of {@code area} to free room at {@code target} and makes
     * them {@code newPages} long there.
     */
    int move(Area area, int first, int end, int target, int newPages) {
        // Nothing may fail once pages have moved: two splits and the new area need room
        if (mm.areas().size() + 3 > AREAS_MAX || !mayGrow(newPages - (end - first))) {
            return -Errno.ENOMEM;
        }
        splitAt(first);
        splitAt(end);
        Area moved =
                new Area(
                        target,
                        target + newPages,
                        area.prot,
                        area.shared,
                        area.file,
                        area.file == null ? 0 : area.filePageOf(first),
                        Area.HEAP.equals(area.name) ? "" : area.name);
        moved.mayWrite = area.mayWrite;
        moved.inheritance = area.inheritance;
        movePages(first, end, target);
        // Retained for the new place before the old one lets go of the file
        if (area.file != null) {
            area.file.retain();
        }
        removeAreas(first, end);
        int result = insert(moved);
        if (area.file != null) {
            area.file.release();
        }
        return result;
    }

    private void movePages(int first, int end, int target) {
        PageTable pages = mm.pages();
        Revocation revocation = new Revocation(mm.machine(), /* onlyWriteRight= */ false);
        int page = pages.skipAbsent(first, end);
        while (page < end) {
            int entry = pages.get(page);
            if (entry != 0) {
                if ((entry & PageTable.MAPPED) != 0) {
                    revocation.add(entry >>> PageTable.FRAME_SHIFT);
                }
                pages.set(target + (page - first), entry & ~PageTable.MAPPED);
                pages.set(page, 0);
            }
            page = pages.skipAbsent(page + 1, end);
        }
        revocation.flush();
    }

    /** Extends {@code area}, which ends at the end of something's use, by free pages. */
    boolean extend(Area area, int newEnd) {
        int more = newEnd - area.endPage;
        if (newEnd > PageTable.END_PAGE
                || !mm.areas().isFree(area.endPage, newEnd)
                || !mayGrow(more)) {
            return false;
        }
        area.endPage = newEnd;
        mm.addMappedPages(more);
        merge(area.firstPage, newEnd);
        return true;
    }

    /**
     * The stack grows to an access below it.
     *
     * @return the area, now covering {@code page}; null if that is no access to a stack
     */
    @Nullable Area growStack(int page) {
        AreaList areas = mm.areas();
        int index = areas.indexAfter(page);
        if (index == areas.size()) {
            return null;
        }
        Area area = areas.at(index);
        int more = area.firstPage - page;
        if (!area.growsDown
                || (long) (area.endPage - page) << 12 > mm.limits().stackBytes()
                || !mayGrow(more)) {
            return null;
        }
        if (index > 0) {
            Area below = areas.at(index - 1);
            if (below.isReadable()
                    && !below.growsDown
                    && page - below.endPage < STACK_GUARD_PAGES) {
                return null;
            }
        }
        area.firstPage = page;
        mm.addMappedPages(more);
        return area;
    }

    /** brk: moves the end of the heap if it can; returns where the end is then. */
    int brk(int address) {
        int start = mm.startBrk();
        if (Integer.compareUnsigned(address, start) < 0
                || Integer.compareUnsigned(address, BRK_LIMIT) >= 0
                || (address & 0xffffffffL) - (start & 0xffffffffL) > mm.limits().dataBytes()) {
            return mm.brk();
        }
        int oldEnd = (mm.brk() + 0xfff) >>> 12;
        int newEnd = (address + 0xfff) >>> 12;
        if (newEnd < oldEnd) {
            if (unmap(newEnd, oldEnd) < 0) {
                return mm.brk();
            }
        } else if (newEnd > oldEnd && !growHeap(oldEnd, newEnd)) {
            return mm.brk();
        }
        mm.moveBrk(address);
        return address;
    }

    private boolean growHeap(int oldEnd, int newEnd) {
        // One page beyond must be free too: the heap never touches what lies above it
        if (!mm.areas().isFree(oldEnd, newEnd + 1)) {
            return false;
        }
        Area heap = oldEnd == 0 ? null : mm.areas().find(oldEnd - 1);
        if (heap != null && Area.HEAP.equals(heap.name)) {
            return extend(heap, newEnd);
        }
        return insert(anonymous(oldEnd, newEnd, Area.PROT_READ | Area.PROT_WRITE, Area.HEAP)) >= 0;
    }

    /** A private anonymous area. */
    static Area anonymous(int first, int end, int prot, String name) {
        return new Area(first, end, prot, false, null, 0, name);
    }
}
