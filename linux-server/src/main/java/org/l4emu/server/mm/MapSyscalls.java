package org.l4emu.server.mm;

import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** mmap2, munmap and mremap: which pages an address space has. */
final class MapSyscalls {
    private static final int MAP_SHARED = 0x01;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_SHARED_VALIDATE = 0x03;
    private static final int MAP_TYPE = 0x0f;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_GROWSDOWN = 0x100;
    private static final int MAP_LOCKED = 0x2000;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MAP_POPULATE = 0x8000;
    private static final int MAP_HUGETLB = 0x40000;
    private static final int MAP_SYNC = 0x80000;
    private static final int MAP_FIXED_NOREPLACE = 0x100000;

    private static final int MREMAP_MAYMOVE = 1;
    private static final int MREMAP_FIXED = 2;

    private static final int PROT_MASK = Area.PROT_READ | Area.PROT_WRITE | Area.PROT_EXEC;

    private final MachineMemory machine;
    private final MappableLookup lookup;

    MapSyscalls(MachineMemory machine, MappableLookup lookup) {
        this.machine = machine;
        this.lookup = lookup;
    }

    void register(SyscallTable table) {
        table.full(91, "munmap", this::munmap, POINTER, UNSIGNED);
        table.partial(
                163,
                "mremap",
                "MREMAP_DONTUNMAP is refused",
                this::mremap,
                POINTER,
                UNSIGNED,
                UNSIGNED,
                HEX,
                POINTER);
        table.partial(
                192,
                "mmap2",
                "no huge pages; MAP_LOCKED only populates",
                this::mmap2,
                POINTER,
                UNSIGNED,
                HEX,
                HEX,
                FD,
                UNSIGNED);
    }

    /** Bytes rounded up to pages; 2^20 for the last page's worth. */
    static int pagesOf(int bytes) {
        return (int) ((bytes & 0xffffffffL) + 0xfff >>> 12);
    }

    private int mmap2(Task task) {
        int flags = task.arg(3);
        MappableFile file = null;
        if ((flags & MAP_ANONYMOUS) == 0) {
            ErrorOr<MappableFile> found = lookup.mappable(task, task.arg(4));
            if (found.isError()) {
                return found.error();
            }
            file = found.get();
        }
        int pages = pagesOf(task.arg(1));
        int error = checkSize(task.arg(1), pages, file == null ? 0 : task.arg(5));
        if (error == 0) {
            error = checkFile(file, flags, task.arg(2) & PROT_MASK);
        }
        if (error != 0) {
            return error;
        }
        int first = place(task, task.arg(0), pages, flags);
        return first < 0 ? first : map(task, first, pages, file);
    }

    private static int checkSize(int bytes, int pages, int filePage) {
        if (bytes == 0) {
            return -Errno.EINVAL;
        }
        if (pages >= PageTable.END_PAGE) {
            return -Errno.ENOMEM;
        }
        return (filePage & 0xffffffffL) + pages > 0xffffffffL ? -Errno.EOVERFLOW : 0;
    }

    private static int checkFile(@Nullable MappableFile file, int flags, int prot) {
        int type = flags & MAP_TYPE;
        boolean validate = type == MAP_SHARED_VALIDATE;
        if (type != MAP_PRIVATE && type != MAP_SHARED && !(validate && file != null)
                || (flags & MAP_HUGETLB) != 0) {
            return -Errno.EINVAL;
        }
        if (validate && (flags & MAP_SYNC) != 0) {
            return -Errno.ENOTSUP;
        }
        if (file == null) {
            return 0;
        }
        boolean writes = type != MAP_PRIVATE && (prot & Area.PROT_WRITE) != 0;
        return !file.isReadable() || writes && !file.isWritable() ? -Errno.EACCES : 0;
    }

