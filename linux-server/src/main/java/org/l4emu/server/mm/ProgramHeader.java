package org.l4emu.server.mm;

/**
 * One row of an ELF program header table.
 *
 * @param type PT_LOAD, PT_INTERP, …
 * @param flags PF_X 1, PF_W 2, PF_R 4
 */
record ProgramHeader(int type, int offset, int address, int fileBytes, int memoryBytes, int flags) {
    static final int LOAD = 1;
    static final int INTERP = 3;
    static final int GNU_STACK = 0x6474e551;

    /** Size of a row in the file. */
    static final int BYTES = 32;

    private static final int PF_X = 1;
    private static final int PF_W = 2;
    private static final int PF_R = 4;

    /** Reads the row at {@code at}. */
    static ProgramHeader read(byte[] bytes, int at) {
        return new ProgramHeader(
                ElfImage.word(bytes, at),
                ElfImage.word(bytes, at + 4),
                ElfImage.word(bytes, at + 8),
                ElfImage.word(bytes, at + 16),
                ElfImage.word(bytes, at + 20),
                ElfImage.word(bytes, at + 24));
    }

    int protection() {
        return ((flags & PF_R) != 0 ? Area.PROT_READ : 0)
                | ((flags & PF_W) != 0 ? Area.PROT_WRITE : 0)
                | ((flags & PF_X) != 0 ? Area.PROT_EXEC : 0);
    }

    int firstPage() {
        return address >>> 12;
    }

    /** One more than the last page of memory. */
    int endPage() {
        return (int) ((address & 0xffffffffL) + (memoryBytes & 0xffffffffL) + 0xfff >>> 12);
    }

    /** One more than the last page with bytes of the file. */
    int fileEndPage() {
        return (int) ((address & 0xffffffffL) + (fileBytes & 0xffffffffL) + 0xfff >>> 12);
    }

    /** True if its pages are pages of the file and its memory is user memory. */
    boolean isMappable() {
        long end = (address & 0xffffffffL) + (memoryBytes & 0xffffffffL);
        return (address & 0xfff) == (offset & 0xfff)
                && Integer.compareUnsigned(fileBytes, memoryBytes) <= 0
                && end <= (long) PageTable.END_PAGE << 12;
    }
}
