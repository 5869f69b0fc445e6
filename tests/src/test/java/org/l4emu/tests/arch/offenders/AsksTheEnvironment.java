package org.l4emu.tests.arch.offenders;

import org.jspecify.annotations.Nullable;

/** Breaks: the core asks the host nothing. */
public final class AsksTheEnvironment {
    public @Nullable String home() {
        return System.getenv("HOME");
    }
}
