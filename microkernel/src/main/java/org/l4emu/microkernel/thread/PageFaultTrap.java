package org.l4emu.microkernel.thread;

/**
 * Leaves a program's step at an access that is not mapped or not allowed; the step will be taken
 * again. Stackless and without state, so throwing it costs little.
 */
public final class PageFaultTrap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final PageFaultTrap INSTANCE = new PageFaultTrap();

    private PageFaultTrap() {
        super("page fault in a thread program", null, false, false);
    }
}
