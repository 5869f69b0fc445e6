package org.l4emu.server.ptrace;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.Action;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.PtRegs;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.schedule.ServerThreads;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalNotifier;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.signal.TaskSignals;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * Stops traced threads and lets them go on. A stopped thread is a task under kernel control in
 * state TRACED with its registers in the exclusive page: nobody waits for it on a Java stack. It is
 * either on its way back to user mode, where it looks for signals again when it goes on, or in a
 * {@link TraceStop} in the middle of a system call.
 */
public final class Tracing {
    private static final int NR_EXIT = 1;
    private static final int NR_EXIT_GROUP = 248;

    private final SignalSender sender;
    private final SignalNotifier notifier;
    private final TraceStops stops;
    private final TraceLinks links;

    public Tracing(ServerThreads servers, SignalSender sender, SignalNotifier notifier) {
        this.sender = sender;
        this.notifier = notifier;
        stops = new TraceStops(servers, sender);
        links = new TraceLinks(sender, stops);
    }

    /** Who traces whom. */
    public TraceLinks links() {
        return links;
    }

    // System calls and steps

    /** Does the system calls of traced threads. */
    public interface Calls {
        /** Does the call; see {@link SyscallHandler}. */
        int call(Task task, int number);

        /** The call is left out: registers stay as its tracer set them. */
        int skip(Task task, int number);
    }

    /** A traced thread made a system call; does it, before or after a stop. */
    public int enter(Task task, Tracee tracee, int number, Calls calls) {
        tracee.setSyscall(number);
        if (!tracee.mode().stopsAtEntry()) {
            return begin(task, tracee, calls);
        }
        boolean emulate = tracee.mode().emulates();
        tracee.showInIp(0);
        return stops.stopInCall(
                tracee,
                Tracee.Stop.SYSCALL_ENTER,
                TraceStops.syscallCode(tracee),
                stopped -> {
                    if (emulate || tracee.syscall() == -1) {
                        return calls.skip(stopped, tracee.syscall());
                    }
                    return begin(stopped, tracee, calls);
                });
    }

    private int begin(Task task, Tracee tracee, Calls calls) {
        int number = tracee.syscall();
        boolean exits = number == NR_EXIT || number == NR_EXIT_GROUP;
        if (exits && task.tracee() == tracee && tracee.wants(Requests.EVENT_EXIT)) {
            tracee.setMessage((task.arg(0) & 0xff) << 8);
            return stops.stopInCall(
                    tracee,
                    Tracee.Stop.EVENT,
                    TraceStops.eventCode(Requests.EVENT_EXIT),
                    stopped -> calls.call(stopped, number));
        }
        return calls.call(task, number);
    }

    /**
     * A system call of a traced thread is over and its result is in the registers.
     *
     * @param restartable false if an ERESTART code in r0 would be the user's own
     * @return true if the thread is stopped now
     */
    public boolean exit(Task task, Tracee tracee, boolean restartable) {
        if (tracee.startsThread()) {
            return false;
        }
        if (tracee.mode() == Tracee.Mode.STEP) {
            stepped(task);
        }
        if (tracee.mode() != Tracee.Mode.SYSCALL) {
            return false;
        }
        tracee.setRestartable(restartable);
        stopAtExit(task, tracee);
        return true;
    }

    private void stopAtExit(Task task, Tracee tracee) {
        int code = TraceStops.syscallCode(tracee);
        tracee.showInIp(1);
        SignalInfo info = TraceStops.ownInfo(task, Signals.SIGTRAP, code);
        stops.stopOnReturn(tracee, Tracee.Stop.SYSCALL_EXIT, code, info, 0);
    }

    /** A single step was done; nothing happens if nobody asked for it any more. */
    public void stepped(Task task) {
        Tracee tracee = task.tracee();
        if (tracee != null && tracee.steps()) {
            int pc = task.registers().get(PtRegs.PC);
            sender.force(SignalInfo.fault(Signals.SIGTRAP, SignalInfo.TRAP_TRACE, pc), task);
        }
    }

