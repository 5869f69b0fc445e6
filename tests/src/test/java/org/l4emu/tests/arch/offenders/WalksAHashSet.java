package org.l4emu.tests.arch.offenders;

import java.util.HashSet;
import java.util.Set;

/** Breaks: deterministic libraries only. */
public final class WalksAHashSet {
    private final Set<Object> set = new HashSet<>();

    public Object first() {
        return set.iterator().next();
    }
}
