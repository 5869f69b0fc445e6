package org.l4emu.tests.arch.offenders;

import java.util.concurrent.atomic.AtomicInteger;

/** Breaks: deterministic libraries only. */
public final class UsesConcurrency {
    public int next(AtomicInteger counter) {
        return counter.incrementAndGet();
    }
}
