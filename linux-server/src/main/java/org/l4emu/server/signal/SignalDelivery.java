package org.l4emu.server.signal;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.ptrace.Tracee;
import org.l4emu.server.ptrace.Tracing;
import org.l4emu.server.schedule.ServerThreads;

/**
 * What happens to pending signals on the way back to user mode: default actions, stops, and the
 * restart of interrupted calls. A handler is put, one at a time, into the deliver record of the
 * exclusive page, from which emulib builds its frame; on the way back from a page fault, whose
 * registers are not there, it has to wait for the forced entry.
 */
public final class SignalDelivery {
    /** How it ended. */
    public enum Outcome {
        /** The task may go back to user mode. */
        RETURN,
        /** Stopped by job control; goes on here when continued. */
        STOPPED,
        /** The process ends. */
        ENDING
    }

    private final SignalSender sender;
    private final ServerThreads servers;
    private final Tracing tracing;
    private final DeliverWriter record;

    public SignalDelivery(
            ServerThreads servers, SignalSender sender, UserMemory user, Tracing tracing) {
        this.servers = servers;
        this.tracing = tracing;
        this.sender = sender;
        record = new DeliverWriter(user);
    }

    /**
     * Takes what is pending.
     *
     * @param restart positive ERESTART code of an interrupted call, 0 for none
     * @param registersSaved false on the way back from a page fault
     */
    public Outcome onReturn(Task task, int restart, boolean registersSaved) {
        int pendingRestart = restart;
        boolean handled = false;
        while (task.isDisturbed()) {
            ThreadGroup group = task.group();
            if (group.isStopped() && task.tracee() == null) {
                sender.jobs().stopOnReturn(task, pendingRestart);
                return Outcome.STOPPED;
            }
            SignalInfo info = next(task, pendingRestart, registersSaved);
            if (task.state() == Task.State.TRACED) {
                return Outcome.STOPPED;
            }
            if (info == null) {
                break;
            }
            int signal = info.signal();
            SignalAction action = group.actions().of(signal);
            if (action.isCaught()) {
                if (!run(task, info, action, pendingRestart)) {
                    continue;
                }
                pendingRestart = 0;
                handled = true;
                if (candidates(task, true) != 0 || stopsAtHandler(task)) {
                    DeliverWriter.askForMore(task);
                }
                break;
            } else if (!group.actions().ignores(signal)) {
                Outcome outcome = byDefault(task, signal);
                if (outcome == Outcome.ENDING || task.state() == Task.State.TRACED) {
                    return outcome;
                }
            }
        }
        if (pendingRestart != 0) {
            restart(task);
            if (pendingRestart == Errno.ERESTART_RESTARTBLOCK) {
                // The call it is comes back with restart_syscall
                task.registers().set(7, 0);
            }
        }
        if (!handled) {
            task.signals().restoreMask();
        }
        return task.group().isExiting() ? Outcome.ENDING : Outcome.RETURN;
    }

    private static boolean stopsAtHandler(Task task) {
        Tracee tracee = task.tracee();
        return tracee != null && tracee.stopsAtHandler();
    }

    /** The signal to handle now; null if there is none, or the task was stopped for its tracer. */
    private @Nullable SignalInfo next(Task task, int restart, boolean registersSaved) {
        Tracee tracee = task.tracee();
        if (tracee != null) {
            return registersSaved ? tracing.next(task, tracee, restart) : null;
        }
        long candidates = candidates(task, registersSaved);
        return candidates == 0 ? null : task.signals().take(candidates);
    }