    /** Stops a thread for other reasons than signals; true if it is stopped now. */
    private boolean stopsOnReturn(Task task, Tracee tracee, int restart) {
        int event = tracee.takeEvent();
        if (event != 0) {
            int code = TraceStops.eventCode(event);
            SignalInfo info = TraceStops.ownInfo(task, Signals.SIGTRAP, code);
            stops.stopOnReturn(tracee, Tracee.Stop.EVENT, code, info, 0);
            return true;
        }
        if (tracee.takeExit() && exit(task, tracee, /* restartable= */ false)) {
            return true;
        }
        if (tracee.takeHandler() && tracee.steps()) {
            SignalInfo info = TraceStops.ownInfo(task, Signals.SIGTRAP, Signals.SIGTRAP);
            stops.stopOnReturn(tracee, Tracee.Stop.HANDLER, Signals.SIGTRAP, info, restart);
            return true;
        }
        if (tracee.takeTrap()) {
            stopInTrap(task, tracee, restart);
            return true;
        }
        return false;
    }

    private void stopInTrap(Task task, Tracee tracee, int restart) {
        int groupSignal = task.group().stopSignal();
        if (!tracee.isSeized()) {
            int signal = groupSignal != 0 ? groupSignal : Signals.SIGSTOP;
            stops.stopOnReturn(tracee, Tracee.Stop.GROUP, signal, null, restart);
            sender.jobs().threadEnded(task.group());
            return;
        }
        int signal = groupSignal != 0 ? groupSignal : Signals.SIGTRAP;
        int code = signal | Requests.EVENT_STOP << 8;
        stops.stopOnReturn(
                tracee, Tracee.Stop.TRAP, code, TraceStops.ownInfo(task, signal, code), restart);
        sender.jobs().threadEnded(task.group());
    }

    /**
     * What a traced thread has to handle on its way back to user mode: a signal its tracer lets
     * through. For others it stops. Its registers must be there to be seen.
     *
     * @param restart ERESTART code of a call that was interrupted, 0 for none
     * @return null if there is nothing to handle, or the thread is stopped now
     */
    public @Nullable SignalInfo next(Task task, Tracee tracee, int restart) {
        TaskSignals signals = task.signals();
        if (tracee.takeStartsThread() || stopsOnReturn(task, tracee, restart)) {
            return null;
        }
        if (tracee.fatal() != 0) {
            return SignalInfo.kernel(tracee.fatal());
        }
        SignalInfo injected = tracee.takeInjected();
        if (injected != null) {
            if (!Signals.contains(signals.blocked(), injected.signal())) {
                return injected;
            }
            signals.pending().add(injected);
        }
        long set = signals.pendingSet() & ~signals.blocked();
        if (set == 0) {
            return null;
        }
        SignalInfo info = signals.take(set);
        if (info.signal() == Signals.SIGKILL) {
            return info;
        }
        stops.stopOnReturn(tracee, Tracee.Stop.SIGNAL, info.signal(), info, restart);
        stops.signalEvent(SignalStep.TAKEN, task, info);
        return null;
    }

    /**
     * A signal ends the thread; true if its tracer gets to see it once more before.
     *
     * @param signal what ends it
     */
    public boolean stopsBeforeEnd(Tracee tracee, int signal) {
        if (!tracee.wants(Requests.EVENT_EXIT) || tracee.fatal() != 0) {
            return false;
        }
        tracee.setFatal(signal);
        tracee.setMessage(signal);
        int code = TraceStops.eventCode(Requests.EVENT_EXIT);
        SignalInfo info = TraceStops.ownInfo(tracee.task(), Signals.SIGTRAP, code);
        stops.stopOnReturn(tracee, Tracee.Stop.EVENT, code, info, 0);
        return true;
    }

    /** A process has begun to stop: each of its traced threads stops as a tracee. */
    public void groupStops(ThreadGroup group) {
        for (Task thread : group.threads()) {
            Tracee tracee = thread.tracee();
            if (tracee != null && thread.isAlive()) {
                tracee.setTrapPending();
                reach(thread);
            }
        }
    }

    /** SIGCONT was sent: seized threads tell their tracers. */
    public void goesOn(ThreadGroup group) {
        for (Task thread : group.threads()) {
            Tracee tracee = thread.tracee();
            if (tracee != null && tracee.isSeized() && thread.isAlive()) {
                trap(tracee);
            }
        }
    }

