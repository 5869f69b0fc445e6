package org.l4emu.server.mm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.StateDigest;

/**
 * A user address space as the server knows it: areas and logical page table. Shared by tasks made
 * with CLONE_VM, each of which is an L4 task of its own with its own subset of the mappings.
 */
public final class Mm {
    /** End of the stack, and of all user memory. */
    static final int STACK_TOP_PAGE = PageTable.END_PAGE;

    private final MachineMemory machine;
    private final AreaList areas;
    private final PageTable pages = new PageTable();
    private final MemoryLimits limits;
    private final AddressMap map;
    private int users = 1;
    private int mappedPages;
    private int startBrk;
    private int brk;
    private int argumentStart;
    private int argumentEnd;
    private int environmentEnd;
    private @Nullable ExecutableFile executable;

    /** An empty address space with one user. */
    public Mm(MachineMemory machine, MemoryLimits limits) {
        this(machine, limits, new AreaList());
    }

    private Mm(MachineMemory machine, MemoryLimits limits, AreaList areas) {
        this.machine = machine;
        this.limits = limits;
        this.areas = areas;
        map = new AddressMap(this);
    }

    MachineMemory machine() {
        return machine;
    }

    AreaList areas() {
        return areas;
    }

    /** The frame of a page as the page table has it; −1 if it is not there. */
    public int frameOf(int page) {
        int entry = pages().get(page);
        return (entry & PageTable.PRESENT) == 0 ? -1 : entry >>> PageTable.FRAME_SHIFT;
    }

    PageTable pages() {
        return pages;
    }

    AddressMap map() {
        return map;
    }

    public MemoryLimits limits() {
        return limits;
    }

    // Users

    /** One more task uses this address space (CLONE_VM). */
    public void retain() {
        users++;
    }

    /** Number of tasks that use it. */
    public int users() {
        return users;
    }

    /**
     * One user less; with the last one go areas and frames.
     *
     * <p>Precondition: the L4 task of that user is deleted, or will be before any of its threads
     * runs again; its mappings are not taken back one by one.
     */
    public void release() {
        InvariantViolation.require(users > 0, "L_MM_USERS", "released with %d users", users);
        users--;
        if (users == 0) {
            map.clear();
        }
    }

    /**
     * A copy for fork: frames are shared until one side writes. The page around {@code
     * stackPointer} is copied at once, because both sides write there first thing.
     *
     * @return the copy, with one user
     */
    public Mm fork(int stackPointer) {
        Mm child = new Mm(machine, limits.copy(), areas.inherit());
        child.startBrk = startBrk;
        child.brk = brk;
        child.argumentStart = argumentStart;
        child.argumentEnd = argumentEnd;
        child.environmentEnd = environmentEnd;
        child.executable = executable;
        int stackPage = stackPointer >>> Flexpage.PAGE_SIZE_LOG2;
        Revocation revocation = new Revocation(machine, /* onlyWriteRight= */ true);
        for (int i = 0; i < areas.size(); i++) {
            Area area = areas.at(i);
            if (area.inheritance == Area.Inheritance.COPY) {
                copyPages(area, child.pages, stackPage, revocation);
            }
            if (area.inheritance != Area.Inheritance.NOTHING) {
                child.mappedPages += area.pages();
            }
        }
        revocation.flush();
        return child;
    }

    private void copyPages(Area area, PageTable target, int stackPage, Revocation revocation) {
        FrameAllocator frames = machine.frames();
        int end = area.endPage;
        int page = pages.skipAbsent(area.firstPage, end);
        while (page < end) {
            int entry = pages.get(page);
            if (entry != 0) {
                int frame = entry >>> PageTable.FRAME_SHIFT;
                boolean ownable = !area.shared && (entry & PageTable.WRITE) != 0;
                int copy = ownable && page == stackPage ? machine.copy(frame) : -1;
                if (copy >= 0) {
                    int rights = entry & (PageTable.READ | PageTable.WRITE | PageTable.PRESENT);
                    target.set(page, copy << PageTable.FRAME_SHIFT | rights);
                } else {
                    if (ownable) {
                        entry &= ~PageTable.WRITE;
                        pages.set(page, entry);
                        if ((entry & PageTable.MAPPED) != 0) {
                            revocation.add(frame);
                        }
                    }
                    frames.retain(frame);
                    target.set(page, entry & ~PageTable.MAPPED);
                }
            }
            page = pages.skipAbsent(page + 1, end);
        }
    }

