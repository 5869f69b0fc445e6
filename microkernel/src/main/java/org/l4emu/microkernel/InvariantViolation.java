package org.l4emu.microkernel;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/**
 * Our own model is wrong: never a guest's or a user's mistake. Caught only by the run loop of the
 * workbench, which attaches the step and the line that replays it.
 */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String id;

    private InvariantViolation(String id, String message) {
        super(id + ": " + message);
        this.id = id;
    }

    /** Throws unless {@code holds}; {@code evidence} names both values. */
    @FormatMethod
    public static void require(
            boolean holds, String id, @FormatString String evidence, Object... values) {
        if (!holds) {
            throw new InvariantViolation(id, String.format(evidence, values));
        }
    }

    /** For places that cannot be reached. */
    @FormatMethod
    public static InvariantViolation of(
            String id, @FormatString String evidence, Object... values) {
        return new InvariantViolation(id, String.format(evidence, values));
    }

    /** The rule's identifier, as in {@code docs/invariants.md}. */
    public String id() {
        return id;
    }
}
