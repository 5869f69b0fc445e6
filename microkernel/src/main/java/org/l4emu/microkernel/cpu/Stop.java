package org.l4emu.microkernel.cpu;

/** Why {@link Interpreter#run} came back. Everything but {@link #BUDGET} took an exception. */
public final class Stop {
    /** The instruction budget is used up; no exception was taken. */
    public static final int BUDGET = 0;

    /** A supervisor call, retired; the state is in supervisor mode at the SVC vector. */
    public static final int SVC = 1;

    public static final int UNDEFINED = 2;
    public static final int PREFETCH_ABORT = 3;
    public static final int DATA_ABORT = 4;

    /** BKPT: enters through the prefetch abort vector. */
    public static final int BKPT = 5;

    /** A misaligned access that the architecture or the setting refuses: data abort vector. */
    public static final int ALIGNMENT = 6;

    private Stop() {}

    public static String name(int stop) {
        return switch (stop) {
            case BUDGET -> "budget";
            case SVC -> "svc";
            case UNDEFINED -> "undefined";
            case PREFETCH_ABORT -> "prefetch abort";
            case DATA_ABORT -> "data abort";
            case BKPT -> "bkpt";
            case ALIGNMENT -> "alignment";
            default -> "stop " + stop;
        };
    }
}
