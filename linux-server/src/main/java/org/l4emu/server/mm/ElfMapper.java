package org.l4emu.server.mm;

import org.l4emu.server.process.Errno;

/**
 * Maps the segments of an ELF file into a new address space: file bytes privately from the page
 * cache, so text frames stay shared with every other run of the program, the rest anonymously.
 */
final class ElfMapper {
    private final Mm mm;
    private final UserMemory user;

    ElfMapper(Mm mm, UserMemory user) {
        this.mm = mm;
        this.user = user;
    }

    /**
     * Maps all segments, moved up by {@code biasPages}.
     *
     * @return 0 or a negative errno
     */
    int map(ElfImage image, int biasPages) {
        for (ProgramHeader header : image.headers()) {
            if (header.type() == ProgramHeader.LOAD && header.memoryBytes() != 0) {
                int error = mapSegment(image.file(), header, biasPages);
                if (error < 0) {
                    return error;
                }
            }
        }
        return 0;
    }

    private int mapSegment(ExecutableFile file, ProgramHeader header, int biasPages) {
        int first = header.firstPage() + biasPages;
        int end = header.endPage() + biasPages;
        int fileEnd = header.fileBytes() == 0 ? first : header.fileEndPage() + biasPages;
        if (first < AddressMap.LOWEST_PAGE || end > PageTable.END_PAGE) {
            return -Errno.ENOMEM;
        }
        int prot = header.protection();
        int error = mm.map().unmap(first, end);
        if (error == 0 && fileEnd > first) {
            int filePage = header.offset() >>> 12;
            error =
                    mm.map()
                            .insert(
                                    new Area(
                                            first,
                                            fileEnd,
                                            prot,
                                            false,
                                            file.pages(),
                                            filePage,
                                            file.path()));
        }
        if (error >= 0 && end > fileEnd) {
            error = mm.map().insert(AddressMap.anonymous(fileEnd, end, prot, ""));
        }
        if (error < 0) {
            return error;
        }
        int bss = header.address() + header.fileBytes() + (biasPages << 12);
        boolean partial = header.fileBytes() != header.memoryBytes() && (bss & 0xfff) != 0;
        if (partial && fileEnd > first && (prot & Area.PROT_WRITE) != 0) {
            user.zero(mm, bss, 0x1000 - (bss & 0xfff));
        }
        return 0;
    }
}
