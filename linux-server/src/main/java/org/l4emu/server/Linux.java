package org.l4emu.server;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.server.boot.RootImage;
import org.l4emu.server.boot.ServerConfiguration;
import org.l4emu.server.fs.FramePages;
import org.l4emu.server.fs.FsSyscalls;
import org.l4emu.server.fs.MachineConsole;
import org.l4emu.server.fs.ProgramFiles;
import org.l4emu.server.fs.TimerFileSyscalls;
import org.l4emu.server.fs.Vfs;
import org.l4emu.server.mm.ForeignMemory;
import org.l4emu.server.mm.FrameAllocator;
import org.l4emu.server.mm.MachineMemory;
import org.l4emu.server.mm.MemorySyscalls;
import org.l4emu.server.mm.PhysicalWindow;
import org.l4emu.server.mm.ProgramLoader;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.ArmSyscalls;
import org.l4emu.server.process.Cloning;
import org.l4emu.server.process.ControlFlag;
import org.l4emu.server.process.Execution;
import org.l4emu.server.process.Exiting;
import org.l4emu.server.process.IdentitySyscalls;
import org.l4emu.server.process.ProcessSyscalls;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.SystemSyscalls;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.TaskPair;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.ptrace.PtraceSyscall;
import org.l4emu.server.ptrace.Tracing;
import org.l4emu.server.schedule.Clock;
import org.l4emu.server.schedule.ClockSyscalls;
import org.l4emu.server.schedule.Clocks;
import org.l4emu.server.schedule.Futexes;
import org.l4emu.server.schedule.IntervalTimers;
import org.l4emu.server.schedule.PosixTimers;
import org.l4emu.server.schedule.ProcessorMeter;
import org.l4emu.server.schedule.ProcessorTimers;
import org.l4emu.server.schedule.SchedulingSyscalls;
import org.l4emu.server.schedule.ServerThreads;
import org.l4emu.server.schedule.TimerSyscalls;
import org.l4emu.server.schedule.Timers;
import org.l4emu.server.signal.SignalDelivery;
import org.l4emu.server.signal.SignalFrames;
import org.l4emu.server.signal.SignalNotifier;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.SignalSyscalls;
import org.l4emu.server.syscall.SyscallTable;

/**
 * The Linux server's state: what a kernel's global variables are. Made at boot, passed to whoever
 * needs it; belongs to the server's task, whose other threads are the timer's and the console's.
 */
public final class Linux {
    /** lthread of the second server thread; 1 and 2 are the timer's and the console's. */
    private static final int FIRST_OTHER_SERVER = 3;

    private final ThreadContext context;
    private final ServerConfiguration configuration;
    private final PhysicalWindow memory;
    private final FrameAllocator frames;
    private final MachineMemory machine;
    private final UserMemory user;
    private final SyscallTable syscalls = new SyscallTable();
    private final Clock clock;
    private final Timers timers;
    private final SignalNotifier notifier;
    private final ServerThreads servers;
    private final KernelLog log;
    private final MachineRandom random = new MachineRandom();
    private final SystemNames names;
    private final Processes processes = new Processes();
    private final TaskPair pair;
    private final ControlFlag flag;
    private final Cloning cloning;
    private final Futexes futexes;
    private final SignalSender sender;
    private final Tracing tracing;
    private final SignalDelivery delivery;
    private final SignalFrames signalFrames;
    private final Exiting exiting;
    private final Clocks clocks;
    private final IntervalTimers intervals;
    private final PosixTimers posixTimers;
    private final LinuxPort port;
    private @Nullable Vfs vfs;
    private @Nullable Execution execution;
    private @Nullable Task current;

    /**
     * Makes the server's tables. Files come when the root is mounted.
     *
     * @param firstFrame first frame of RAM to use
     * @param endFrame one more than the last
     */
    public Linux(
            ThreadContext context,
            ServerConfiguration configuration,
            int firstFrame,
            int endFrame) {
        this.context = context;
        this.configuration = configuration;
        memory = new PhysicalWindow(context);
        frames = new FrameAllocator(memory, firstFrame, endFrame);
        machine = new MachineMemory(context, memory, frames);
        user = new UserMemory(machine);
        clock = new Clock(context);
        timers = new Timers(context);
        notifier = new SignalNotifier(configuration.protocol());
        servers =
                new ServerThreads(
                        context,
                        otherServers(configuration),
                        timers,
                        notifier,
                        new ProcessorMeter(context));
        log = new KernelLog(context, clock, configuration.logToConsole());
        names = new SystemNames(configuration.hostname());
        pair = new TaskPair(context, memory, frames, processes, configuration.protocol());
        flag = new ControlFlag(servers);
        futexes = new Futexes(user, processes);
        sender = new SignalSender(servers, processes, notifier);
        signalFrames = new SignalFrames(servers, user);
        tracing = new Tracing(servers, sender, notifier);
        sender.joinTracing(tracing);
        cloning = new Cloning(context, servers, processes, pair, user, tracing);
        delivery = new SignalDelivery(servers, sender, user, tracing);
        exiting =
                new Exiting(
                        context,
                        processes,
                        pair,
                        flag,
                        new Exiting.Rooms(user, futexes, sender, tracing));
        sender.joinEnd(exiting::decide);
        clocks = new Clocks(clock, timers, processes);
        intervals = new IntervalTimers(clocks, user, sender);
        posixTimers = new PosixTimers(processes, sender);
        port = new LinuxPort(this);
    }

