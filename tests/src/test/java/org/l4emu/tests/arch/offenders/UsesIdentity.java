package org.l4emu.tests.arch.offenders;

/** Breaks: the core asks the host nothing. */
public final class UsesIdentity {
    public int of(Object object) {
        return System.identityHashCode(object);
    }
}
