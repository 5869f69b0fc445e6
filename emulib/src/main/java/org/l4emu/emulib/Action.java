package org.l4emu.emulib;

/** Bits of what the server tells a user thread to do on its way back, in the exclusive page. */
public final class Action {
    /** Restore the registers and go on. */
    public static final int RESUME = 0;

    /** First start the lthread named by the action argument, as clone(CLONE_THREAD) wants. */
    public static final int START_THREAD = 1;

    /** Build a signal frame from the deliver record. */
    public static final int DELIVER = 2;

    /**
     * For a thread that has not run yet: make the special system call before the first instruction.
     * A signal was posted before there was a signal thread to be told.
     */
    public static final int CALL_FIRST = 4;

    private Action() {}
}
