package org.l4emu.emulib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.microkernel.environment.ClosedEnvironment;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.microkernel.sigma0.Sigma0;
import org.l4emu.microkernel.thread.ExRegsResult;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ProgramImages;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.NullSink;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;

/**
 * A user task under emulib, a server that the test plays, and a thread in the signal thread's place
 * that forces the user thread once, as soon as it is let.
 */
final class EmulibLab {
    /** What the server does with a call; the registers are in the exclusive page. */
    interface Server {
        void serve(int label, PtRegs page, ThreadContext context);
    }

    static final int CODE = 0x8000;
    static final int USER_TASK = 8;
    static final int STACK = 0x20000;
    static final int EXIT = 1;
    private static final int SERVER_TASK = 5;
    private static final int ADDRESS = 0xd0000000;
    private static final int PAGE_FRAME = 257;
    private static final int FIRST_FRAME = 300;

    final Machine machine;
    final List<String> log = new ArrayList<>();
    final EventSink sink = new Log();
    private final SignalProtocol protocol;
    private final TreeMap<Integer, Integer> frames = new TreeMap<>();
    private final byte[] code;
    private final ThreadId sigma0;
    private final Server server;
    int firstAction;
    int calls;
    int specials;
    boolean forces;

    /** If not 0, kept in the place of the ip the user thread was interrupted at. */
    int keptIp;

    /** Called before a page fault on user memory is served. */
    Runnable beforeFault = () -> {};

    EmulibLab(Strategy strategy, SignalProtocol protocol, byte[] code, Server server) {
        this.protocol = protocol;
        this.code = code.clone();
        this.server = server;
        machine =
                new Machine(
                        new MachineConfiguration(16 << 20, 100, 1_000_000, 0),
                        new ClosedEnvironment(strategy, 1, new byte[0], (d, b, o, l) -> {}),
                        sink);
        sigma0 = Sigma0.start(machine.kernel());
        ProgramImages images = machine.kernel().images();
        EmulibImages.place(images, protocol);
        images.place(ADDRESS, "server", context -> new Serving());
        images.place(EmulibImages.SIGNAL_THREAD, "signal", context -> new Forcing(context));
        L4Thread thread =
                machine.kernel()
                        .createThread(
                                machine.kernel().createTask(SERVER_TASK, ThreadId.NIL),
                                0,
                                "server");
        thread.setPriority(110);
        machine.kernel().start(thread, ADDRESS, 0);
    }

    /** The words of ARM code as bytes. */
    static byte[] arm(int... words) {
        byte[] bytes = new byte[4 * words.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (words[i / 4] >>> (8 * (i % 4)));
        }
        return bytes;
    }

    /** Runs to the exit call; its argument. */
    int exit() {
        assertThat(machine.run(50_000_000)).as("%s", log).isEqualTo(Machine.Outcome.HALTED);
        return machine.haltStatus();
    }

    /** A word of user memory, or of the exclusive page. */
    int word(int address) {
        return new PtRegs(page(address)).word(address & 0xffc);
    }

    void setWord(int address, int value) {
        new PtRegs(page(address)).setWord(address & 0xffc, value);
    }

    private byte[] page(int address) {
        Integer frame =
                address == ExclusivePage.addressOf(0) ? PAGE_FRAME : frames.get(address >>> 12);
        assertThat(frame).isNotNull();
        return machine.kernel().memory().frame(frame).bytes();
    }

    private final class Serving extends ThreadProgram {
        private int next;

        @Override
        public void step(ThreadContext context) {
            switch (next++) {
                case 0 -> {
                    context.setReceiveWindow(Flexpage.COMPLETE);
                    context.setMessage(Sigma0.ALL_MEMORY, 0, 0);
                    context.call(sigma0, Timeouts.NEVER);
                }
                case 1 -> begin(context);
                case 2 -> context.waitForAny(Timeouts.NEVER);
                default -> serve(context);
            }
        }

        private void begin(ThreadContext context) {
            System.arraycopy(code, 0, context.writable(frameOf(CODE >>> 12) << 12), 0, code.length);
            ThreadId user = context.taskNew(USER_TASK, 101, context.id(), EmulibImages.START, 0);
            PtRegs page = new PtRegs(context.writable(PAGE_FRAME << 12));
            page.setWord(ExclusivePage.EMU_LOCAL_LOCK, (int) user.value());
            page.setWord(ExclusivePage.SIGS_HANDLED, protocol.sigsHandled() ? 1 : 0);
            page.setWord(ExclusivePage.ACTION, firstAction);
            page.set(PtRegs.PC, CODE);
            page.set(PtRegs.SP, STACK);
            page.set(PtRegs.CPSR, 0x10);
        }

