package org.l4emu.workbench.trace;

import java.util.ArrayList;
import java.util.List;
import org.l4emu.protocol.trace.TraceEvent;

/**
 * One system call from the svc exception to the return to user code, with what happened on the way
 * on its behalf. Written by {@link JourneyTracker} only.
 */
final class Journey {
    /** An event of the way and the lane it happened on. */
    record Stage(TraceEvent event, int lane) {}

    /** Where the call is on its way. */
    enum State {
        ENTERING,
        /** The server answered. */
        ANSWERED,
        /** The lock is free again: user code goes on. */
        RELEASED
    }

    static final int NUMBER_UNKNOWN = -1;

    final int thread;
    final Counts counts = new Counts();
    private final List<Stage> stages = new ArrayList<>();
    int server = Lanes.NONE;
    int number = NUMBER_UNKNOWN;
    State state = State.ENTERING;

    Journey(int thread) {
        this.thread = thread;
    }

    void add(TraceEvent event, int lane, boolean keep) {
        counts.add(event.event());
        if (keep) {
            stages.add(new Stage(event, lane));
        }
    }

    List<Stage> stages() {
        return stages;
    }
}
