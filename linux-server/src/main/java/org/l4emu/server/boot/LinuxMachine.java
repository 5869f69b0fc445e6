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
        EmulibImages.place(kernel.images());
        SignalThread.place(kernel.images());

        L4Task task = kernel.createTask(SERVER_TASK, ThreadId.NIL);
        L4Thread server = kernel.createThread(task, 0, "server");
        ThreadContext context = server.context();
        Linux linux = new Linux(context, serverConfiguration, FIRST_FRAME, context.frameCount());
        StartKernel boot = new StartKernel(linux, root, sigma0);
        kernel.images().place(SERVER, "server", made -> new DispatchLoop(linux, boot));
        kernel.images().place(TIMER, "timer", made -> new TimerInterrupt(linux));
        kernel.images()
                .place(CONSOLE, "console", made -> new ConsoleInterrupt(linux.context().id()));
        server.setPager(sigma0);
        server.setPriority(SERVER_PRIORITY);
        kernel.start(server, SERVER, 0);
        start(kernel, task, TIMER_LTHREAD, "timer", TIMER);
        start(kernel, task, CONSOLE_LTHREAD, "console", CONSOLE);
        return new LinuxMachine(machine, linux);
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