    // What the program loader leaves here

    void setBrk(int address) {
        startBrk = address;
        brk = address;
    }

    void moveBrk(int address) {
        brk = address;
    }

    int startBrk() {
        return startBrk;
    }

    /** The current end of the heap. */
    public int brk() {
        return brk;
    }

    void setArguments(int argStart, int argEnd, int envEnd) {
        argumentStart = argStart;
        argumentEnd = argEnd;
        environmentEnd = envEnd;
    }

    /** Where the argument strings begin, for {@code /proc/PID/cmdline}. */
    public int argumentStart() {
        return argumentStart;
    }

    /** Where the argument strings end and the environment strings begin. */
    public int argumentEnd() {
        return argumentEnd;
    }

    /** Where the environment strings end, for {@code /proc/PID/environ}. */
    public int environmentEnd() {
        return environmentEnd;
    }

    void setExecutable(ExecutableFile file) {
        executable = file;
    }

    /** The program's file, for {@code /proc/PID/exe}; null before the first execve. */
    public @Nullable ExecutableFile executable() {
        return executable;
    }

    // Sizes

    /** A file became shorter: its pages from {@code filePage} on are mapped here no longer. */
    public void forgetFilePages(FilePages file, int filePage) {
        for (int i = 0; i < areas.size(); i++) {
            Area area = areas.at(i);
            if (area.file == file) {
                int kept = Math.max(0, Math.min(area.pages(), filePage - area.filePage));
                map.zap(area.firstPage + kept, area.endPage);
            }
        }
    }

    void addMappedPages(int difference) {
        mappedPages += difference;
    }

    /** Size of all areas, in pages. */
    public int mappedPages() {
        return mappedPages;
    }

    /** Pages that have a frame. */
    public int residentPages() {
        return pages.residentCount();
    }

    /** Resident pages that show a file or shared memory (third figure of statm). */
    public int sharedPages() {
        int count = 0;
        for (int i = 0; i < areas.size(); i++) {
            Area area = areas.at(i);
            if (area.file == null) {
                continue;
            }
            int page = pages.skipAbsent(area.firstPage, area.endPage);
            while (page < area.endPage) {
                int entry = pages.get(page);
                int frame = entry >>> PageTable.FRAME_SHIFT;
                if (entry != 0 && frame == area.file.cachedFrame(area.filePageOf(page))) {
                    count++;
                }
                page = pages.skipAbsent(page + 1, area.endPage);
            }
        }
        return count;
    }

    /** Size of executable areas, in pages. */
    public int textPages() {
        return pagesOf(Area.PROT_EXEC, Area.PROT_WRITE);
    }

    /** Size of private writable areas, stack included, in pages. */
    public int dataPages() {
        int count = 0;
        for (int i = 0; i < areas.size(); i++) {
            Area area = areas.at(i);
            if (area.isWritable() && !area.shared) {
                count += area.pages();
            }
        }
        return count;
    }

    private int pagesOf(int with, int without) {
        int count = 0;
        for (int i = 0; i < areas.size(); i++) {
            Area area = areas.at(i);
            if ((area.prot & (with | without)) == with) {
                count += area.pages();
            }
        }
        return count;
    }

    /** True if an address is in shared memory: what a futex there is known by. */
    public boolean isSharedAt(int address) {
        Area area = areas.find(address >>> Flexpage.PAGE_SIZE_LOG2);
        return area != null && area.shared;
    }

    /** All areas by address, as {@code /proc/PID/maps} shows them. */
    public List<AreaView> describeAreas() {
        ArrayList<AreaView> views = new ArrayList<>(areas.size());
        for (int i = 0; i < areas.size(); i++) {
            views.add(AreaView.of(areas.at(i)));
        }
        return views;
    }

    /** Feeds areas and page table into {@code digest}. */
    public void digest(StateDigest digest) {
        digest.put(users);
        digest.put((long) startBrk << 32 | brk & 0xffffffffL);
        limits.digest(digest);
        digest.put(areas.size());
        for (int i = 0; i < areas.size(); i++) {
            Area area = areas.at(i);
            area.digest(digest);
            int page = pages.skipAbsent(area.firstPage, area.endPage);
            while (page < area.endPage) {
                int entry = pages.get(page);
                if (entry != 0) {
                    digest.put((long) page << 32 | entry);
                }
                page = pages.skipAbsent(page + 1, area.endPage);
            }
        }
    }
}
