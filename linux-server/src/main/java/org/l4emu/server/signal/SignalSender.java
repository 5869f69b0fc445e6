package org.l4emu.server.signal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.ResourceLimits;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.ptrace.Tracing;
import org.l4emu.server.schedule.ServerThreads;

/**
 * Posts signals: adds them to a pending set and sees to it that somebody takes notice. A fatal one
 * decides the end of the process at once, wherever its threads are.
 */
public final class SignalSender {
    private final ServerThreads servers;

    /** A limit below this leaves no room for a core dump: none is told of then. */
    private static final long CORE_BYTES_MIN = 4096;

    private final Processes processes;
    private final SignalAccounts accounts = new SignalAccounts();
    private final SignalNotifier notifier;
    private final JobControl jobs;
    private @Nullable EndDecision end;
    private @Nullable Tracing tracing;

    public SignalSender(ServerThreads servers, Processes processes, SignalNotifier notifier) {
        this.servers = servers;
        this.processes = processes;
        this.notifier = notifier;
        jobs = new JobControl(processes, this, notifier);
    }

    /** Stops and their end. */
    public JobControl jobs() {
        return jobs;
    }

    /** Who ends processes. */
    public interface EndDecision {
        void decide(ThreadGroup group, int status);
    }

    /** Joined with the room that ends processes, which needs this one. */
    public void joinEnd(EndDecision decision) {
        end = decision;
    }

    /** Joined with the room that stops traced threads, which needs this one. */
    public void joinTracing(Tracing newTracing) {
        tracing = newTracing;
    }

    /** To a process: any thread that does not block the signal takes it. */
    public boolean send(SignalInfo info, ThreadGroup group) {
        return post(info, group, null, false);
    }

    /** To one thread. */
    public boolean send(SignalInfo info, Task task) {
        return post(info, task.group(), task, false);
    }

    /** To every process of a process group; how many there are. */
    public int sendToProcessGroup(SignalInfo info, int processGroup) {
        int count = 0;
        for (ThreadGroup group : processes.processGroup(processGroup)) {
            send(info, group);
            count++;
        }
        return count;
    }

    /** A fault of the task's own: not even a mask or SIG_IGN holds it back. */
    public void force(SignalInfo info, Task task) {
        SignalAction action = task.group().actions().of(info.signal());
        boolean held = Signals.contains(task.signals().blocked(), info.signal());
        if (held || action.handler() == SignalAction.SIG_IGN) {
            task.group().actions().set(info.signal(), SignalAction.DEFAULT);
            task.signals().setBlocked(task.signals().blocked() & ~Signals.bit(info.signal()));
        }
        post(info, task.group(), task, true);
    }

    /** A fault whose handler cannot run: the default action, handler or not. */
    public void forceDefault(SignalInfo info, Task task) {
        task.group().actions().set(info.signal(), SignalAction.DEFAULT);
        force(info, task);
    }

    /** Returns false if a real-time signal finds the queue full. */
    private boolean post(SignalInfo info, ThreadGroup group, @Nullable Task task, boolean forced) {
        int signal = info.signal();
        Task leader = group.leader();
        if (group.isExiting() || group.isDead() || leader.isKernelThread() && !leader.hasMm()) {
            return true;
        }
        prepare(info, group);
        Task taker = task != null ? task : chooseTaker(group, signal);
        Task owner = task != null ? task : leader;
        boolean kept = forced || owner.signals().keeps(signal) || isTraced(owner, signal);
        if (!kept && isDropped(group, signal)) {
            return true;
        }
        PendingSignals pending = task != null ? task.signals().pending() : group.signals();
        boolean coalesces = pending.coalesces(signal);
        if (!accounts.enqueue(info, owner, pending)) {
            return false;
        }
        Task meant = taker != null ? taker : leader;
        report(coalesces ? SignalStep.COALESCED : SignalStep.POSTED, meant, signal, info.code());
        if (taker != null && !Signals.contains(taker.signals().blocked(), signal)) {
            notify(group, taker, signal);
        }
        return true;
    }

    /** Queued signals a real user id is charged for, over all its processes. */
    public int queued(int uid) {
        return accounts.queued(uid);
    }

