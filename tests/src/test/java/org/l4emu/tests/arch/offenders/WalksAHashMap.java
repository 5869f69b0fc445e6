package org.l4emu.tests.arch.offenders;

import java.util.HashMap;
import java.util.Map;

/** Breaks: deterministic libraries only. */
public final class WalksAHashMap {
    private final Map<Object, Integer> map = new HashMap<>();

    public int sum() {
        return map.values().stream().mapToInt(Integer::intValue).sum();
    }
}
