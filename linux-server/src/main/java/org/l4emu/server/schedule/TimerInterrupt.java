package org.l4emu.server.schedule;

import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.irq.InterruptController;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.server.Linux;
import org.l4emu.server.process.Task;

/**
 * The timer's top half: lthread 1 of the server task. Each interrupt runs {@code do_timer()} and
 * {@code scheduler_tick()}; if a timer is due, a message wakes the server, whose thread does the
 * rest.
 */
public final class TimerInterrupt extends ThreadProgram {
    /** w0 of the message that says timers are due. */
    public static final int TIMERS_DUE = 0x11;

    private enum Next {
        ATTACH,
        RECEIVE,
        TICK,
        WAKE_SERVER
    }

    private static final ThreadId LINE = ThreadId.interrupt(InterruptController.TIMER_LINE);

    private final Linux linux;
    private final ThreadId server;
    private Next next = Next.ATTACH;

    public TimerInterrupt(Linux linux) {
        this.linux = linux;
        server = linux.context().id();
    }

    @Override
    public void step(ThreadContext context) {
        switch (next) {
            case ATTACH -> {
                next = Next.RECEIVE;
                context.receive(LINE, Timeouts.RECEIVE_ZERO);
            }
            case RECEIVE -> {
                next = Next.TICK;
                context.receive(LINE, Timeouts.NEVER);
            }
            case TICK -> tick();
            case WAKE_SERVER -> {
                next = Next.RECEIVE;
                context.setMessage(TIMERS_DUE, 0, 0);
                context.send(server, Timeouts.NEVER);
            }
        }
    }

    private void tick() {
        Timers timers = linux.timers();
        if (timers.interrupt()) {
            schedulerTick();
            if (linux.servers().activeCount() > 1) {
                timers.wantTick();
            }
        }
        if (timers.isDue()) {
            next = Next.WAKE_SERVER;
        } else {
            next = Next.RECEIVE;
            timers.arm();
        }
    }

    /** Asks the current task to give way if its slice is used up. */
    private void schedulerTick() {
        Task current = linux.current();
        if (current != null && current.isAlive() && current.info().tick()) {
            linux.flag().needResched(current, true);
        }
    }

    @Override
    public String nextStep() {
        return switch (next) {
            case ATTACH -> "timer.attach";
            case RECEIVE -> "timer.receive";
            case TICK -> "timer.doTimer";
            case WAKE_SERVER -> "timer.wakeServer";
        };
    }

    @Override
    public void describeNextStep(ThreadContext context, StepIntent intent) {
        switch (next) {
            case ATTACH, RECEIVE -> intent.ipc(StepIntent.Kind.RECEIVE, nextStep(), LINE);
            case TICK -> intent.set(StepIntent.Kind.FLAG, nextStep(), server, 0);
            case WAKE_SERVER -> intent.ipc(StepIntent.Kind.SEND, nextStep(), server);
        }
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put(next.ordinal());
    }
}
