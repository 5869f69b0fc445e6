package org.l4emu.tests.arch.offenders.microkernel;

import org.l4emu.tests.arch.offenders.server.Called;

/** Breaks the direction of the modules. */
public final class CallsTheServer {
    public int call() {
        return Called.answer();
    }
}
