package org.l4emu.microkernel.schedule;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadProgram;

/**
 * A moment at which any ready thread may go on: the runnable threads and what each would do next.
 * One instance a machine, valid during {@code Environment.choose} only.
 */
public final class SchedulingPoint {
    private final RunQueue ready;
    private final StepIntent intent = new StepIntent();
    private long time;
    private boolean canWait;
    private @Nullable L4Thread current;
    private @Nullable L4Thread handOff;

    public SchedulingPoint(RunQueue ready) {
        this.ready = ready;
    }

    /**
     * A new moment.
     *
     * @param nextTimeout virtual time of the next timeout; {@link Long#MAX_VALUE} for none
     */
    public void set(
            long now, @Nullable L4Thread running, @Nullable L4Thread preferred, long nextTimeout) {
        time = now;
        canWait = nextTimeout != Long.MAX_VALUE;
        current = running != null && running.isReady() ? running : null;
        handOff = preferred != null && preferred.isReady() ? preferred : null;
    }

    public long time() {
        return time;
    }

    /** True if nobody has to run: time can pass to a timeout that is to come. */
    public boolean canWait() {
        return canWait;
    }

    /** Number of runnable threads, at least 1. */
    public int count() {
        return ready.size();
    }

    /** Runnable threads in a fixed order: most urgent first, then queue order. */
    public L4Thread thread(int index) {
        return ready.thread(index);
    }

    /** What a thread would do next; overwritten by the next call. */
    public StepIntent intentOf(L4Thread thread) {
        ThreadProgram program = thread.program();
        if (program == null) {
            intent.set(StepIntent.Kind.MACHINE_CODE, "user", thread.id(), thread.registers().r[15]);
        } else {
            program.describeNextStep(thread.context(), intent);
        }
        return intent;
    }

    /** The thread that ran last, if it can go on. */
    public @Nullable L4Thread current() {
        return current;
    }

    /** The thread a message was just handed to: V2 switches directly to it. */
    public @Nullable L4Thread handOff() {
        return handOff;
    }

    /** What priority round robin with direct switch would run. */
    public L4Thread byPriority() {
        int highest = ready.highestPriority();
        L4Thread preferred = handOff;
        if (preferred != null && preferred.priority() >= highest) {
            return preferred;
        }
        L4Thread running = current;
        if (running != null && running.priority() >= highest && time < running.sliceEnd()) {
            return running;
        }
        L4Thread head = ready.head(highest);
        if (head == null) {
            throw new IllegalStateException("a scheduling point without a runnable thread");
        }
        return head;
    }
}
