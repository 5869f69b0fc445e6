package org.l4emu.server.schedule;

import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;

/**
 * How long threads had the processor, from the microkernel, which alone sees every switch between
 * user threads.
 */
public final class ProcessorMeter {
    private final ThreadContext context;

    public ProcessorMeter(ThreadContext context) {
        this.context = context;
    }

    /** Virtual time a thread ran for since it was made; −1 if the id names nobody. */
    public long consumedTicks(ThreadId thread) {
        return context.consumedTicks(thread);
    }
}
