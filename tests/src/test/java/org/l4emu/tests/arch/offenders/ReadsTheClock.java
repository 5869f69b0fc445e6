package org.l4emu.tests.arch.offenders;

/** Breaks: the core asks the host nothing. */
public final class ReadsTheClock {
    public long now() {
        return System.nanoTime();
    }
}
