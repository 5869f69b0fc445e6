package org.l4emu.microkernel.thread;

/**
 * Where the microkernel mirrors a thread's ARM exceptions to: the role the emulated LIDT and the
 * trampoline play on i386. One instance a thread, entered again and again.
 */
public abstract class ExceptionHandler extends ThreadProgram {
    /**
     * Info of a prefetch abort after the one instruction of {@link
     * ThreadContext#resumeOneInstruction}. No breakpoint instruction is zero.
     */
    public static final int SINGLE_STEP = 0;

    /**
     * The thread has just taken an exception; its next step is the handler's first.
     *
     * @param vector offset in the vector page: 0x04 undefined, 0x08 svc, 0x0c prefetch abort
     *     (breakpoint), 0x10 data abort (alignment)
     * @param info the instruction word for svc, undefined and breakpoint; the address for
     *     alignment; {@link #SINGLE_STEP}
     */
    public abstract void enter(int vector, int info);
}
