package org.l4emu.server.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.EmulibImages;
import org.l4emu.emulib.Entry;
import org.l4emu.microkernel.Kernel;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.MappingKind;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;
import org.l4emu.server.Linux;
import org.l4emu.server.boot.LinuxMachine;
import org.l4emu.server.process.Task;

/**
 * Checks the {@link Invariant invariants} of the signal protocol while a machine runs: listens to
 * its events, hands them on, and looks at the real machine where an event alone does not say
 * enough. It changes nothing, so a run with it is the run without it.
 *
 * <p>A sink exists before its machine: {@link #watch} joins the two, before the first step.
 */
public final class ProtocolMonitor extends ForwardingSink {
    /** Scheduling points between two looks at who waits for whom: what is stuck stays stuck. */
    private static final int POINTS_BETWEEN_LOOKS = 64;

    private static final int VECTOR_PREFETCH = 0x0c;
    private static final int VECTOR_DATA = 0x10;

    private final Findings findings;
    private final MessageRules messages;
    private final DeliveryRules deliveries;
    private final FaultRules faults;
    private final DeliveryRules.Counts counts = new DeliveryRules.Counts();
    private final ArrayList<Watch> early = new ArrayList<>();
    private @Nullable Scene scene;
    private @Nullable StateRules states;
    private @Nullable LostRule lost;
    private @Nullable WaitRules waits;
    private int points;

    /** Who got the last answer: mappings come with it. */
    private @Nullable Watch answered;

    private ProtocolMonitor(EventSink next, boolean throwing) {
        super(next);
        findings = new Findings(throwing);
        messages = new MessageRules(findings);
        deliveries = new DeliveryRules(findings);
        faults = new FaultRules(findings);
    }

    /** A monitor that collects what it finds, the first violation of each rule by each thread. */
    public static ProtocolMonitor collecting(EventSink next) {
        return new ProtocolMonitor(next, false);
    }

    /** A monitor that throws the first violation as an {@code InvariantViolation}. */
    public static ProtocolMonitor throwing(EventSink next) {
        return new ProtocolMonitor(next, true);
    }

    /** Joins the monitor with the machine that reports to it. */
    public void watch(LinuxMachine machine) {
        watch(machine.machine().kernel(), machine.linux());
    }

    /** Joins the monitor with the kernel and the server that report to it. */
    public void watch(Kernel kernel, Linux linux) {
        Scene seen = new Scene(kernel, linux);
        for (Watch watch : early) {
            seen.add(watch);
        }
        early.clear();
        scene = seen;
        states = new StateRules(seen, findings);
        lost = new LostRule(seen, findings);
        waits = new WaitRules(seen, findings);
    }

    /** What was found so far, in order. */
    public List<Violation> violations() {
        return List.copyOf(findings.found());
    }

    /** How often a signal went that step. */
    public long count(SignalStep step) {
        return counts.of(step);
    }

    /** How many events have passed. */
    public long events() {
        return findings.sequence() + 1;
    }

    /** The machine has stopped or cannot go on: looks whether that is somebody's fault. */
    public void quiescent() {
        LostRule signals = lost;
        WaitRules waiting = waits;
        if (signals != null && waiting != null) {
            signals.look();
            waiting.look();
        }
    }

    @Override
    void count(long time) {
        findings.event(time);
    }

    private @Nullable Watch watch(int serial) {
        Scene seen = scene;
        return seen == null ? null : seen.watch(serial);
    }

    private @Nullable Watch user(int serial) {
        Watch found = watch(serial);
        return found != null && found.role == Watch.Role.USER ? found : null;
    }

    // Threads

    @Override
    public void threadCreated(long time, int thread, long id, int task, String role) {
        super.threadCreated(time, thread, id, task, role);
        Watch made = new Watch(thread, new ThreadId(id), roleOf(role));
        Scene seen = scene;
        if (seen == null) {
            early.add(made);
        } else {
            seen.add(made);
        }
    }

    private static Watch.Role roleOf(String role) {
        return switch (role) {
            case "user" -> Watch.Role.USER;
            case "signal" -> Watch.Role.SIGNAL;
            case "server" -> Watch.Role.SERVER;
            default -> Watch.Role.OTHER;
        };
    }

    @Override
    public void threadDeleted(long time, int thread) {
        super.threadDeleted(time, thread);
        Scene seen = scene;
        if (seen != null) {
            seen.remove(thread);
        }
    }

    @Override
    public void schedule(long time, int thread) {
        super.schedule(time, thread);
        LostRule signals = lost;
        WaitRules waiting = waits;
        if (signals == null || waiting == null) {
            return;
        }
        signals.look();
        if (++points >= POINTS_BETWEEN_LOOKS) {
            points = 0;
            waiting.look();
        }
    }

    // Steps

    @Override
    public void step(long time, int thread, String name) {
        super.step(time, thread, name);
        StateRules rules = states;
        Watch user = user(thread);
        if (rules == null || user == null) {
            return;
        }
        switch (name) {
            case "emulib.saveState" -> rules.saved(user);
            case "emulib.restoreState" -> rules.restored(user);
            case "emulib.resume" -> {
                deliveries.resumed(user);
                rules.resumed(user);
                user.forgetFault();
            }
            default -> {}
        }
    }