    /** The unblocked pending signals that something can be done about now. */
    private static long candidates(Task task, boolean registersSaved) {
        long set = task.signals().pendingSet() & ~task.signals().blocked();
        if (registersSaved) {
            return set;
        }
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            if (Signals.contains(set, signal) && task.group().actions().of(signal).isCaught()) {
                set &= ~Signals.bit(signal);
            }
        }
        return set;
    }

    /**
     * A wait was disturbed by a signal: true if a handler has to run, so the wait must end. Signals
     * that do nothing are taken away; a stop leaves the task stopped in its wait.
     */
    public boolean interruptsWait(Task task) {
        if (task.tracee() != null) {
            // Only on the way back to user mode has it registers to be looked at
            return task.isDisturbed();
        }
        while (task.isDisturbed()) {
            if (task.group().isStopped()) {
                sender.jobs().stopInWait(task);
                return false;
            }
            long set = task.signals().pendingSet() & ~task.signals().blocked();
            int signal = Signals.lowest(set);
            if (task.group().actions().of(signal).isCaught()) {
                return true;
            }
            task.signals().take(Signals.bit(signal));
            if (!task.group().actions().ignores(signal)
                    && byDefault(task, signal) == Outcome.ENDING) {
                return false;
            }
        }
        return false;
    }

    private Outcome byDefault(Task task, int signal) {
        ThreadGroup group = task.group();
        Signals.Default byDefault = Signals.defaultAction(signal);
        report(SignalStep.DEFAULTED, task, signal, byDefault.code());
        switch (byDefault) {
            case IGNORE, CONTINUE -> {
                return Outcome.RETURN;
            }
            case STOP -> {
                if (!sender.jobs().stop(task, signal)) {
                    return Outcome.RETURN;
                }
                tracing.groupStops(group);
                return Outcome.STOPPED;
            }
            default -> {
                Tracee tracee = task.tracee();
                if (tracee != null && tracing.stopsBeforeEnd(tracee, signal)) {
                    return Outcome.STOPPED;
                }
                sender.decideEnd(group, signal);
                return Outcome.ENDING;
            }
        }
    }

    /** Lets a handler run; false if its frame has no place, which is a fault of its own. */
    private boolean run(Task task, SignalInfo info, SignalAction action, int restart) {
        ThreadGroup group = task.group();
        int signal = info.signal();
        int frame = DeliverWriter.frameAddress(task, action);
        if (!record.isWritable(task, frame, action)) {
            SignalInfo fault = SignalInfo.kernel(Signals.SIGSEGV);
            if (signal == Signals.SIGSEGV) {
                sender.forceDefault(fault, task);
            } else {
                sender.force(fault, task);
            }
            return false;
        }
        restartForHandler(task, action, restart);
        record.write(task, info, action, frame);
        long mask = task.signals().blocked() | action.mask();
        if (!action.has(SignalAction.SA_NODEFER)) {
            mask |= Signals.bit(signal);
        }
        long before = task.signals().blocked();
        task.signals().setBlocked(mask);
        task.signals().stackEntered();
        sender.retarget(task, mask & ~before);
        if (action.has(SignalAction.SA_RESETHAND)) {
            group.actions().set(signal, action.withDefaultHandler());
        }
        report(SignalStep.DELIVERED, task, signal, action.handler());
        return true;
    }

    private void report(SignalStep kind, Task task, int signal, int argument) {
        ThreadContext context = servers.working();
        context.events()
                .signal(
                        context.time(),
                        kind,
                        context.serial(),
                        task.userSerial(),
                        signal,
                        argument);
    }

    private static void restartForHandler(Task task, SignalAction action, int restart) {
        switch (restart) {
            case 0 -> {}
            case Errno.ERESTARTNOINTR -> restart(task);
            case Errno.ERESTARTSYS -> {
                if (action.has(SignalAction.SA_RESTART)) {
                    restart(task);
                } else {
                    task.registers().set(0, -Errno.EINTR);
                }
            }
            default -> task.registers().set(0, -Errno.EINTR);
        }
    }

    /** The svc instruction is executed again, with its first argument back in r0. */
    private static void restart(Task task) {
        PtRegs registers = task.registers();
        boolean thumb = (registers.get(PtRegs.CPSR) & SignalFrames.CPSR_THUMB) != 0;
        registers.set(0, registers.get(PtRegs.ORIG_R0));
        registers.set(PtRegs.PC, registers.get(PtRegs.PC) - (thumb ? 2 : 4));
    }
}
