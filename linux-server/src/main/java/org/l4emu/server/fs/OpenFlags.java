package org.l4emu.server.fs;

/** Flags of open, with the values Linux has on ARM. */
public final class OpenFlags {
    public static final int ACCESS_MASK = 3;
    public static final int READ_ONLY = 0;
    public static final int WRITE_ONLY = 1;
    public static final int READ_WRITE = 2;
    public static final int CREATE = 0100;
    public static final int EXCLUSIVE = 0200;
    public static final int NO_CONTROLLING_TTY = 0400;
    public static final int TRUNCATE = 01000;
    public static final int APPEND = 02000;
    public static final int NONBLOCK = 04000;
    public static final int DSYNC = 010000;
    public static final int ASYNC = 020000;
    public static final int DIRECTORY = 0x4000;
    public static final int NO_FOLLOW = 0x8000;
    public static final int DIRECT = 0x10000;
    public static final int LARGE_FILE = 0x20000;
    public static final int NO_ACCESS_TIME = 0x40000;
    public static final int CLOSE_ON_EXEC = 0x80000;
    public static final int PATH = 0x200000;
    public static final int TEMPORARY = 0x400000 | DIRECTORY;

    /** What F_SETFL may change. */
    static final int CHANGEABLE = APPEND | NONBLOCK | DIRECT | NO_ACCESS_TIME | ASYNC;

    /** What only matters while opening and F_GETFL does not show. */
    static final int OPENING_ONLY =
            CREATE | EXCLUSIVE | NO_CONTROLLING_TTY | TRUNCATE | CLOSE_ON_EXEC;

    private OpenFlags() {}

    static boolean mayRead(int flags) {
        return (flags & PATH) == 0 && (flags & ACCESS_MASK) != WRITE_ONLY;
    }

    static boolean mayWrite(int flags) {
        return (flags & PATH) == 0 && (flags & ACCESS_MASK) != READ_ONLY;
    }
}