    /** PTRACE_INTERRUPT and what amounts to it. */
    void trap(Tracee tracee) {
        Task task = tracee.task();
        if (!tracee.isListening()) {
            tracee.setTrapPending();
            reach(task);
            return;
        }
        int groupSignal = task.group().stopSignal();
        int signal = groupSignal != 0 ? groupSignal : Signals.SIGTRAP;
        int code = signal | Requests.EVENT_STOP << 8;
        stops.report(tracee, Tracee.Stop.TRAP, code, TraceStops.ownInfo(task, signal, code));
    }

    /** A thread shall come by on its way back to user mode soon, wherever it is. */
    void reach(Task task) {
        if (task.state() == Task.State.TRACED) {
            return;
        }
        if (!task.tss().underKernelControl()) {
            notifier.owe(task, Signals.SIGTRAP);
            return;
        }
        task.continueStopped();
        BlockedOperation operation = task.operation();
        if (operation != null && operation.isInterruptible()) {
            task.wake();
        }
    }

    // Going on

    void resume(Tracee tracee, Tracee.Mode mode, int signal) {
        stops.prepare(tracee, mode, signal);
        stops.event(tracee, signal, mode.request());
        tracee.task().resumeTraced();
    }

    // Births and programs

    /** Kinds of clone, each with an event of its own. */
    public enum Birth {
        FORK(Requests.EVENT_FORK),
        VFORK(Requests.EVENT_VFORK),
        /** Anything whose end is not told by SIGCHLD. */
        CLONE(Requests.EVENT_CLONE);

        private final int event;

        Birth(int event) {
            this.event = event;
        }
    }

    /** Goes on with clone after the parent's stops. */
    public interface RestOfClone {
        /** Result of the call: the new id, or BLOCKED while vfork waits. */
        int go(Task parent);
    }

    /**
     * A traced thread has made a process or thread: it is traced too if the tracer wants that.
     *
     * @param untraced CLONE_UNTRACED
     * @param traced CLONE_PTRACE
     */
    public int cloned(
            Tracee tracee,
            Task child,
            Birth birth,
            boolean traced,
            boolean untraced,
            RestOfClone rest) {
        int event = birth.event;
        boolean wanted = !untraced && tracee.wants(event);
        if (wanted || traced) {
            inherit(tracee, child);
        }
        if (!wanted) {
            return rest.go(tracee.task());
        }
        tracee.setMessage(child.pid());
        Task parent = tracee.task();
        if (child.group() == parent.group()) {
            // The new thread could not come to its first stop while the one that starts it stops
            int action = parent.registers().word(ExclusivePage.ACTION);
            parent.registers().setWord(ExclusivePage.ACTION, action | Action.CALL_FIRST);
            tracee.setLater(event, /* startsNewThread= */ true);
            return rest.go(parent);
        }
        return stops.stopInCall(tracee, Tracee.Stop.EVENT, TraceStops.eventCode(event), rest::go);
    }

    private void inherit(Tracee parent, Task child) {
        Tracee born = links.attach(parent.tracer(), child, parent.isSeized(), parent.options());
        if (parent.isSeized()) {
            trap(born);
        } else {
            sender.send(SignalInfo.kernel(Signals.SIGSTOP), child);
        }
    }

    /** vfork's parent may go on. */
    public int vforkDone(Task parent, int child) {
        Tracee tracee = parent.tracee();
        if (tracee == null || !tracee.wants(Requests.EVENT_VFORK_DONE)) {
            return child;
        }
        tracee.setMessage(child);
        int code = TraceStops.eventCode(Requests.EVENT_VFORK_DONE);
        return stops.stopInCall(tracee, Tracee.Stop.EVENT, code, stopped -> child);
    }

    /** A traced thread runs another program. */
    public void executed(Tracee tracee, int formerId) {
        Task task = tracee.task();
        boolean event = tracee.wants(Requests.EVENT_EXEC);
        tracee.setMessage(formerId);
        tracee.setLater(event ? Requests.EVENT_EXEC : 0, /* startsNewThread= */ false);
        if (!event && !tracee.isSeized()) {
            int uid = task.credentials().uid();
            sender.send(
                    new SignalInfo(Signals.SIGTRAP, SignalInfo.SI_USER, task.group().pid(), uid, 0),
                    task);
        }
        reach(task);
    }
}
