package org.l4emu.microkernel.thread;

/**
 * A thread that is a small state machine instead of machine code: emulib routines, signal thread,
 * server threads, interrupt threads, sigma0.
 *
 * <p>One call of {@link #step} is one atomic transition. It does at most one thing another thread
 * could notice: one access to a shared word, or one kernel call as its <em>last</em> action. An
 * access that page-faults leaves {@code step} by the trap; the fault is sent to the pager in the
 * thread's name and the same step is taken again, so a step changes the program's own state only
 * after its access.
 */
public abstract class ThreadProgram {
    /** Takes the next step. Never waits: waiting is a thread state. */
    public abstract void step(ThreadContext context);

    /** The name of the next step, as traces, diagrams and schedules print it. */
    public abstract String nextStep();

    /** Address that stands for the next step in page-fault messages. */
    public int instructionPointer() {
        return 0;
    }

    /** Says what the next step will do and touch, before it is taken. Does not change anything. */
    public void describeNextStep(ThreadContext context, StepIntent intent) {
        intent.local(nextStep());
    }

    /**
     * True if the next step belongs to the receive before it: the microkernel has switched to this
     * thread with the message, and nobody runs in between.
     */
    public boolean followsAtOnce() {
        return false;
    }

    /** Feeds every field that decides the future into {@code digest}. */
    public abstract void digest(StateDigest digest);
}
