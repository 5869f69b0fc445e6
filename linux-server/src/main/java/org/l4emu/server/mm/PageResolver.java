package org.l4emu.server.mm;

import org.jspecify.annotations.Nullable;

/**
 * Makes a user page readable or writable in the logical page table: demand zero, file pages,
 * copy-on-write, stack growth. Takes stale mappings back but gives none.
 */
final class PageResolver {
    // Results beside entries, which are positive; the negatives of PageFaultResult's ordinals
    static final int NOT_MAPPED = -PageFaultResult.NOT_MAPPED.ordinal();
    static final int NOT_ALLOWED = -PageFaultResult.NOT_ALLOWED.ordinal();
    static final int BEYOND_FILE = -PageFaultResult.BEYOND_FILE.ordinal();
    static final int OUT_OF_MEMORY = -PageFaultResult.OUT_OF_MEMORY.ordinal();

    private PageResolver() {}

    /**
     * Grants an access if the areas allow it.
     *
     * @return the page's entry, with the right asked for; or one of the negative results
     */
    static int resolve(Mm mm, int page, boolean write) {
        if (page < 0 || page >= PageTable.END_PAGE) {
            return NOT_MAPPED;
        }
        int entry = mm.pages().get(page);
        if ((entry & (write ? PageTable.WRITE : PageTable.READ)) != 0) {
            return entry;
        }
        Area area = mm.areas().find(page);
        if (area == null) {
            area = mm.map().growStack(page);
            if (area == null) {
                return NOT_MAPPED;
            }
        }
        if (!area.isReadable() || write && !area.isWritable()) {
            return NOT_ALLOWED;
        }
        int resolved = entry == 0 ? fill(mm, area, page, write) : upgrade(mm, area, entry, write);
        if (resolved > 0) {
            mm.pages().set(page, resolved);
        }
        return resolved;
    }

    /** First touch of a page. */
    static int fill(Mm mm, Area area, int page, boolean write) {
        FrameAllocator frames = mm.machine().frames();
        FilePages file = area.file;
        if (file == null) {
            return entry(frames.allocate(), area.isWritable());
        }
        int index = area.filePageOf(page);
        if (isBeyond(file, index)) {
            return BEYOND_FILE;
        }
        int frame = file.frameForMapping(index);
        if (frame < 0) {
            return OUT_OF_MEMORY;
        }
        if (write && !area.shared) {
            return entry(mm.machine().copy(frame), true);
        }
        frames.retain(frame);
        return entry(frame, area.shared && area.isWritable());
    }

    static boolean isBeyond(@Nullable FilePages file, int index) {
        return file != null && (index & 0xffffffffL) << 12 >= file.sizeBytes();
    }

    private static int entry(int frame, boolean writable) {
        if (frame < 0) {
            return OUT_OF_MEMORY;
        }
        return frame << PageTable.FRAME_SHIFT
                | PageTable.PRESENT
                | PageTable.READ
                | (writable ? PageTable.WRITE : 0);
    }

    /**
     * A page that is there gets a right it lacked. Mapping over an existing mapping does nothing,
     * so the old one is taken back first.
     */
    private static int upgrade(Mm mm, Area area, int entry, boolean write) {
        if (!write) {
            return entry | PageTable.READ;
        }
        MachineMemory machine = mm.machine();
        int frame = entry >>> PageTable.FRAME_SHIFT;
        if (area.shared || machine.frames().users(frame) == 1) {
            revokeIfMapped(machine, entry);
            return (entry | PageTable.READ | PageTable.WRITE) & ~PageTable.MAPPED;
        }
        int copy = machine.copy(frame);
        if (copy >= 0) {
            revokeIfMapped(machine, entry);
            machine.frames().release(frame);
        }
        return entry(copy, true);
    }

    private static void revokeIfMapped(MachineMemory machine, int entry) {
        if ((entry & PageTable.MAPPED) != 0) {
            machine.revoke(entry >>> PageTable.FRAME_SHIFT);
        }
    }
}
