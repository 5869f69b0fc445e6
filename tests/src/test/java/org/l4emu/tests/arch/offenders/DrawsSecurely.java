package org.l4emu.tests.arch.offenders;

import java.security.SecureRandom;

/** Breaks: deterministic libraries only. */
public final class DrawsSecurely {
    public int draw(SecureRandom random) {
        return random.nextInt(6);
    }
}