    /** lthread numbers of the server's threads beyond the first. */
    private static int[] otherServers(ServerConfiguration configuration) {
        int[] lthreads = new int[configuration.protocol().servers() - 1];
        for (int i = 0; i < lthreads.length; i++) {
            lthreads[i] = FIRST_OTHER_SERVER + i;
        }
        return lthreads;
    }

    /** Mounts the root file system, filled from {@code image}, and enters all system calls. */
    public void mountRoot(RootImage image) {
        Vfs.ConsoleMode mode =
                configuration.terminal() ? Vfs.ConsoleMode.TERMINAL : Vfs.ConsoleMode.STREAMS;
        Vfs made =
                new Vfs(
                        new FramePages(frames, memory, processes),
                        port,
                        new MachineConsole(context),
                        mode,
                        image);
        vfs = made;
        ProgramFiles programs = new ProgramFiles(made);
        ProgramLoader loader = new ProgramLoader(machine, user, programs);
        Execution programsRun = new Execution(context, pair, exiting, loader, random);
        execution = programsRun;
        exiting.addListener(new EndOfTask(this, made));
        FsSyscalls.register(syscalls, made, port);
        new MemorySyscalls(machine, user, programs).register(syscalls);
        new ProcessSyscalls(processes, cloning, programsRun, exiting, clock, user)
                .register(syscalls);
        new IdentitySyscalls(processes, user).register(syscalls);
        new SystemSyscalls(this).register(syscalls);
        new SignalSyscalls(processes, sender, signalFrames, user, clocks).register(syscalls);
        new ClockSyscalls(clock, clocks, user).register(syscalls);
        new TimerSyscalls(clocks, posixTimers, intervals, processes, user).register(syscalls);
        new TimerFileSyscalls(made, clocks, user).register(syscalls);
        new SchedulingSyscalls(processes, futexes, clocks, user, flag).register(syscalls);
        new ArmSyscalls(sender).register(syscalls);
        new PtraceSyscall(processes, tracing, sender, user, new ForeignMemory(machine))
                .register(syscalls);
    }

    /** The server thread's view of the microkernel. */
    public ThreadContext context() {
        return context;
    }

    public ServerConfiguration configuration() {
        return configuration;
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

    public SyscallTable syscalls() {
        return syscalls;
    }

    public Clock clock() {
        return clock;
    }

    public Timers timers() {
        return timers;
    }

    /** The threads of the server, and what each can select. */
    public ServerThreads servers() {
        return servers;
    }

    /** Messages the server owes to other threads. */
    public SignalNotifier notifier() {
        return notifier;
    }

    /** Settings of the signal protocol. */
    public SignalProtocol protocol() {
        return configuration.protocol();
    }

    public KernelLog log() {
        return log;
    }

    public MachineRandom random() {
        return random;
    }

    public SystemNames names() {
        return names;
    }

    public Processes processes() {
        return processes;
    }

    public TaskPair pair() {
        return pair;
    }

    public ControlFlag flag() {
        return flag;
    }

    public Cloning cloning() {
        return cloning;
    }

    public Exiting exiting() {
        return exiting;
    }

    public SignalSender signals() {
        return sender;
    }

    /** Stops of traced threads. */
    public Tracing tracing() {
        return tracing;
    }

    public SignalDelivery delivery() {
        return delivery;
    }

    /** Timers on processor time. */
    public ProcessorTimers processorTimers() {
        return clocks.processorTimers();
    }

    /** execve: the POSIX timers go, with the signals they have sent. */
    void forgetProgramTimers(ThreadGroup group) {
        posixTimers.deleteAll(group);
        group.signals().removeTimerSignals();
        for (Task thread : group.threads()) {
            thread.signals().pending().removeTimerSignals();
        }
    }

    /** A process ended: its timers go with it. */
    void forgetTimers(ThreadGroup group) {
        intervals.forget(group);
        posixTimers.forget(group);
        clocks.processorTimers().forget(group);
    }

    /** The file system; there from the moment the root is mounted. */
    public Vfs vfs() {
        Vfs mounted = vfs;
        if (mounted == null) {
            throw new IllegalStateException("no root is mounted yet");
        }
        return mounted;
    }

    public Execution execution() {
        Execution made = execution;
        if (made == null) {
            throw new IllegalStateException("no root is mounted yet");
        }
        return made;
    }

    /** True if system-call events carry the call as strace prints it. */
    public boolean tracesSyscalls() {
        return configuration.callTexts();
    }

    /** The task the server works for, or worked for last. */
    public @Nullable Task current() {
        return current;
    }

    public void setCurrent(@Nullable Task task) {
        current = task;
    }

    /** Feeds all tables: processes, what is runnable, timers, files. */
    public void digest(StateDigest digest) {
        processes.digest(digest);
        servers.digest(digest);
        notifier.digest(digest);
        timers.digest(digest);
        clocks.digest(digest);
        intervals.digest(digest);
        posixTimers.digest(digest);
        futexes.digest(digest);
        random.digest(digest);
        Vfs mounted = vfs;
        if (mounted != null) {
            mounted.digest(digest);
        }
    }
}
