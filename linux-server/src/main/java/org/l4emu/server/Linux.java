package org.l4emu.server;

import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.server.mm.FaultHandler;
import org.l4emu.server.mm.FrameAllocator;
import org.l4emu.server.mm.MachineMemory;
import org.l4emu.server.mm.PhysicalWindow;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.syscall.SyscallTable;

/**
 * The Linux server's state: what a kernel's global variables are. Made at boot, passed to whoever
 * needs it; belongs to the server's one thread.
 */
public final class Linux {
    private final ThreadContext context;
    private final PhysicalWindow memory;
    private final FrameAllocator frames;
    private final MachineMemory machine;
    private final UserMemory user;
    private final FaultHandler faults;
    private final SyscallTable syscalls = new SyscallTable();

    public Linux(ThreadContext context, int firstFrame, int endFrame) {
        this.context = context;
        memory = new PhysicalWindow(context);
        frames = new FrameAllocator(memory, firstFrame, endFrame);
        machine = new MachineMemory(context, memory, frames);
        user = new UserMemory(machine);
        faults = new FaultHandler(machine);
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

    /** What new address spaces are made from. */
    public MachineMemory machine() {
        return machine;
    }

    /** The way to user memory, for everything a system call reads or writes there. */
    public UserMemory user() {
        return user;
    }

    /** The pager's work. */
    public FaultHandler faults() {
        return faults;
    }

    public SyscallTable syscalls() {
        return syscalls;
    }
}