        private int frameOf(int page) {
            return frames.computeIfAbsent(page, p -> FIRST_FRAME + frames.size());
        }

        private void serve(ThreadContext context) {
            ThreadId client = context.sender();
            int w0 = context.w0();
            if (Entry.isLabel(w0)) {
                call(context, w0);
            } else {
                fault(context, w0);
            }
            context.setMessage(0, 0, 0);
            context.replyAndWait(client);
        }

        private void call(ThreadContext context, int label) {
            PtRegs page = new PtRegs(context.writable(PAGE_FRAME << 12));
            page.setWord(ExclusivePage.ACTION, Action.RESUME);
            if (label == Entry.SIGNAL) {
                specials++;
            } else {
                calls++;
            }
            log.add("label " + label);
            if (label == Entry.SYSCALL && page.get(7) == EXIT) {
                context.halt(page.get(0));
            }
            server.serve(label, page, context);
            if (protocol.sigsHandled()) {
                page.setWord(ExclusivePage.SIGS_HANDLED, 1);
            }
        }

        private void fault(ThreadContext context, int word) {
            int address = word & ~3;
            int frame;
            if (address >>> 12 == ExclusivePage.addressOf(0) >>> 12) {
                frame = PAGE_FRAME;
            } else {
                frame = frameOf(address >>> 12);
                log.add("fault " + Integer.toHexString(address));
                beforeFault.run();
            }
            context.addMapItem(Flexpage.page(frame << 12, true), address & ~0xfff);
        }

        @Override
        public String nextStep() {
            return "server";
        }

        @Override
        public void digest(StateDigest digest) {
            digest.put(next);
        }
    }

    /** Takes the lock, parks the user thread, keeps its ip and sp, forces it; once. */
    private final class Forcing extends ThreadProgram {
        private final LocalLock lock;
        private final int page = ExclusivePage.addressOf(0);
        private int next;
        private int oldIp;
        private int oldSp;
        private boolean slept;

        Forcing(ThreadContext context) {
            lock = new LocalLock(context, page, 0, protocol);
        }

        @Override
        public void step(ThreadContext context) {
            if (!forces) {
                context.sleep(Timeouts.NEVER);
                return;
            }
            if (!slept) {
                slept = true;
                context.sleep(Timeouts.receiveMicros(1));
                return;
            }
            switch (next) {
                case 0 -> take(context);
                case 1 -> {
                    context.store(kept(), oldIp);
                    next = 2;
                }
                case 2 -> {
                    context.store(kept() + 4, oldSp);
                    next = 3;
                }
                case 3 -> {
                    next = 4;
                    int sp = protocol.signalThreadFaults() ? oldSp - 8 : oldSp;
                    context.threadExRegs(0, EmulibImages.FORCED, sp, ThreadId.INVALID);
                }
                default -> context.sleep(Timeouts.NEVER);
            }
        }

        private void take(ThreadContext context) {
            if (lock.isUsed() && !lock.tryTake()) {
                context.sleep(Timeouts.receiveMicros(1));
                return;
            }
            next = 1;
            ExRegsResult before = context.threadExRegs(0, EmulibImages.PARK, -1, ThreadId.INVALID);
            oldIp = keptIp == 0 ? before.instructionPointer() : keptIp;
            oldSp = before.stackPointer();
            log.add("parked at " + Integer.toHexString(oldIp));
        }

        private int kept() {
            return protocol.signalThreadFaults() ? oldSp - 8 : page + ExclusivePage.FORCED_IP;
        }

        @Override
        public String nextStep() {
            return switch (next) {
                case 0 -> slept ? "force" : "begin";
                case 4 -> "forced";
                default -> "force" + next;
            };
        }

        @Override
        public void digest(StateDigest digest) {
            digest.put((long) next << 32 | oldIp);
        }
    }

    /** Notes what tests look at. */
    private final class Log extends NullSink {
        @Override
        public void variable(
                long time, Variable variable, int writer, int owner, int before, int after) {
            String word =
                    variable == Variable.EMU_LOCAL_LOCK
                            ? (before == 0 ? "free" : "taken")
                                    + ">"
                                    + (after == 0 ? "free" : "taken")
                            : before + ">" + after;
            log.add(variable.label() + " " + word);
        }

        @Override
        public void signal(
                long time, SignalStep kind, int thread, int owner, int signal, int argument) {
            log.add(kind + " " + signal + " " + Integer.toHexString(argument));
        }

        @Override
        public void kdebug(long time, int thread, String reason) {
            log.add("kdebug " + reason);
        }
    }
}
