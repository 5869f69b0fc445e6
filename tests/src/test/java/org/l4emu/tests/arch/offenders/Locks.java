package org.l4emu.tests.arch.offenders;

/** Breaks: the core has no locks. */
public final class Locks {
    private int count;

    public synchronized int next() {
        return ++count;
    }
}
