package org.l4emu.tests.arch.offenders;

import java.util.Set;

/** Breaks: no collections in salted order. */
public final class MakesASaltedSet {
    public Set<String> names() {
        return Set.of("one", "two", "three");
    }
}
