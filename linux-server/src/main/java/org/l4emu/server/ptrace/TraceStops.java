package org.l4emu.server.ptrace;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.schedule.ServerThreads;
import org.l4emu.server.signal.SigInfoLayout;
import org.l4emu.server.signal.SignalAction;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallHandler;

/** How a stop begins and ends, whatever it is for. */
final class TraceStops {
    private static final int SYSGOOD_BIT = 0x80;

    private final ServerThreads servers;
    private final SignalSender sender;

    TraceStops(ServerThreads servers, SignalSender sender) {
        this.servers = servers;
        this.sender = sender;
    }

    /** The stop begins: its tracer hears of it. */
    void report(Tracee tracee, Tracee.Stop stop, int code, @Nullable SignalInfo info) {
        tracee.begin(stop, code, info);
        event(tracee, tracee.status(), stop.text());
        ThreadGroup tracer = tracee.tracerGroup();
        SignalAction action = tracer.actions().of(Signals.SIGCHLD);
        if (action.handler() != SignalAction.SIG_IGN && !action.has(SignalAction.SA_NOCLDSTOP)) {
            Task task = tracee.task();
            int kind = SignalInfo.CLD_TRAPPED;
            int uid = task.credentials().uid();
            sender.send(
                    new SignalInfo(Signals.SIGCHLD, kind, task.pid(), uid, code & 0x7f), tracer);
        }
        tracer.childChanged().wakeAll();
    }

    /** A stop, or its end, in the trace. */
    void event(Tracee tracee, int argument, String text) {
        ThreadContext context = servers.working();
        context.events()
                .process(context.time(), ProcessEvent.TRACED, tracee.task().pid(), argument, text);
    }

    /** What GETSIGINFO says of stops that no signal causes. */
    static SignalInfo ownInfo(Task task, int signal, int code) {
        // Some codes are also those of faults, with an address in the place of the id
        boolean faultToo = SigInfoLayout.of(signal, code) == SigInfoLayout.Layout.FAULT;
        int pid = task.pid();
        return new SignalInfo(signal, code, pid, task.credentials().uid(), faultToo ? pid : 0);
    }

    /** On the way back to user mode; the thread looks for signals again when it goes on. */
    void stopOnReturn(
            Tracee tracee, Tracee.Stop stop, int code, @Nullable SignalInfo info, int restart) {
        tracee.rewind(restart);
        tracee.task().stopTraced();
        report(tracee, stop, code, info);
    }

    /** In the middle of a system call, whose rest follows when it goes on. */
    int stopInCall(Tracee tracee, Tracee.Stop stop, int code, SyscallHandler rest) {
        Task task = tracee.task();
        int result = task.block(new TraceStop(stop.text(), rest));
        task.setState(Task.State.TRACED);
        report(tracee, stop, code, ownInfo(task, Signals.SIGTRAP, code));
        return result;
    }

    /** Code of a stop at a system call. */
    static int syscallCode(Tracee tracee) {
        boolean good = (tracee.options() & Requests.OPTION_SYSGOOD) != 0;
        return good ? Signals.SIGTRAP | SYSGOOD_BIT : Signals.SIGTRAP;
    }

    /** Code of an event. */
    static int eventCode(int event) {
        return Signals.SIGTRAP | event << 8;
    }

    void signalEvent(SignalStep kind, Task task, SignalInfo info) {
        int serial = task.userSerial();
        ThreadContext context = servers.working();
        context.events()
                .signal(context.time(), kind, context.serial(), serial, info.signal(), info.code());
    }

    /** Ends the stop: registers, signal and mode are as its tracer wants them. */
    void prepare(Tracee tracee, Tracee.Mode mode, int signal) {
        Task task = tracee.task();
        switch (tracee.stop()) {
            case SIGNAL -> {
                if (signal != 0) {
                    SignalInfo info = chosen(tracee, signal);
                    tracee.inject(info);
                    signalEvent(SignalStep.POSTED, task, info);
                }
            }
            case SYSCALL_ENTER, SYSCALL_EXIT -> {
                if (signal != 0) {
                    sender.send(SignalInfo.kernel(signal), task);
                }
            }
            default -> {}
        }
        tracee.hideFromIp();
        task.setRestart(tracee.unwind());
        tracee.setMode(mode);
        tracee.goOn();
    }

    private static SignalInfo chosen(Tracee tracee, int signal) {
        SignalInfo info = tracee.info();
        if (info != null && info.signal() == signal) {
            return info;
        }
        Task tracer = tracee.tracer();
        int uid = tracer.credentials().uid();
        return new SignalInfo(signal, SignalInfo.SI_USER, tracer.group().pid(), uid, 0);
    }
}
