package org.l4emu.server.mm;

import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.ThreadContext;

/**
 * What address spaces are made from: frames, their bytes, and the microkernel's operations on
 * mappings. One a server.
 */
public record MachineMemory(ThreadContext context, PhysicalWindow window, FrameAllocator frames) {
    /** Takes a frame back from every task that maps it; whoever still may use it faults again. */
    void revoke(int frame) {
        context.unmap(
                Flexpage.page(frame << Flexpage.PAGE_SIZE_LOG2, false),
                false,
                /* alsoOwn= */ false);
    }

    /** A new frame with the contents of {@code source}; −1 if out of memory. */
    int copy(int source) {
        int frame = frames.allocateUncleared();
        if (frame >= 0) {
            System.arraycopy(
                    window.bytes(source), 0, window.writable(frame), 0, Flexpage.PAGE_SIZE);
        }
        return frame;
    }
}
