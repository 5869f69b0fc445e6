package org.l4emu.server.ptrace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.SignalAction;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.Signals;

/** Who traces whom: begins, ends, and outlives the threads' own ends until they are collected. */
public final class TraceLinks {
    private final SignalSender sender;
    private final TraceStops stops;
    private @Nullable Release release;

    TraceLinks(SignalSender sender, TraceStops stops) {
        this.sender = sender;
        this.stops = stops;
    }

    /** Who tells a parent of the end of a child that a tracer had to be told of first. */
    public interface Release {
        void release(ThreadGroup group);
    }

    /** Joined with the room that ends processes, which needs this one. */
    public void joinRelease(Release newRelease) {
        release = newRelease;
    }

    /** Makes a thread another's tracee. */
    Tracee attach(Task tracer, Task target, boolean seize, int options) {
        Tracee tracee = new Tracee(target, tracer, seize, options);
        target.setTracee(tracee);
        tracer.group().tracees().add(tracee);
        return tracee;
    }

    private static void unlink(Tracee tracee) {
        tracee.tracerGroup().tracees().remove(tracee);
        if (tracee.task().tracee() == tracee) {
            tracee.task().setTracee(null);
        }
    }

    /** A stopped thread goes on without a tracer, or stays in the stop of its process. */
    void detach(Tracee tracee, int signal) {
        Task task = tracee.task();
        stops.prepare(tracee, Tracee.Mode.CONT, signal);
        SignalInfo injected = tracee.takeInjected();
        if (injected != null) {
            task.signals().pending().add(injected);
        }
        stops.event(tracee, signal, "detached");
        unlink(tracee);
        if (task.group().isStopped()) {
            task.setState(Task.State.STOPPED);
            sender.jobs().threadEnded(task.group());
        } else {
            task.resumeTraced();
        }
    }

    /** Without its tracer a thread goes on; or it is killed, if the tracer wanted that. */
    private void abandon(Tracee tracee) {
        if (tracee.hasEnded()) {
            reaped(tracee);
            return;
        }
        Task task = tracee.task();
        boolean kill = (tracee.options() & Requests.OPTION_EXITKILL) != 0;
        if (tracee.isStopped()) {
            boolean tell = tracee.stop() == Tracee.Stop.SIGNAL && !tracee.isReported();
            detach(tracee, tell ? tracee.code() & 0x7f : 0);
        } else {
            unlink(tracee);
        }
        if (kill) {
            sender.send(SignalInfo.kernel(Signals.SIGKILL), task.group());
        }
    }

    /** A thread has ended, as a tracer or as a tracee. Called once each, before it is forgotten. */
    public void ended(Task task, boolean lastOfProcess) {
        for (Tracee tracee : List.copyOf(task.group().tracees())) {
            if (tracee.tracer() == task) {
                abandon(tracee);
            }
        }
        ThreadGroup group = task.group();
        Task leader = group.leader();
        Tracee tracee = task.tracee();
        if (tracee != null && task != leader) {
            keepStatus(tracee, task);
        }
        Tracee first = leader.tracee();
        if (lastOfProcess && first != null) {
            if (first.tracerGroup() == group.parent()) {
                unlink(first);
            } else {
                keepStatus(first, leader);
            }
        }
    }

    /** execve by another thread: the first one is gone without a word to its tracer. */
    public void forget(Task firstThread) {
        Tracee tracee = firstThread.tracee();
        if (tracee != null) {
            unlink(tracee);
        }
    }

    /** The tracer will collect this end, unless it does not want to; until then nobody else may. */
    private void keepStatus(Tracee tracee, Task task) {
        task.setTracee(null);
        tracee.end(task.exitStatus());
        ThreadGroup tracer = tracee.tracerGroup();
        SignalAction action = tracer.actions().of(Signals.SIGCHLD);
        if (action.handler() == SignalAction.SIG_IGN
                || action.has(SignalAction.SA_NOCLDWAIT)
                || tracer.isDead()) {
            tracer.tracees().remove(tracee);
            return;
        }
        int status = task.exitStatus();
        int uid = task.credentials().uid();
        boolean exited = (status & 0x7f) == 0;
        int code = exited ? SignalInfo.CLD_EXITED : SignalInfo.CLD_KILLED;
        int value = exited ? status >>> 8 & 0xff : status & 0x7f;
        sender.send(new SignalInfo(Signals.SIGCHLD, code, task.pid(), uid, value), tracer);
        tracer.childChanged().wakeAll();
        task.group().changeHeldByTracers(1);
    }

    /** The tracer has collected an end: after the last one the parent may. */
    public void reaped(Tracee tracee) {
        tracee.tracerGroup().tracees().remove(tracee);
        ThreadGroup group = tracee.task().group();
        group.changeHeldByTracers(-1);
        Release then = release;
        if (group.isDead() && !group.isHeldByTracer() && then != null) {
            then.release(group);
        }
    }
}