    /** Somebody has read the signal who is no handler: rt_sigtimedwait, a signalfd. */
    public void reportTaken(Task task, SignalInfo info) {
        report(SignalStep.TAKEN, task, info.signal(), info.code());
    }

    private void report(SignalStep kind, Task owner, int signal, int argument) {
        int serial = owner.userSerial();
        ThreadContext context = servers.working();
        context.events().signal(context.time(), kind, context.serial(), serial, signal, argument);
    }

    /**
     * Signals of the process that {@code task} blocks from now on, or has left behind, may be
     * pending: other threads that do not block them take notice.
     */
    public void retarget(Task task, long nowBlocked) {
        ThreadGroup group = task.group();
        long left = group.signals().set() & nowBlocked;
        for (Task other : left == 0 ? List.<Task>of() : List.copyOf(group.threads())) {
            long taken = left & ~other.signals().blocked();
            if (other != task && other.isAlive() && taken != 0) {
                notify(group, other, Signals.lowest(taken));
                left &= ~taken;
            }
        }
    }

    /** A tracer decides about it, whatever its disposition. */
    private static boolean isTraced(Task task, int signal) {
        return task.tracee() != null && signal != Signals.SIGKILL;
    }

    /** Process 1 gets only signals it has handlers for, and not even SIGKILL. */
    private static boolean isDropped(ThreadGroup group, int signal) {
        return group.actions().ignores(signal)
                || group.pid() == 1 && !group.actions().of(signal).isCaught();
    }

    private static @Nullable Task chooseTaker(ThreadGroup group, int signal) {
        for (Task thread : group.threads()) {
            if (thread.isAlive() && !Signals.contains(thread.signals().blocked(), signal)) {
                return thread;
            }
        }
        return null;
    }

    /** Stop signals and SIGCONT cancel each other; SIGCONT continues whatever its disposition. */
    private void prepare(SignalInfo info, ThreadGroup group) {
        if (info.signal() == Signals.SIGCONT) {
            removePending(group, Signals.stopping());
            jobs.goOn(group);
            Tracing tracers = tracing;
            if (tracers != null) {
                tracers.goesOn(group);
            }
        } else if (Signals.stops(info.signal())) {
            removePending(group, Signals.bit(Signals.SIGCONT));
        }
    }

    private static void removePending(ThreadGroup group, long set) {
        group.signals().remove(set);
        for (Task thread : group.threads()) {
            thread.signals().pending().remove(set);
        }
    }

    private void notify(ThreadGroup group, Task taker, int signal) {
        if (taker.state() == Task.State.STOPPED && signal != Signals.SIGKILL) {
            return;
        }
        Signals.Default byDefault = Signals.defaultAction(signal);
        boolean fatal =
                !taker.signals().keeps(signal)
                        && !isTraced(taker, signal)
                        && !group.actions().of(signal).isCaught()
                        && (byDefault == Signals.Default.TERMINATE
                                || byDefault == Signals.Default.CORE);
        if (fatal) {
            decideEnd(group, signal);
            return;
        }
        if (!taker.tss().underKernelControl()) {
            notifier.owe(taker, signal);
            return;
        }
        BlockedOperation operation = taker.operation();
        if (operation != null && operation.isInterruptible()) {
            taker.wake();
        }
    }

    /** Ends a process by a signal. */
    void decideEnd(ThreadGroup group, int signal) {
        EndDecision decision = end;
        if (decision != null) {
            boolean core =
                    Signals.defaultAction(signal) == Signals.Default.CORE
                            && Long.compareUnsigned(
                                            group.limits().soft(ResourceLimits.CORE),
                                            CORE_BYTES_MIN)
                                    >= 0;
            decision.decide(group, signal | (core ? 0x80 : 0));
        }
    }

    /** SIGCHLD for a stopped or continued child, unless the parent does not want to know. */
    void tellParent(ThreadGroup group, int code, int signal) {
        ThreadGroup parent = group.parent();
        if (parent == null) {
            return;
        }
        SignalAction action = parent.actions().of(Signals.SIGCHLD);
        if (action.handler() != SignalAction.SIG_IGN && !action.has(SignalAction.SA_NOCLDSTOP)) {
            int uid = group.leader().credentials().uid();
            send(new SignalInfo(Signals.SIGCHLD, code, group.pid(), uid, signal), parent);
        }
        parent.childChanged().wakeAll();
    }
}
