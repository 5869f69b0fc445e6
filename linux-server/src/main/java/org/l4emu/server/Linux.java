package org.l4emu.server;

import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.server.mm.FrameAllocator;
import org.l4emu.server.mm.PhysicalWindow;
import org.l4emu.server.syscall.SyscallTable;

/**
 * The Linux server's state: what a kernel's global variables are. Made at boot, passed to whoever
 * needs it; belongs to the server's one thread.
 */
public final class Linux {
    private final ThreadContext context;
    private final PhysicalWindow memory;
    private final FrameAllocator frames;
    private final SyscallTable syscalls = new SyscallTable();

    public Linux(ThreadContext context, int firstFrame, int endFrame) {
        this.context = context;
        memory = new PhysicalWindow(context);
        frames = new FrameAllocator(memory, firstFrame, endFrame);
    }

    /** The server thread's view of the microkernel. */
    public ThreadContext context() {
        return context;
    }

    public PhysicalWindow memory() {
        return memory;
    }

    public FrameAllocator frames() {
        return frames;
    }

    public SyscallTable syscalls() {
        return syscalls;
    }
}
