package org.l4emu.tests.arch.offenders;

import java.util.Random;

/** Breaks: deterministic libraries only. */
public final class DrawsLots {
    public int draw(Random random) {
        return random.nextInt(6);
    }
}
