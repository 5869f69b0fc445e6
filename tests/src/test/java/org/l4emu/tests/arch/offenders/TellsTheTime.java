package org.l4emu.tests.arch.offenders;

import java.time.Clock;

/** Breaks: deterministic libraries only. */
public final class TellsTheTime {
    public long now(Clock clock) {
        return clock.millis();
    }
}
