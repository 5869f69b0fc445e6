package org.l4emu.emulib;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.microkernel.environment.ClosedEnvironment;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.microkernel.sigma0.Sigma0;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.protocol.event.EventSink;

/**
 * The smallest server emulib can talk to: one user task whose program is a few words of ARM code.
 * Answers every system call with r0 + 1, halts the machine at system call 1.
 */
final class NullServer extends ThreadProgram {
    static final int CODE = 0x8000;

    private static final int TASK = 5;
    private static final int USER_TASK = 6;
    private static final int ADDRESS = 0xd0000000;
    private static final int CODE_FRAME = 256;
    private static final int PAGE_FRAME = 257;
    private static final int EXIT = 1;

    private final ThreadId sigma0;
    private final int[] code;
    private int next;
    int calls;
    int lastLabel;
    int lastVector;

    private NullServer(ThreadId sigma0, int[] code) {
        this.sigma0 = sigma0;
        this.code = code;
    }

    /** A machine that will run {@code code}, entered at {@link #CODE}. */
    static Machine machine(Strategy strategy, EventSink sink, NullServer[] made, int... code) {
        ClosedEnvironment environment =
                new ClosedEnvironment(strategy, 1, new byte[0], (d, b, o, l) -> {});
        Machine machine =
                new Machine(
                        new MachineConfiguration(16 << 20, 100, 1_000_000, 0), environment, sink);
        ThreadId sigma0 = Sigma0.start(machine.kernel());
        EmulibImages.place(machine.kernel().images(), SignalProtocol.DEFAULT);
        NullServer server = new NullServer(sigma0, code);
        made[0] = server;
        machine.kernel().images().place(ADDRESS, "server", context -> server);
        machine.kernel()
                .images()
                .place(EmulibImages.SIGNAL_THREAD, "signal", context -> new Idle());
        L4Task task = machine.kernel().createTask(TASK, ThreadId.NIL);
        L4Thread thread = machine.kernel().createThread(task, 0, "server");
        thread.setPriority(110);
        machine.kernel().start(thread, ADDRESS, 0);
        return machine;
    }

    @Override
    public void step(ThreadContext context) {
        switch (next++) {
            case 0 -> {
                context.setReceiveWindow(Flexpage.COMPLETE);
                context.setMessage(Sigma0.ALL_MEMORY, 0, 0);
                context.call(sigma0, Timeouts.NEVER);
            }
            case 1 -> startUser(context);
            case 2 -> context.waitForAny(Timeouts.NEVER);
            default -> serve(context);
        }
    }

    private void startUser(ThreadContext context) {
        ByteBuffer words =
                ByteBuffer.wrap(context.writable(CODE_FRAME << 12)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < code.length; i++) {
            words.putInt(4 * i, code[i]);
        }
        ThreadId user = context.taskNew(USER_TASK, 100, context.id(), EmulibImages.START, 0);
        PtRegs registers = new PtRegs(context.writable(PAGE_FRAME << 12));
        registers.setWord(ExclusivePage.EMU_LOCAL_LOCK, (int) user.value());
        registers.set(PtRegs.PC, CODE);
        registers.set(PtRegs.CPSR, 0x10);
    }

    private void serve(ThreadContext context) {
        ThreadId client = context.sender();
        int w0 = context.w0();
        if (Entry.isLabel(w0)) {
            lastLabel = w0;
            lastVector = context.w1();
            calls++;
            PtRegs registers = new PtRegs(context.writable(PAGE_FRAME << 12));
            if (w0 == Entry.EXCEPTION || registers.get(7) == EXIT) {
                context.halt(registers.get(0));
                return;
            }
            registers.set(0, registers.get(0) + 1);
        } else {
            int address = w0 & ~3;
            boolean isPage = address >>> 12 == ExclusivePage.addressOf(0) >>> 12;
            int frame = isPage ? PAGE_FRAME : CODE_FRAME;
            context.addMapItem(Flexpage.page(frame << 12, isPage), address);
        }
        context.replyAndWait(client);
    }

    @Override
    public String nextStep() {
        return "server.step";
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put(next);
        digest.put(calls);
    }

    private static final class Idle extends ThreadProgram {
        @Override
        public void step(ThreadContext context) {
            context.sleep(Timeouts.NEVER);
        }

        @Override
        public String nextStep() {
            return "idle";
        }

        @Override
        public void digest(StateDigest digest) {}
    }
}
