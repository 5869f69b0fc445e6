package org.l4emu.server.fs;

/** Bits of poll and epoll events. */
final class Poll {
    static final int IN = 1;
    static final int PRIORITY = 2;
    static final int OUT = 4;
    static final int ERROR = 8;
    static final int HANG_UP = 0x10;
    static final int INVALID = 0x20;
    static final int READ_NORMAL = 0x40;
    static final int WRITE_NORMAL = 0x100;
    static final int READ_HANG_UP = 0x2000;

    static final int READABLE = IN | READ_NORMAL;
    static final int WRITABLE = OUT | WRITE_NORMAL;

    /** Reported whether asked for or not. */
    static final int ALWAYS = ERROR | HANG_UP | INVALID;

    private Poll() {}
}
