package org.l4emu.tests.arch.offenders;

/** Breaks: no static mutable state. */
public final class SharesState {
    private static int count;

    private SharesState() {}

    public static int next() {
        return ++count;
    }
}
