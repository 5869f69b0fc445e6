package org.l4emu.server.mm;

/** What became of a page fault. */
public enum PageFaultResult {
    /** Map items were added to the reply; the access is retried. */
    MAPPED,
    /** SIGSEGV, SEGV_MAPERR: nothing is mapped there. */
    NOT_MAPPED,
    /** SIGSEGV, SEGV_ACCERR: the area does not allow the access. */
    NOT_ALLOWED,
    /** SIGBUS, BUS_ADRERR: the file ends before. */
    BEYOND_FILE,
    /** No frame is left. */
    OUT_OF_MEMORY
}
