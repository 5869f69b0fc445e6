package org.l4emu.server.signal;

import org.l4emu.emulib.PtRegs;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/**
 * What happens to pending signals on the way back to user mode: default actions, stops, and the
 * restart of interrupted calls. Handlers run by a frame this class has the server write, for the
 * time being, and only on the way back from a system call or an exception, where the exclusive page
 * holds the registers; issue B gives the frame to emulib and reaches user mode by force.
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
    private final SignalFrames frames;

    public SignalDelivery(SignalSender sender, SignalFrames frames) {
        this.sender = sender;
        this.frames = frames;
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
        while (task.signals().isInterrupted()) {
            ThreadGroup group = task.group();
            long candidates = candidates(task, registersSaved);
            if (candidates == 0) {
                break;
            }
            SignalInfo info = task.signals().take(candidates);
            int signal = info.signal();
            SignalAction action = group.actions().of(signal);
            if (action.isCaught()) {
                restartForHandler(task, action, pendingRestart);
                pendingRestart = 0;
                handled = true;
                if (!run(task, info, action)) {
                    return Outcome.ENDING;
                }
            } else if (!group.actions().ignores(signal)) {
                Outcome outcome = byDefault(task, signal);
                if (outcome == Outcome.STOPPED) {
                    task.stopOnReturn();
                }
                if (outcome != Outcome.RETURN) {
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
        while (task.signals().isInterrupted()) {
            long set = task.signals().pendingSet() & ~task.signals().blocked();
            int signal = Signals.lowest(set);
            if (task.group().actions().of(signal).isCaught()) {
                return true;
            }
            task.signals().take(Signals.bit(signal));
            if (!task.group().actions().ignores(signal)
                    && byDefault(task, signal) == Outcome.STOPPED) {
                task.setState(Task.State.STOPPED);
                BlockedOperation operation = task.operation();
                if (operation != null) {
                    operation.stopped(task);
                }
                return false;
            }
        }
        return false;
    }

    private Outcome byDefault(Task task, int signal) {
        ThreadGroup group = task.group();
        switch (Signals.defaultAction(signal)) {
            case IGNORE, CONTINUE -> {
                return Outcome.RETURN;
            }
            case STOP -> {
                if (group.pid() == 1) {
                    return Outcome.RETURN;
                }
                if (!group.isStopped()) {
                    group.stop(signal);
                    sender.tellParent(group, SignalInfo.CLD_STOPPED, signal);
                }
                return Outcome.STOPPED;
            }
            default -> {
                sender.decideEnd(group, signal);
                return Outcome.ENDING;
            }
        }
    }

    private boolean run(Task task, SignalInfo info, SignalAction action) {
        ThreadGroup group = task.group();
        int signal = info.signal();
        try {
            frames.push(task, info, action);
        } catch (UserFault badStack) {
            SignalInfo fault = SignalInfo.kernel(Signals.SIGSEGV);
            sender.forceDefault(fault, task);
            return false;
        }
        long mask = task.signals().blocked() | action.mask();
        if (!action.has(SignalAction.SA_NODEFER)) {
            mask |= Signals.bit(signal);
        }
        task.signals().setBlocked(mask);
        if (action.has(SignalAction.SA_RESETHAND)) {
            group.actions().set(signal, SignalAction.DEFAULT);
        }
        return true;
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
