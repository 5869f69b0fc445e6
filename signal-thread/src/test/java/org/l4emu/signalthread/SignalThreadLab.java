package org.l4emu.signalthread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.l4emu.emulib.EmulibImages;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.ProtocolSettings;
import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.microkernel.environment.ClosedEnvironment;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.schedule.SchedulingPoint;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.microkernel.sigma0.Sigma0;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.protocol.event.NullSink;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;

/**
 * A signal thread between a server and a user thread that the test plays. The server serves page
 * faults, and when all is quiet for 10 µs or longer takes the test's next step. The user thread
 * stands still; where it is parked and forced it only says so.
 */
final class SignalThreadLab {
    /** What the server does when all is quiet. */
    interface Step {
        void take(ThreadContext server);
    }

    /** Before a step of the signal thread. */
    interface Observer {
        void before(String step);
    }

    static final int USER_TASK = 8;
    static final int SERVER_TASK = 5;
    static final int USER_SP = 0x20000;
    static final int LABEL = 0x21;
    static final int QUIET_MICROS = 2_000;

    private static final int SERVER = 0xd0000000;
    private static final int USER = 0xd1000000;
    private static final int FOREIGN = 0xd2000000;
    private static final int FIRST_FRAME = 300;

    final Machine machine;

    /** Events, and what the user thread says. */
    final List<String> log = new ArrayList<>();

    /** Names of the steps the signal thread took, and when it looked at the lock. */
    final List<String> steps = new ArrayList<>();

    final List<Long> looks = new ArrayList<>();
    final ThreadId signalThread;
    final ThreadId user;
    Observer observer = step -> {};
    private final SignalProtocol protocol;
    private final ArrayDeque<Step> script = new ArrayDeque<>();
    private final TreeMap<Integer, Integer> frames = new TreeMap<>();
    private final ThreadId sigma0;
    private final int page;
    private final int sp;
    private int foreigners;

    SignalThreadLab(String settings) throws ProtocolSettings.UnknownSetting {
        this(settings, 0, USER_SP);
    }

    SignalThreadLab(String settings, int lthread, int userSp)
            throws ProtocolSettings.UnknownSetting {
        protocol = ProtocolSettings.parse(settings);
        sp = userSp;
        page = ExclusivePage.addressOf(lthread);
        machine =
                new Machine(
                        new MachineConfiguration(16 << 20, 100, 1_000_000, 0),
                        new ClosedEnvironment(new Watching(), 1, new byte[0], (d, b, o, l) -> {}),
                        new Log());
        sigma0 = Sigma0.start(machine.kernel());
        SignalThread.place(machine.kernel().images(), protocol);
        machine.kernel().images().place(SERVER, "server", c -> new Server());
        machine.kernel().images().place(USER, "user", c -> new Still("runs"));
        machine.kernel().images().place(EmulibImages.PARK, "user", c -> new Still("parked"));
        machine.kernel().images().place(EmulibImages.FORCED, "user", c -> new Still("forced"));
        L4Thread server =
                machine.kernel()
                        .createThread(
                                machine.kernel().createTask(SERVER_TASK, ThreadId.NIL),
                                0,
                                "server");
        server.setPriority(90);
        machine.kernel().start(server, SERVER, 0);
        var task = machine.kernel().createTask(USER_TASK, server.id());
        L4Thread userThread = machine.kernel().createThread(task, lthread, "user");
        userThread.setPager(server.id());
        userThread.setPriority(100);
        machine.kernel().start(userThread, USER, sp);
        L4Thread signal = machine.kernel().createThread(task, lthread + 1, "signal");
        signal.setPager(server.id());
        signal.setPriority(101);
        machine.kernel().start(signal, EmulibImages.SIGNAL_THREAD, 0);
        signalThread = signal.id();
        user = userThread.id();
    }

    /** Next of the server's steps. */
    SignalThreadLab then(Step step) {
        script.add(step);
        return this;
    }

    /** The server notifies the signal thread. */
    SignalThreadLab thenNotify() {
        return then(server -> server.sendNotification(signalThread, LABEL, true));
    }

    /** The server writes a word of the exclusive page. */
    SignalThreadLab thenSet(int offset, int value) {
        return then(server -> set(offset, value));
    }

