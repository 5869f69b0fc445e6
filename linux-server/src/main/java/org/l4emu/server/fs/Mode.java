package org.l4emu.server.fs;

/** File types and permission bits of {@code st_mode}. */
public final class Mode {
    public static final int TYPE_MASK = 0170000;
    public static final int SOCKET = 0140000;
    public static final int SYMBOLIC_LINK = 0120000;
    public static final int REGULAR = 0100000;
    public static final int BLOCK_DEVICE = 0060000;
    public static final int DIRECTORY = 0040000;
    public static final int CHARACTER_DEVICE = 0020000;
    public static final int FIFO = 0010000;

    public static final int SET_UID = 04000;
    public static final int SET_GID = 02000;
    public static final int STICKY = 01000;

    /** The twelve bits chmod changes. */
    public static final int PERMISSIONS = 07777;

    private Mode() {}

    /** The DT_ value of directory entries. */
    static int directoryEntryType(int mode) {
        return (mode & TYPE_MASK) >> 12;
    }
}
