package org.l4emu.server.schedule;

import org.l4emu.microkernel.thread.StateDigest;

/** Something that happens at a virtual time. In the queue at most once. */
public abstract class Timer {
    private long deadline;
    private long order;
    private boolean queued;

    /** The time has come; the timer has left the queue and may be added again. */
    protected abstract void expire();

    /** The wall clock was set: when it expires now, if it was set to a time of day. */
    protected long deadlineAfterClockSet() {
        return deadline;
    }

    /** What it is for, for reports and digests. */
    public abstract String name();

    /** Virtual time it expires at. */
    public final long deadline() {
        return deadline;
    }

    public final boolean isQueued() {
        return queued;
    }

    final long order() {
        return order;
    }

    final void enter(long newDeadline, long newOrder) {
        deadline = newDeadline;
        order = newOrder;
        queued = true;
    }

    final void leave() {
        queued = false;
    }

    final void digest(StateDigest digest) {
        digest.put(deadline);
        digest.put(order);
        digest.put(name());
    }
}
