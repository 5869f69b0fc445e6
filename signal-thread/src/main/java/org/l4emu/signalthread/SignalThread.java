package org.l4emu.signalthread;

import org.l4emu.emulib.EmulibImages;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.thread.ProgramImages;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;

/**
 * The second thread of every Linux task. Waits for the server's notification, closed, so that
 * nobody else can make it act. It never makes a Linux system call.
 */
public final class SignalThread extends ThreadProgram {
    private final ThreadId server;

    private SignalThread(ThreadContext context) {
        server = context.pager();
    }

    /** Places the signal thread's entry. */
    public static void place(ProgramImages images) {
        images.place(EmulibImages.SIGNAL_THREAD, "signal", SignalThread::new);
    }

    @Override
    public void step(ThreadContext context) {
        context.receive(server, Timeouts.NEVER);
    }

    @Override
    public String nextStep() {
        return "signal.receive";
    }

    @Override
    public void describeNextStep(ThreadContext context, StepIntent intent) {
        intent.ipc(StepIntent.Kind.RECEIVE, nextStep(), server);
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put(server.value());
    }
}
