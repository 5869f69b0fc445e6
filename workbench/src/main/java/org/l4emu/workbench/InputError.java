package org.l4emu.workbench;

import org.jspecify.annotations.Nullable;

/** The person at the keyboard gave something unusable; says where, what, and what was expected. */
public final class InputError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String expected;

    private InputError(int exitCode, String message, String expected, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.expected = expected;
    }

    /** The command line asks for something that cannot be. */
    public static InputError usage(String what, String expected) {
        return new InputError(ExitCode.USAGE, what, expected, null);
    }

    /** {@code where} could not be read. */
    public static InputError unreadable(String where, String what, String expected) {
        return new InputError(ExitCode.INPUT, where + ": " + what, expected, null);
    }

    public static InputError unreadable(
            String where, String what, String expected, Throwable cause) {
        return new InputError(ExitCode.INPUT, where + ": " + what, expected, cause);
    }

    public int exitCode() {
        return exitCode;
    }

    /** What would have been right, or what to do next; one line. */
    public String expected() {
        return expected;
    }
}
