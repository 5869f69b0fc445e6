package org.l4emu.server.mm;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;

/**
 * A run of user pages with the same rights and the same backing: Linux's vm_area_struct. Bounds are
 * page numbers. Changed by {@link AddressMap} only.
 */
final class Area {
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int PROT_EXEC = 4;

    /** Name of the area brk moves the end of. */
    static final String HEAP = "[heap]";

    /** Name of the area the program starts with its stack in. */
    static final String STACK = "[stack]";

    int firstPage;
    int endPage;
    int prot;
    final boolean shared;

    /** Contents; null for private anonymous memory. */
    final @Nullable FilePages file;

    /** Page of the file at {@link #firstPage}. */
    int filePage;

    final String name;
    boolean growsDown;

    /** What a child of fork gets of it. */
    Inheritance inheritance = Inheritance.COPY;

    /** False for a shared mapping of a file that was opened for reading only. */
    boolean mayWrite = true;

    /** madvise's answers to fork. */
    enum Inheritance {
        /** Its contents, as fork promises. */
        COPY,
        /** MADV_WIPEONFORK: the area with zeros. */
        ZEROS,
        /** MADV_DONTFORK: nothing. */
        NOTHING
    }

    Area(
            int firstPage,
            int endPage,
            int prot,
            boolean shared,
            @Nullable FilePages file,
            int filePage,
            String name) {
        this.firstPage = firstPage;
        this.endPage = endPage;
        this.prot = prot;
        this.shared = shared;
        this.file = file;
        this.filePage = filePage;
        this.name = name;
    }

    /** An area with the same backing for some other pages; retains the file. */
    Area part(int first, int end) {
        Area part = new Area(first, end, prot, shared, file, filePage + (first - firstPage), name);
        part.growsDown = growsDown;
        part.mayWrite = mayWrite;
        part.inheritance = inheritance;
        if (file != null) {
            file.retain();
        }
        return part;
    }

    int pages() {
        return endPage - firstPage;
    }

    boolean covers(int page) {
        return page >= firstPage && page < endPage;
    }

    boolean isReadable() {
        return prot != 0;
    }

    boolean isWritable() {
        return (prot & PROT_WRITE) != 0;
    }

    /** Page of the file that {@code page} shows. */
    int filePageOf(int page) {
        return filePage + (page - firstPage);
    }

    /** True if {@code next}, which begins where this ends, may become one area with it. */
    boolean continuesIn(Area next) {
        return endPage == next.firstPage
                && prot == next.prot
                && shared == next.shared
                && file == next.file
                && (file == null || filePageOf(endPage) == next.filePage)
                && mayWrite == next.mayWrite
                && inheritance == next.inheritance
                && growsDown == next.growsDown
                && !growsDown
                && name.equals(next.name);
    }

    void digest(StateDigest digest) {
        digest.put(firstPage);
        digest.put(endPage);
        digest.put(prot | (shared ? 8 : 0) | (growsDown ? 16 : 0) | (mayWrite ? 32 : 0));
        digest.put(inheritance.ordinal());
        digest.put(filePage);
        digest.put(name);
    }
}
