package org.l4emu.tests.arch.offenders;

import java.util.SplittableRandom;

/** Breaks: random numbers are seeded. */
public final class DrawsUnseeded {
    public int draw() {
        return new SplittableRandom().nextInt(6);
    }
}