    /** A new thread sends the signal thread a message. */
    SignalThreadLab thenSendFrom(int task, int lthread) {
        return then(
                server -> {
                    int address = FOREIGN + 4 * foreigners++;
                    machine.kernel().images().place(address, "foreign", c -> new Sending());
                    var of = machine.kernel().task(task);
                    L4Thread made =
                            machine.kernel()
                                    .createThread(
                                            of == null
                                                    ? machine.kernel()
                                                            .createTask(task, ThreadId.NIL)
                                                    : of,
                                            lthread,
                                            "foreign");
                    made.setPriority(80);
                    machine.kernel().start(made, address, 0);
                });
    }

    SignalThreadLab run() {
        machine.run(50_000_000);
        assertThat(script).isEmpty();
        return this;
    }

    int word(int address) {
        return new PtRegs(bytes(address)).word(address & 0xffc);
    }

    /** A word of the exclusive page. */
    int pageWord(int offset) {
        return word(page + offset);
    }

    void set(int offset, int value) {
        new PtRegs(bytes(page)).setWord(offset, value);
    }

    private byte[] bytes(int address) {
        return machine.kernel().memory().frame(frameOf(address)).bytes();
    }

    private int frameOf(int address) {
        return frames.computeIfAbsent(address >>> 12, p -> FIRST_FRAME + frames.size());
    }

    private final class Server extends ThreadProgram {
        private int next;

        @Override
        public void step(ThreadContext context) {
            switch (next) {
                case 0 -> {
                    next = 1;
                    context.setReceiveWindow(Flexpage.COMPLETE);
                    context.setMessage(Sigma0.ALL_MEMORY, 0, 0);
                    context.call(sigma0, Timeouts.NEVER);
                }
                case 1 -> {
                    next = 2;
                    context.waitForAny(
                            script.isEmpty()
                                    ? Timeouts.NEVER
                                    : Timeouts.receiveMicros(QUIET_MICROS));
                }
                default -> {
                    next = 1;
                    if (context.result() == 0) {
                        fault(context);
                    } else {
                        script.remove().take(context);
                    }
                }
            }
        }

        private void fault(ThreadContext context) {
            int address = context.w0() & ~3;
            log.add(
                    "fault of lthread "
                            + context.sender().lthread()
                            + " at "
                            + Integer.toHexString(address));
            context.addMapItem(Flexpage.page(frameOf(address) << 12, true), address & ~0xfff);
            context.setMessage(0, 0, 0);
            context.reply(context.sender());
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

    private final class Still extends ThreadProgram {
        private final String what;

        Still(String what) {
            this.what = what;
        }

        @Override
        public void step(ThreadContext context) {
            log.add("user " + what + ", sp " + Integer.toHexString(context.registers().r[13]));
            context.sleep(Timeouts.NEVER);
        }

        @Override
        public int instructionPointer() {
            return USER;
        }

        @Override
        public String nextStep() {
            return what;
        }

        @Override
        public void digest(StateDigest digest) {}
    }

    /** Address the user thread stands at. */
    static int userIp() {
        return USER;
    }

    private final class Sending extends ThreadProgram {
        private boolean sent;

        @Override
        public void step(ThreadContext context) {
            if (sent) {
                context.sleep(Timeouts.NEVER);
                return;
            }
            sent = true;
            context.setMessage(LABEL, 0, 0);
            context.send(signalThread, Timeouts.NEVER);
        }

        @Override
        public String nextStep() {
            return "sending";
        }

        @Override
        public void digest(StateDigest digest) {
            digest.put(sent);
        }
    }

    /** By priority; notes the signal thread's steps. */
    private final class Watching implements Strategy {
        @Override
        public L4Thread choose(SchedulingPoint point) {
            L4Thread chosen = point.byPriority();
            if (chosen.id().equals(signalThread)) {
                String step = point.intentOf(chosen).name();
                observer.before(step);
                steps.add(step);
                if (step.equals("signal.lock")) {
                    looks.add(point.time());
                }
            }
            return chosen;
        }

        @Override
        public long nextChoiceTime(long now) {
            return now + 1;
        }

        @Override
        public String description() {
            return "watching";
        }
    }

    private final class Log extends NullSink {
        @Override
        public void variable(
                long time, Variable variable, int writer, int owner, int before, int after) {
            log.add(variable.label() + " " + before + ">" + after);
        }

        @Override
        public void signal(
                long time, SignalStep kind, int thread, int owner, int signal, int argument) {
            log.add(kind + " " + Integer.toHexString(argument));
        }
    }
}
