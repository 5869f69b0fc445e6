package org.l4emu.server.boot;

import org.l4emu.emulib.EmulibImages;
import org.l4emu.microkernel.Kernel;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.microkernel.environment.Environment;
import org.l4emu.microkernel.sigma0.Sigma0;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.server.Linux;
import org.l4emu.server.ipc.ConsoleInterrupt;
import org.l4emu.server.ipc.DispatchLoop;
import org.l4emu.server.schedule.TimerInterrupt;
import org.l4emu.signalthread.SignalThread;

/** Builds machines that run Linux: sigma0, the server's task with its three threads, emulib. */
public final class LinuxMachine {
    /** L4 task of the server. */
    public static final int SERVER_TASK = 4;

    private static final int SERVER = 0xd0000000;
    private static final int TIMER = 0xd0010000;
    private static final int CONSOLE = 0xd0020000;

    private static final int SERVER_PRIORITY = 110;
    private static final int INTERRUPT_PRIORITY = 130;
    private static final int TIMER_LTHREAD = 1;
    private static final int CONSOLE_LTHREAD = 2;

    /** Frames below are the kernel's own, so that no pointer is near 0. */
    private static final int FIRST_FRAME = 256;

    /** Only the first server thread boots; the others begin with their first receive. */
    private static final DispatchLoop.BootSequence NO_BOOT =
            new DispatchLoop.BootSequence() {
                @Override
                public boolean step(ThreadContext context) {
                    return false;
                }

                @Override
                public String nextStep() {
                    return "server.begin";
                }

                @Override
                public int progress() {
                    return 0;
                }
            };

    private final Machine machine;
    private final Linux linux;

    private LinuxMachine(Machine machine, Linux linux) {
        this.machine = machine;
        this.linux = linux;
    }

    /** A machine ready to run; its first step asks sigma0 for memory. */
    public static Machine create(
            MachineConfiguration machineConfiguration,
            ServerConfiguration serverConfiguration,
            RootImage root,
            Environment environment,
            EventSink sink) {
        return open(machineConfiguration, serverConfiguration, root, environment, sink).machine();
    }

    /** The same, with a view of the server's tables. */
    public static LinuxMachine open(
            MachineConfiguration machineConfiguration,
            ServerConfiguration serverConfiguration,
            RootImage root,
            Environment environment,
            EventSink sink) {
        Machine machine = new Machine(machineConfiguration, environment, sink);
        Kernel kernel = machine.kernel();
        ThreadId sigma0 = Sigma0.start(kernel);
        EmulibImages.place(kernel.images(), serverConfiguration.protocol());
        SignalThread.place(kernel.images(), serverConfiguration.protocol());

        L4Task task = kernel.createTask(SERVER_TASK, ThreadId.NIL);
        L4Thread server = kernel.createThread(task, 0, "server");
        ThreadContext context = server.context();
        Linux linux = new Linux(context, serverConfiguration, FIRST_FRAME, context.frameCount());
        StartKernel boot = new StartKernel(linux, root, sigma0);
        kernel.images().place(SERVER, "server", made -> new DispatchLoop(linux, made, 0, boot));
        kernel.images().place(TIMER, "timer", made -> new TimerInterrupt(linux));
        kernel.images()
                .place(CONSOLE, "console", made -> new ConsoleInterrupt(linux.context().id()));
        server.setPager(sigma0);
        server.setPriority(SERVER_PRIORITY);
        kernel.start(server, SERVER, 0);
        start(kernel, task, TIMER_LTHREAD, "timer", TIMER);
        start(kernel, task, CONSOLE_LTHREAD, "console", CONSOLE);
        for (int i = 1; i < linux.servers().count(); i++) {
            startOther(kernel, linux, i, sigma0);
        }
        return new LinuxMachine(machine, linux);
    }

    /** First generation: one more server thread, which begins with its first receive. */
    private static void startOther(Kernel kernel, Linux linux, int index, ThreadId pager) {
        int address = SERVER + 4 * index;
        int lthread = linux.servers().get(index).thread().lthread();
        L4Task task = kernel.task(SERVER_TASK);
        if (task == null) {
            throw new IllegalStateException("no server task");
        }
        kernel.images()
                .place(address, "server", made -> new DispatchLoop(linux, made, index, NO_BOOT));
        L4Thread thread = kernel.createThread(task, lthread, "server");
        thread.setPager(pager);
        thread.setPriority(SERVER_PRIORITY);
        kernel.start(thread, address, 0);
    }

    private static void start(Kernel kernel, L4Task task, int lthread, String role, int address) {
        L4Thread thread = kernel.createThread(task, lthread, role);
        thread.setPriority(INTERRUPT_PRIORITY);
        kernel.start(thread, address, 0);
    }

    public Machine machine() {
        return machine;
    }

    /** The server's tables, to look at between runs. */
    public Linux linux() {
        return linux;
    }
}