    @Override
    public void exception(long time, int thread, int vector, int pc, int info) {
        super.exception(time, thread, vector, pc, info);
        Watch user = user(thread);
        if (user != null && vector != VECTOR_DATA && vector != VECTOR_PREFETCH) {
            StateRules.newOperation(user);
        }
    }

    @Override
    public void exRegs(long time, int thread, int target, int oldIp, int newIp, int cancelled) {
        super.exRegs(time, thread, target, oldIp, newIp, cancelled);
        Watch watch = watch(target);
        StateRules rules = states;
        if (watch == null || rules == null) {
            return;
        }
        if (cancelled != 0) {
            MessageRules.cancelled(watch);
        }
        if (newIp == EmulibImages.START || newIp == EmulibImages.SIGNAL_THREAD) {
            watch.reset();
        } else if (newIp == EmulibImages.PARK && watch.role == Watch.Role.USER) {
            rules.parked(watch, oldIp, cancelled);
        }
    }

    // Messages

    @Override
    public void ipc(long time, IpcKind kind, int from, int to, int w0, int w1, int w2) {
        super.ipc(time, kind, from, to, w0, w1, w2);
        Watch sender = watch(from);
        Watch receiver = watch(to);
        StateRules rules = states;
        if (sender == null || receiver == null || rules == null) {
            return;
        }
        if (receiver.role == Watch.Role.SERVER) {
            toServer(sender, kind, w0, w1, rules);
        } else if (sender.role == Watch.Role.SERVER) {
            fromServer(receiver, kind);
        }
    }

    private void toServer(Watch sender, IpcKind kind, int w0, int w1, StateRules rules) {
        if (sender.role != Watch.Role.USER && sender.role != Watch.Role.SIGNAL) {
            return;
        }
        messages.asked(sender, kind);
        if (kind == IpcKind.PAGE_FAULT) {
            faults.faulted(sender, w0, w1);
        } else if (sender.role == Watch.Role.USER && Entry.isLabel(w0)) {
            sender.forgetFault();
            rules.received(sender);
        }
    }

    private void fromServer(Watch receiver, IpcKind kind) {
        answered = receiver;
        if (kind == IpcKind.PAGE_FAULT_REPLY) {
            faults.answered(receiver);
        }
        if (receiver.role == Watch.Role.USER) {
            messages.answered(receiver);
        } else if (kind == IpcKind.PAGE_FAULT_REPLY) {
            MessageRules.signalThreadAnswered(receiver);
        }
    }

    @Override
    public void mapping(
            long time,
            MappingKind kind,
            int fromTask,
            int fromPage,
            int toTask,
            int toPage,
            int pagesLog2,
            boolean writable) {
        super.mapping(time, kind, fromTask, fromPage, toTask, toPage, pagesLog2, writable);
        Watch receiver = answered;
        Scene seen = scene;
        if (fromTask != LinuxMachine.SERVER_TASK) {
            return;
        }
        if (toTask < 0) {
            faults.revoked(kind, fromPage);
        } else if (receiver != null && seen != null) {
            Task task = seen.task(receiver);
            if (task != null) {
                faults.mapped(receiver, fromPage, toPage, Scene.frameOf(task, toPage));
            }
        }
    }

    @Override
    public void variable(
            long time, Variable variable, int writer, int owner, int before, int after) {
        super.variable(time, variable, writer, owner, before, after);
        Watch user = user(owner);
        StateRules rules = states;
        if (variable == Variable.UNDER_KERNEL_CONTROL && user != null && rules != null) {
            messages.flag(user, before, after);
            if (after != 0) {
                rules.accepted(user);
            }
        }
    }

    @Override
    public void kdebug(long time, int thread, String reason) {
        super.kdebug(time, thread, reason);
        messages.oddity(thread, reason);
    }

    // Signals

    @Override
    public void signal(
            long time, SignalStep kind, int thread, int owner, int signal, int argument) {
        super.signal(time, kind, thread, owner, signal, argument);
        counts.add(kind);
        LostRule signals = lost;
        if (signals != null && kind == SignalStep.POSTED) {
            signals.posted();
        }
        Watch user = user(owner);
        StateRules rules = states;
        if (user == null || rules == null) {
            return;
        }
        switch (kind) {
            case DELIVERED -> deliveries.delivered(user, signal);
            case FRAME_BUILT -> {
                deliveries.frameBuilt(user, signal);
                rules.frameBuilt(user, argument);
            }
            case HANDLER_ENTERED -> {
                deliveries.handlerEntered(user, signal);
                rules.handlerEntered(user);
            }
            case RETURNED -> {
                deliveries.returned(user);
                rules.returned(user, argument);
            }
            default -> {}
        }
    }

    @Override
    public void process(long time, ProcessEvent kind, int pid, int argument, String text) {
        super.process(time, kind, pid, argument, text);
        Scene seen = scene;
        if (seen == null || kind != ProcessEvent.FORK) {
            return;
        }
        Task child = seen.linux().processes().task(pid);
        Task parent = seen.linux().processes().task(argument);
        Watch childWatch = child == null ? null : user(child.userSerial());
        Watch parentWatch = parent == null ? null : user(parent.userSerial());
        if (childWatch != null && parentWatch != null) {
            DeliveryRules.forked(childWatch, parentWatch);
        }
    }
}
