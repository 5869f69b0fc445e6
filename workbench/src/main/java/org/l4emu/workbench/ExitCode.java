package org.l4emu.workbench;

/** What an exit status of {@code l4emu} means. A program that was run gives its own status. */
public final class ExitCode {
    public static final int OK = 0;

    /** The tool worked, and the answer is no: traces differ, a replay did not match. */
    public static final int NO = 1;

    public static final int USAGE = 2;

    /** A file, an archive or a source of packages could not be read. */
    public static final int INPUT = 3;

    /** A budget was spent before there was an answer. */
    public static final int UNDECIDED = 4;

    public static final int BUG = 70;

    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
