package org.l4emu.server.mm;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** The memory family of system calls: rights, heap and advice; mapping is {@link MapSyscalls}. */
public final class MemorySyscalls {
    private static final int PROT_MASK = Area.PROT_READ | Area.PROT_WRITE | Area.PROT_EXEC;
    private static final int PROT_SEM = 8;
    private static final int PROT_GROWSDOWN = 0x01000000;

    private static final int MS_ASYNC = 1;
    private static final int MS_SYNC = 4;
    private static final int MS_MASK = 7;

    private static final int MADV_DONTNEED = 4;
    private static final int MADV_FREE = 8;
    private static final int MADV_DONTFORK = 10;
    private static final int MADV_DOFORK = 11;
    private static final int MADV_WIPEONFORK = 18;
    private static final int MADV_KEEPONFORK = 19;
    private static final int MADV_POPULATE_READ = 22;
    private static final int MADV_POPULATE_WRITE = 23;

    /**
     * Bit n is set if advice n (0-4, 8, 10-23) is known; what no case acts on has no effect here.
     */
    private static final int MADV_KNOWN = 0x11f | 0x3fff << 10;

    private static final int MCL_MASK = 7;

    private final UserMemory user;
    private final MapSyscalls map;

    public MemorySyscalls(MachineMemory machine, UserMemory user, MappableLookup lookup) {
        this.user = user;
        map = new MapSyscalls(machine, lookup);
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        map.register(table);
        table.full(45, "brk", task -> task.mm().map().brk(task.arg(0)), POINTER);
        table.full(125, "mprotect", this::mprotect, POINTER, UNSIGNED, HEX);
        table.full(144, "msync", this::msync, POINTER, UNSIGNED, HEX);
        String resident = "memory is never paged out, so there is nothing to lock";
        table.partial(150, "mlock", resident, this::lock, POINTER, UNSIGNED);
        table.partial(151, "munlock", resident, this::lock, POINTER, UNSIGNED);
        table.partial(152, "mlockall", resident, MemorySyscalls::lockAll, HEX);
        table.partial(153, "munlockall", resident, task -> 0);
        table.full(219, "mincore", this::mincore, POINTER, UNSIGNED, POINTER);
        table.partial(
                220,
                "madvise",
                "advice about huge pages, merging, dumps and paging is accepted without effect",
                this::madvise,
                POINTER,
                UNSIGNED,
                INT);
        table.partial(390, "mlock2", resident, this::lock, POINTER, UNSIGNED, HEX);
    }

    private int mprotect(Task task) {
        int address = task.arg(0);
        int prot = task.arg(2);
        if ((address & 0xfff) != 0 || (prot & ~(PROT_MASK | PROT_SEM | PROT_GROWSDOWN)) != 0) {
            return -Errno.EINVAL;
        }
        int first = address >>> 12;
        int end = first + MapSyscalls.pagesOf(task.arg(1));
        if (end == first) {
            return 0;
        }
        if (end > PageTable.END_PAGE) {
            return -Errno.ENOMEM;
        }
        Mm mm = task.mm();
        if ((prot & PROT_GROWSDOWN) != 0) {
            Area stack = mm.areas().find(first);
            if (stack == null || !stack.growsDown) {
                return -Errno.EINVAL;
            }
            first = stack.firstPage;
        }
        return mm.map().protect(first, end, prot & PROT_MASK);
    }

    private int msync(Task task) {
        int flags = task.arg(2);
        int first = task.arg(0) >>> 12;
        int end = first + MapSyscalls.pagesOf(task.arg(1));
        if ((flags & ~MS_MASK) != 0
                || (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC)
                || (task.arg(0) & 0xfff) != 0) {
            return -Errno.EINVAL;
        }
        return checkCovered(task.mm(), first, end);
    }

    private static int checkCovered(Mm mm, int first, int end) {
        boolean covered = end <= PageTable.END_PAGE && mm.map().isCovered(first, end);
        return covered || first == end ? 0 : -Errno.ENOMEM;
    }

    private int lock(Task task) {
        int first = task.arg(0) >>> 12;
        long last = (task.arg(0) & 0xffffffffL) + (task.arg(1) & 0xffffffffL) + 0xfff;
        return checkCovered(task.mm(), first, task.arg(1) == 0 ? first : (int) (last >>> 12));
    }

    private static int lockAll(Task task) {
        int flags = task.arg(0);
        return flags == 0 || (flags & ~MCL_MASK) != 0 ? -Errno.EINVAL : 0;
    }

    private int mincore(Task task) {
        int first = task.arg(0) >>> 12;
        int pages = MapSyscalls.pagesOf(task.arg(1));
        if ((task.arg(0) & 0xfff) != 0) {
            return -Errno.EINVAL;
        }
        if (first + pages > PageTable.END_PAGE) {
            return -Errno.ENOMEM;
        }
        Mm mm = task.mm();
        for (int i = 0; i < pages; i++) {
            Area area = mm.areas().find(first + i);
            if (area == null) {
                return -Errno.ENOMEM;
            }
            FilePages file = area.file;
            boolean resident =
                    mm.pages().get(first + i) != 0
                            || file != null && file.cachedFrame(area.filePageOf(first + i)) >= 0;
            user.setByte(task, task.arg(2) + i, resident ? 1 : 0);
        }
        return 0;
    }

    private int madvise(Task task) {
        int address = task.arg(0);
        int advice = task.arg(2);
        boolean known = advice >= 0 && advice < 24 && (MADV_KNOWN >>> advice & 1) != 0;
        long last = (address & 0xffffffffL) + (task.arg(1) & 0xffffffffL) + 0xfff;
        if (!known || (address & 0xfff) != 0 || last >>> 32 != 0) {
            return -Errno.EINVAL;
        }
        int first = address >>> 12;
        int end = Math.min((int) (last >>> 12), PageTable.END_PAGE);
        boolean hole = (int) (last >>> 12) > end;
        AreaList areas = task.mm().areas();
        for (int page = first; page < end; ) {
            Area area = areas.find(page);
            if (area == null) {
                hole = true;
                int next = areas.indexAfter(page);
                page = next == areas.size() ? end : areas.at(next).firstPage;
            } else {
                int part = Math.min(end, area.endPage);
                int error = advise(task.mm(), area, page, part, advice);
                if (error < 0) {
                    return error;
                }
                page = part;
            }
        }
        return hole ? -Errno.ENOMEM : 0;
    }

    private static int advise(Mm mm, Area area, int first, int end, int advice) {
        switch (advice) {
            case MADV_DONTNEED -> mm.map().zap(first, end);
            case MADV_FREE -> {
                // Pages may stay until memory is short, which it never is
                return area.file == null ? 0 : -Errno.EINVAL;
            }
            case MADV_POPULATE_READ, MADV_POPULATE_WRITE -> {
                boolean write = advice == MADV_POPULATE_WRITE;
                for (int page = first; page < end; page++) {
                    if (PageResolver.resolve(mm, page, write) < 0) {
                        return -Errno.EFAULT;
                    }
                }
            }
            case MADV_DONTFORK -> {
                return mm.map().setInheritance(first, end, Area.Inheritance.NOTHING);
            }
            case MADV_WIPEONFORK -> {
                return area.file != null
                        ? -Errno.EINVAL
                        : mm.map().setInheritance(first, end, Area.Inheritance.ZEROS);
            }
            case MADV_DOFORK, MADV_KEEPONFORK -> {
                return mm.map().setInheritance(first, end, Area.Inheritance.COPY);
            }
            default -> {}
        }
        return 0;
    }
}
