package org.l4emu.server.process;

import java.util.ArrayList;
import java.util.List;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.server.mm.Mm;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.ptrace.Tracing;
import org.l4emu.server.schedule.Futexes;
import org.l4emu.server.signal.SignalAction;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.Signals;

/** do_exit: ends threads and processes, tells their families, and lets parents collect them. */
public final class Exiting {
    private final ThreadContext context;
    private final Processes processes;
    private final TaskPair pair;
    private final ControlFlag flag;
    private final UserMemory user;
    private final Futexes futexes;
    private final SignalSender sender;
    private final Tracing tracing;
    private final List<Listener> listeners = new ArrayList<>();

    /** Wants to know when a task has ended: timers and other things that hang on it. */
    public interface Listener {
        void ended(Task task, boolean lastOfProcess);

        /** execve succeeded: what hangs on the old program goes. */
        default void programLeft(Task task) {}
    }

    /** What the end of a task touches beyond its own room. */
    public record Rooms(UserMemory user, Futexes futexes, SignalSender sender, Tracing tracing) {}

    public Exiting(
            ThreadContext context,
            Processes processes,
            TaskPair pair,
            ControlFlag flag,
            Rooms rooms) {
        this.context = context;
        this.processes = processes;
        this.pair = pair;
        this.flag = flag;
        user = rooms.user();
        futexes = rooms.futexes();
        sender = rooms.sender();
        tracing = rooms.tracing();
        tracing.links().joinRelease(this::tellFamily);
    }

    Tracing tracing() {
        return tracing;
    }