    /** Chooses the first page; with MAP_FIXED clears what was there. */
    private static int place(Task task, int address, int pages, int flags) {
        AddressMap map = task.mm().map();
        int first = address >>> 12;
        boolean keep = (flags & MAP_FIXED_NOREPLACE) != 0;
        if ((flags & MAP_FIXED) == 0 && !keep) {
            int hint = Math.max(pagesOf(address), AddressMap.LOWEST_PAGE);
            boolean free =
                    hint + pages <= PageTable.END_PAGE
                            && task.mm().areas().isFree(hint, hint + pages);
            return address != 0 && free ? hint : map.findRoom(pages);
        }
        if ((address & 0xfff) != 0) {
            return -Errno.EINVAL;
        }
        if (first + pages > PageTable.END_PAGE) {
            return -Errno.ENOMEM;
        }
        if (first < AddressMap.LOWEST_PAGE && !task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        if (keep) {
            return task.mm().areas().isFree(first, first + pages) ? first : -Errno.EEXIST;
        }
        int error = map.unmap(first, first + pages);
        return error < 0 ? error : first;
    }

    private int map(Task task, int first, int pages, @Nullable MappableFile file) {
        int prot = task.arg(2) & PROT_MASK;
        int flags = task.arg(3);
        boolean shared = (flags & MAP_TYPE) != MAP_PRIVATE;
        FilePages contents = file == null ? null : file.pages();
        int filePage = contents == null ? 0 : task.arg(5);
        String name = file == null ? "" : file.path();
        if (contents == null && shared) {
            contents = new SharedMemory(machine.frames(), pages);
            name = "/dev/zero (deleted)";
        }
        boolean reserved = (flags & MAP_NORESERVE) == 0;
        if (contents == null && reserved && pages > machine.frames().totalCount()) {
            return -Errno.ENOMEM;
        }
        Area area = new Area(first, first + pages, prot, shared, contents, filePage, name);
        area.growsDown = (flags & MAP_GROWSDOWN) != 0 && contents == null;
        area.mayWrite = !shared || file == null || file.isWritable();
        Mm mm = task.mm();
        int result = mm.map().insert(area);
        if (result < 0) {
            return result;
        }
        if ((flags & (MAP_POPULATE | MAP_LOCKED)) != 0) {
            populate(mm, first, first + pages);
        }
        return first << 12;
    }

    /** Makes pages present as far as possible. */
    static void populate(Mm mm, int first, int end) {
        for (int page = first; page < end; page++) {
            Area area = mm.areas().find(page);
            boolean write = area != null && area.isWritable() && !area.shared;
            if (PageResolver.resolve(mm, page, write) < 0) {
                return;
            }
        }
    }

    private int munmap(Task task) {
        int address = task.arg(0);
        int first = address >>> 12;
        int pages = pagesOf(task.arg(1));
        if ((address & 0xfff) != 0 || pages == 0 || first + pages > PageTable.END_PAGE) {
            return -Errno.EINVAL;
        }
        return task.mm().map().unmap(first, first + pages);
    }

    private int mremap(Task task) {
        int address = task.arg(0);
        int oldPages = pagesOf(task.arg(1));
        int newPages = pagesOf(task.arg(2));
        int flags = task.arg(3);
        boolean fixed = (flags & MREMAP_FIXED) != 0;
        if ((flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED)) != 0
                || fixed && (flags & MREMAP_MAYMOVE) == 0
                || (address & 0xfff) != 0
                || newPages == 0) {
            return -Errno.EINVAL;
        }
        Mm mm = task.mm();
        int first = address >>> 12;
        Area area = first < PageTable.END_PAGE ? mm.areas().find(first) : null;
        if (area == null) {
            return -Errno.EFAULT;
        }
        if (oldPages == 0) {
            return -Errno.EINVAL;
        }
        if (fixed) {
            return moveTo(mm, first, oldPages, newPages, task.arg(4));
        }
        if (newPages <= oldPages) {
            int error =
                    newPages == oldPages ? 0 : mm.map().unmap(first + newPages, first + oldPages);
            return error < 0 ? error : address;
        }
        if (first + oldPages > area.endPage) {
            return -Errno.EFAULT;
        }
        if (first + oldPages == area.endPage && mm.map().extend(area, first + newPages)) {
            return address;
        }
        if ((flags & MREMAP_MAYMOVE) == 0) {
            return -Errno.ENOMEM;
        }
        int target = mm.map().findRoom(newPages);
        if (target < 0) {
            return target;
        }
        int moved = mm.map().move(area, first, first + oldPages, target, newPages);
        return moved < 0 ? moved : target << 12;
    }

    private static int moveTo(Mm mm, int first, int oldPages, int newPages, int newAddress) {
        int target = newAddress >>> 12;
        boolean overlaps = target < first + oldPages && first < target + newPages;
        if ((newAddress & 0xfff) != 0 || target + newPages > PageTable.END_PAGE || overlaps) {
            return -Errno.EINVAL;
        }
        int error = mm.map().unmap(target, target + newPages);
        if (error == 0 && newPages < oldPages) {
            error = mm.map().unmap(first + newPages, first + oldPages);
        }
        if (error < 0) {
            return error;
        }
        int kept = Math.min(oldPages, newPages);
        Area area = mm.areas().find(first);
        if (area == null || first + kept > area.endPage) {
            return -Errno.EFAULT;
        }
        int moved = mm.map().move(area, first, first + kept, target, newPages);
        return moved < 0 ? moved : newAddress;
    }
}
