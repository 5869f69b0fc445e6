package org.l4emu.server.mm;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.server.process.Task;

/**
 * A tracer's way to its tracee's memory. It reads what is mapped without read permission, and
 * writes private memory that the tracee may not write: into a copy of the page that is the tracee's
 * alone, which stays read-only for it.
 */
public final class ForeignMemory {
    private static final int OFFSET_MASK = Flexpage.PAGE_SIZE - 1;
    private static final int WORD = 4;

    private final MachineMemory machine;

    public ForeignMemory(MachineMemory machine) {
        this.machine = machine;
    }

    /** The word at an address, aligned or not; null if it cannot be read. */
    public @Nullable Integer peek(Task target, int address) {
        int value = 0;
        for (int i = WORD - 1; i >= 0; i--) {
            int at = address + i;
            int frame = frame(target.mm(), at >>> Flexpage.PAGE_SIZE_LOG2, /* write= */ false);
            if (frame < 0) {
                return null;
            }
            value = value << 8 | machine.window().bytes(frame)[at & OFFSET_MASK] & 0xff;
        }
        return value;
    }

    /** Writes a word, aligned or not; false, and nothing is written, if that is impossible. */
    public boolean poke(Task target, int address, int value) {
        // The far page first: nothing is written if it is bad
        for (int i = WORD - 1; i >= 0; i--) {
            int at = address + i;
            int frame = frame(target.mm(), at >>> Flexpage.PAGE_SIZE_LOG2, /* write= */ true);
            if (frame < 0) {
                return false;
            }
            machine.window().writable(frame)[at & OFFSET_MASK] = (byte) (value >>> 8 * i);
        }
        return true;
    }

    /** Frame of a page, present and, to write, nobody else's; negative if there is none. */
    private int frame(Mm mm, int page, boolean write) {
        if (page < 0 || page >= PageTable.END_PAGE) {
            return -1;
        }
        int entry = PageResolver.resolve(mm, page, write);
        if (entry <= 0) {
            entry = resolveForbidden(mm, page, write);
        }
        return entry <= 0 ? -1 : entry >>> PageTable.FRAME_SHIFT;
    }

    private int resolveForbidden(Mm mm, int page, boolean write) {
        Area area = mm.areas().find(page);
        if (area == null || write && area.shared) {
            return -1;
        }
        int entry = mm.pages().get(page);
        if (entry == 0) {
            entry = PageResolver.fill(mm, area, page, write);
            if (entry <= 0) {
                return -1;
            }
            entry &= ~(PageTable.WRITE | (area.isReadable() ? 0 : PageTable.READ));
            mm.pages().set(page, entry);
        }
        return write ? owned(mm, page, entry) : entry;
    }

    /** Makes the page's frame the address space's own, with the rights the page has. */
    private int owned(Mm mm, int page, int entry) {
        int frame = entry >>> PageTable.FRAME_SHIFT;
        if (machine.frames().users(frame) == 1) {
            return entry;
        }
        int copy = machine.copy(frame);
        if (copy < 0) {
            return -1;
        }
        if ((entry & PageTable.MAPPED) != 0) {
            machine.revoke(frame);
        }
        machine.frames().release(frame);
        int rights = entry & (PageTable.READ | PageTable.PRESENT);
        int owned = copy << PageTable.FRAME_SHIFT | rights;
        mm.pages().set(page, owned);
        return owned;
    }
}
