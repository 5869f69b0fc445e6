package org.l4emu.tests.arch.offenders.server;

/** Is called from below. */
public final class Called {
    private Called() {}

    public static int answer() {
        return 42;
    }
}
