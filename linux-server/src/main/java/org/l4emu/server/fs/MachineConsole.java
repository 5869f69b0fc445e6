package org.l4emu.server.fs;

import org.l4emu.microkernel.thread.ThreadContext;

/** The console of the machine the server runs in. */
public final class MachineConsole implements ConsolePort {
    private final ThreadContext context;

    public MachineConsole(ThreadContext context) {
        this.context = context;
    }

    @Override
    public int read(byte[] target) {
        return context.console().read(target);
    }

    @Override
    public void wantInput() {
        context.wantInput();
    }

    @Override
    public void output(int device, byte[] bytes, int offset, int length) {
        context.output(device, bytes, offset, length);
    }
}