    /** Where changes of under_kernel_control are made. */
    ControlFlag flag() {
        return flag;
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Decides that a whole process ends; {@link #carryOut} ends its threads soon after. */
    public void decide(ThreadGroup group, int status) {
        if (!group.isExiting() && !group.isDead()) {
            group.decideExit(status);
            processes.addExiting(group);
        }
    }

    /** Ends the threads of all processes whose end was decided. */
    public void carryOut() {
        ThreadGroup group = processes.takeExiting();
        while (group != null) {
            for (Task task : List.copyOf(group.threads())) {
                if (task.isAlive()) {
                    endThread(task, group.exitStatus());
                }
            }
            group = processes.takeExiting();
        }
    }

    /** exit of one thread; the process ends with its last one. */
    public void endThread(Task task, int status) {
        ThreadGroup group = task.group();
        task.info().sample();
        task.endWait();
        group.runnable().remove(task);
        if (livingThreads(group) == 1) {
            pair.delete(group);
        }
        if (task.hasMm()) {
            leaveMemory(task);
        } else {
            completeVfork(task);
        }
        task.files().release();
        task.fs().release();
        flag.forget(task);
        sender.retarget(task, -1);
        pair.unbind(task);
        group.addEnded(task.info());
        task.setExitStatus(status);
        task.setState(Task.State.ZOMBIE);
        boolean last = livingThreads(group) == 0;
        tracing.links().ended(task, last);
        for (Listener listener : listeners) {
            listener.ended(task, last);
        }
        if (task != group.leader()) {
            task.setState(Task.State.DEAD);
            processes.remove(task);
        }
        if (last) {
            group.decideExit(status);
            endProcess(group);
        }
    }

    /** execve is about to run another program in {@code task}. */
    void leaveProgram(Task task) {
        for (Listener listener : listeners) {
            listener.programLeft(task);
        }
    }

    static int livingThreads(ThreadGroup group) {
        int living = 0;
        for (Task thread : group.threads()) {
            living += thread.isAlive() ? 1 : 0;
        }
        return living;
    }

    /** exec_mm_release and exit_mm_release: the address space loses one task. */
    void leaveMemory(Task task) {
        Mm mm = task.mm();
        try {
            futexes.releaseRobustList(task, task.robustList());
        } catch (UserFault broken) {
            task.setRobustList(0);
        }
        task.setRobustList(0);
        futexes.releaseLocks(task);
        if (task.clearChildTid() != 0 && mm.users() > 1) {
            try {
                user.setInt(task, task.clearChildTid(), 0);
                futexes.wakeBoth(task, task.clearChildTid(), 1);
            } catch (UserFault broken) {
                task.setClearChildTid(0);
            }
        }
        task.setClearChildTid(0);
        mm.release();
        task.setMm(null);
        completeVfork(task);
    }

    void completeVfork(Task child) {
        Task parent = child.vforkParent();
        child.setVforkParent(null);
        if (parent != null && parent.operation() instanceof Cloning.VforkWait wait) {
            wait.complete(parent);
        }
    }

    private void endProcess(ThreadGroup group) {
        group.die();
        int status = group.exitStatus();
        context.events()
                .process(context.time(), ProcessEvent.EXIT, group.pid(), status, leaderName(group));
        giveChildrenAway(group);
        if (!group.isHeldByTracer()) {
            tellFamily(group);
        }
    }

    /** A process that has ended can be collected now: its parent hears of it. */
    public void tellFamily(ThreadGroup group) {
        ThreadGroup parent = group.parent();
        if (parent == null) {
            collect(group);
            return;
        }
        boolean ignored = notifyParent(group, parent);
        if (ignored) {
            collect(group);
        }
        parent.childChanged().wakeAll();
    }

    private static String leaderName(ThreadGroup group) {
        return group.leader().comm();
    }

    /** Orphans go to process 1. */
    private void giveChildrenAway(ThreadGroup group) {
        ThreadGroup init = processes.group(1);
        if (init == null || init == group) {
            return;
        }
        for (ThreadGroup child : group.children()) {
            child.setParent(init);
            init.children().add(child);
            child.setExitSignal(Signals.SIGCHLD);
            if (child.isDead() && !child.isHeldByTracer()) {
                init.childChanged().wakeAll();
            }
        }
        group.children().clear();
    }

    /** Returns true if the parent does not want to collect its children. */
    private boolean notifyParent(ThreadGroup group, ThreadGroup parent) {
        int signal = group.exitSignal();
        if (signal == 0) {
            return false;
        }
        SignalAction action = parent.actions().of(signal);
        boolean ignored =
                signal == Signals.SIGCHLD
                        && (action.handler() == SignalAction.SIG_IGN
                                || action.has(SignalAction.SA_NOCLDWAIT));
        if (action.handler() != SignalAction.SIG_IGN) {
            sender.send(childInfo(group, signal), parent);
        }
        return ignored;
    }

    private SignalInfo childInfo(ThreadGroup group, int signal) {
        int status = group.exitStatus();
        boolean exited = (status & 0x7f) == 0;
        int byKill = (status & 0x80) != 0 ? SignalInfo.CLD_DUMPED : SignalInfo.CLD_KILLED;
        return SignalInfo.child(
                signal,
                exited ? SignalInfo.CLD_EXITED : byKill,
                group.pid(),
                group.leader().credentials().uid(),
                exited ? status >>> 8 & 0xff : status & 0x7f,
                hundredths(group.userTicks()),
                hundredths(group.systemTicks()));
    }

    /** A length of virtual time in the unit siginfo counts in. */
    private int hundredths(long ticks) {
        return (int) (ticks / context.instructionsPerMicro() / 10_000);
    }

    /** A zombie is collected: nothing is left of it. */
    public void collect(ThreadGroup group) {
        ThreadGroup parent = group.parent();
        for (Task task : List.copyOf(group.threads())) {
            task.setState(Task.State.DEAD);
            processes.remove(task);
        }
        if (parent != null) {
            parent.addChild(group);
        }
        int collector = parent == null ? 0 : parent.pid();
        processes.remove(group);
        context.events().process(context.time(), ProcessEvent.REAP, group.pid(), collector, "");
    }

    /** The thread that execs ends all others; it becomes the first one. */
    void endOtherThreads(Task survivor) {
        ThreadGroup group = survivor.group();
        for (Task task : List.copyOf(group.threads())) {
            if (task != survivor && task.isAlive()) {
                endThread(task, 0);
            }
        }
        Task leader = group.leader();
        if (leader != survivor) {
            leader.setState(Task.State.DEAD);
            group.threads().remove(leader);
            processes.makeLeader(survivor);
        }
    }

    /** The status {@code exit(code)} leaves. */
    static int statusOf(int code) {
        return (code & 0xff) << 8;
    }
}
