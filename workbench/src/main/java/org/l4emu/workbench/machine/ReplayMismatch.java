package org.l4emu.workbench.machine;

/** A replayed machine asked for a choice or an input that its recording does not have. */
public final class ReplayMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayMismatch(String message) {
        super(message);
    }
}
