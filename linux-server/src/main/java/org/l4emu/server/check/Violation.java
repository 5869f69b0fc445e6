package org.l4emu.server.check;

import org.l4emu.microkernel.InvariantViolation;

/**
 * One invariant found broken.
 *
 * @param sequence number of the event at which it was found, as a recording of the run counts them
 * @param time virtual time of that event, in retired instructions
 * @param thread serial of the L4 thread it is about; −1 if none
 * @param what what happened, in a clause
 * @param evidence the values that contradict each other
 */
public record Violation(
        Invariant rule, long sequence, long time, int thread, String what, String evidence) {

    /** The report, in lines. */
    public String text() {
        return what
                + "\n  where        event "
                + sequence
                + ", virtual time "
                + time
                + ", thread "
                + thread
                + "\n  rule         "
                + rule
                + ": "
                + rule.sentence()
                + "\n  evidence     "
                + evidence
                + "\n  consequence  "
                + rule.consequence();
    }

    /** The same as the failure of our own that it is. */
    public InvariantViolation toException() {
        return InvariantViolation.of(rule.name(), "%s", text());
    }
}
