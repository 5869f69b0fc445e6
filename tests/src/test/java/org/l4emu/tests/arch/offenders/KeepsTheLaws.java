package org.l4emu.tests.arch.offenders;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Breaks nothing: every law must let it pass. */
public final class KeepsTheLaws {
    private static final int BOUND = 6;

    private final Map<String, Integer> counts = new LinkedHashMap<>();

    public int draw(long seed) {
        int drawn = new SplittableRandom(seed).nextInt(BOUND);
        counts.merge("drawn", drawn, Integer::sum);
        return drawn + counts.hashCode() + String.format("%d", drawn).length();
    }
}
