package org.l4emu.server.ipc;

import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.irq.InterruptController;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;

/**
 * The console's top half: lthread 2 of the server task. Tells the server that input has come; the
 * server fetches it.
 */
public final class ConsoleInterrupt extends ThreadProgram {
    /** w0 of the message that says bytes or the end of input are there. */
    public static final int INPUT_THERE = 0x13;

    private enum Next {
        ATTACH,
        RECEIVE,
        WAKE_SERVER
    }

    private static final ThreadId LINE = ThreadId.interrupt(InterruptController.CONSOLE_LINE);

    private final ThreadId server;
    private Next next = Next.ATTACH;

    public ConsoleInterrupt(ThreadId server) {
        this.server = server;
    }

    @Override
    public void step(ThreadContext context) {
        switch (next) {
            case ATTACH -> {
                next = Next.RECEIVE;
                context.receive(LINE, Timeouts.RECEIVE_ZERO);
            }
            case RECEIVE -> {
                next = Next.WAKE_SERVER;
                context.receive(LINE, Timeouts.NEVER);
            }
            case WAKE_SERVER -> {
                next = Next.RECEIVE;
                context.setMessage(INPUT_THERE, 0, 0);
                context.send(server, Timeouts.NEVER);
            }
        }
    }

    @Override
    public String nextStep() {
        return switch (next) {
            case ATTACH -> "console.attach";
            case RECEIVE -> "console.receive";
            case WAKE_SERVER -> "console.wakeServer";
        };
    }

    @Override
    public void describeNextStep(ThreadContext context, StepIntent intent) {
        boolean sends = next == Next.WAKE_SERVER;
        intent.ipc(
                sends ? StepIntent.Kind.SEND : StepIntent.Kind.RECEIVE,
                nextStep(),
                sends ? server : LINE);
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put(next.ordinal());
    }
}
