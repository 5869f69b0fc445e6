package org.l4emu.server.mm;

/**
 * One line of {@code /proc/PID/maps}.
 *
 * @param start first address
 * @param end one more than the last
 * @param protection bits 1 read, 2 write, 4 execute
 * @param offset of {@code start} in the file, in bytes
 * @param name path or {@code [heap]}, {@code [stack]}; empty for anonymous memory
 */
public record AreaView(
        int start,
        int end,
        int protection,
        boolean shared,
        long offset,
        long device,
        long inode,
        String name) {
    private static final int NAME_COLUMN = 49;

    static AreaView of(Area area) {
        FilePages file = area.file;
        return new AreaView(
                area.firstPage << 12,
                area.endPage << 12,
                area.prot,
                area.shared,
                (area.filePage & 0xffffffffL) << 12,
                file == null ? 0 : file.deviceNumber(),
                file == null ? 0 : file.inodeNumber(),
                area.name);
    }

    /** The four letters of the second column. */
    public String rights() {
        return ((protection & Area.PROT_READ) != 0 ? "r" : "-")
                + ((protection & Area.PROT_WRITE) != 0 ? "w" : "-")
                + ((protection & Area.PROT_EXEC) != 0 ? "x" : "-")
                + (shared ? "s" : "p");
    }

    /** The line as Linux prints it, without the line feed; the name follows padding. */
    public String line() {
        String head =
                String.format(
                        "%08x-%08x %s %08x %02x:%02x %d ",
                        start,
                        end,
                        rights(),
                        offset,
                        (device >>> 8) & 0xfff,
                        (device & 0xff) | ((device >>> 12) & 0xfff00),
                        inode);
        if (name.isEmpty()) {
            return head;
        }
        return head + " ".repeat(Math.max(0, NAME_COLUMN - head.length())) + name;
    }
}
