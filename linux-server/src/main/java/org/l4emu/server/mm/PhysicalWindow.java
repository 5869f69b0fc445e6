package org.l4emu.server.mm;

import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.ThreadContext;

/**
 * RAM as the server sees it: mapped one to one into its own address space, so frame n is at address
 * n · 4096. Every access goes through the server's own mapping.
 */
public final class PhysicalWindow {
    private final ThreadContext context;

    public PhysicalWindow(ThreadContext context) {
        this.context = context;
    }

    /** The 4,096 bytes of a frame, to read. */
    public byte[] bytes(int frame) {
        return context.readable(frame << Flexpage.PAGE_SIZE_LOG2);
    }

    /** The bytes of a frame, to write now; decoded code of it is dropped. Do not keep the array. */
    public byte[] writable(int frame) {
        return context.writable(frame << Flexpage.PAGE_SIZE_LOG2);
    }
}
