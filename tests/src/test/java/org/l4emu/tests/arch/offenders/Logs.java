package org.l4emu.tests.arch.offenders;

import java.util.logging.Logger;

/** Breaks: deterministic libraries only. */
public final class Logs {
    public void log(Logger logger) {
        logger.info("x");
    }
}
