package org.l4emu.protocol.trace;

import java.io.IOException;

/** A file is no trace, or so damaged that nothing in it can be read. */
public final class TraceUnreadable extends IOException {
    private static final long serialVersionUID = 1L;

    TraceUnreadable(String message) {
        super(message);
    }
}
