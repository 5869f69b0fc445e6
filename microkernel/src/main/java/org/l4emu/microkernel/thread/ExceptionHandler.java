package org.l4emu.microkernel.thread;

/**
 * Where the microkernel mirrors a thread's ARM exceptions to: the role the emulated LIDT and the
 * trampoline play on i386. One instance a thread, entered again and again.
 */
public abstract class ExceptionHandler extends ThreadProgram {
    /**
     * The thread has just taken an exception; its next step is the handler's first.
     *
     * @param vector offset in the vector page: 0x04 undefined, 0x08 svc, 0x0c prefetch abort
     *     (breakpoint), 0x10 data abort (alignment)
     * @param info the instruction word for svc, undefined and breakpoint; the address for alignment
     */
    public abstract void enter(int vector, int info);
}
