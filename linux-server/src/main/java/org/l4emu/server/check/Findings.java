package org.l4emu.server.check;

import java.util.ArrayList;
import java.util.List;

/** The violations found so far, one for each rule and thread, and where the stream of events is. */
final class Findings {
    /** Bound on what is kept. */
    private static final int KEPT_MAX = 64;

    private final ArrayList<Violation> found = new ArrayList<>();
    private final boolean throwing;
    private long sequence = -1;
    private long time;

    Findings(boolean throwing) {
        this.throwing = throwing;
    }

    void event(long newTime) {
        sequence++;
        time = newTime;
    }

    /** Number of the event under way. */
    long sequence() {
        return sequence;
    }

    List<Violation> found() {
        return found;
    }

    boolean isKnown(Invariant rule, int thread) {
        for (int i = 0; i < found.size(); i++) {
            Violation known = found.get(i);
            if (known.rule() == rule && known.thread() == thread) {
                return true;
            }
        }
        return found.size() >= KEPT_MAX;
    }

    void broken(Invariant rule, int thread, String what, String evidence) {
        if (isKnown(rule, thread)) {
            return;
        }
        Violation violation = new Violation(rule, sequence, time, thread, what, evidence);
        found.add(violation);
        if (throwing) {
            throw violation.toException();
        }
    }
}
