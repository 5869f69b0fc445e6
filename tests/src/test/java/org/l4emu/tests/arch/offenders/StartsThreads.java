package org.l4emu.tests.arch.offenders;

/** Breaks: deterministic libraries only. */
public final class StartsThreads {
    public void start(Runnable work) {
        new Thread(work).start();
    }
}
