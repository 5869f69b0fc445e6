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
     * For a thread that has not run yet, or has to come back once it has started another one: make
     * the special system call before user code. Of what happened meanwhile its signal thread, if
     * there is one yet, could not be told in time.
     */
    public static final int CALL_FIRST = 4;

    /** ptrace: carry out one instruction of user code, then come back with an exception. */
    public static final int SINGLE_STEP = 8;

    private Action() {}
}
