package org.l4emu.server.signal;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.ptrace.Tracee;

/**
 * Stops of whole processes, and process groups that nobody could continue. A stop is asked for when
 * one thread takes the signal; it is complete, and the parent hears of it, when the last thread has
 * stopped: in its wait, or on its way back to user mode.
 */
public final class JobControl {
    private static final int INIT = 1;

    private final Processes processes;
    private final SignalSender sender;
    private final SignalNotifier notifier;

    JobControl(Processes processes, SignalSender sender, SignalNotifier notifier) {
        this.processes = processes;
        this.sender = sender;
        this.notifier = notifier;
    }

    /**
     * A stop signal does its default action.
     *
     * @return false if the process is not stopped: init never is, and the stop signals a terminal
     *     sends do nothing to orphaned process groups
     */
    boolean stop(Task task, int signal) {
        ThreadGroup group = task.group();
        boolean discarded =
                group.pid() == INIT
                        || signal != Signals.SIGSTOP && isOrphaned(group.processGroup());
        if (discarded) {
            return false;
        }
        if (!group.isStopped()) {
            group.beginStop(signal);
            for (Task thread : group.threads()) {
                if (thread != task) {
                    reach(thread, signal);
                }
            }
        }
        return true;
    }

    /**
     * Sleepers stop where they sleep, user code is forced to come in. Whoever works in the kernel
     * meets the stop on the way to sleep or back.
     */
    private void reach(Task thread, int signal) {
        BlockedOperation operation = thread.operation();
        if (thread.tracee() != null) {
            return; // Stops as a tracee
        }
        if (thread.isAlive() && !thread.tss().underKernelControl()) {
            notifier.owe(thread, signal);
        } else if (thread.state() == Task.State.SLEEPING
                && operation != null
                && operation.isInterruptible()) {
            thread.stopInWait();
        }
    }

    /** A thread of a stopped process was about to go back to user mode. */
    void stopOnReturn(Task task, int restart) {
        task.stopOnReturn(restart);
        completeIfAllStopped(task.group());
    }

    /** A thread of a stopped process was about to sleep on. */
    void stopInWait(Task task) {
        task.stopInWait();
        completeIfAllStopped(task.group());
    }

    /** A thread has ended, or stopped as a tracee: perhaps the last one a stop waited for. */
    public void threadEnded(ThreadGroup group) {
        if (group.isStopped()) {
            completeIfAllStopped(group);
        }
    }

    private void completeIfAllStopped(ThreadGroup group) {
        boolean someStopped = false;
        for (Task thread : group.threads()) {
            if (thread.isAlive()) {
                Tracee tracee = thread.tracee();
                boolean stopped =
                        thread.state() == Task.State.STOPPED
                                || tracee != null && tracee.isInGroupStop();
                if (!stopped) {
                    return;
                }
                someStopped = true;
            }
        }
        if (someStopped && !group.isWhollyStopped()) {
            group.completeStop();
            Tracee tracee = group.leader().tracee();
            if (tracee == null || tracee.tracerGroup() != group.parent()) {
                sender.tellParent(group, SignalInfo.CLD_STOPPED, group.stopSignal());
            }
        }
    }

    /** SIGCONT was sent; of a stop that was not complete yet the parent hears as a stop. */
    void goOn(ThreadGroup group) {
        if (!group.isStopped()) {
            return;
        }
        boolean wasWhole = group.isWhollyStopped();
        int signal = group.stopSignal();
        group.goOn();
        for (Task thread : group.threads()) {
            thread.continueStopped();
        }
        if (wasWhole) {
            sender.tellParent(group, SignalInfo.CLD_CONTINUED, Signals.SIGCONT);
        } else {
            sender.tellParent(group, SignalInfo.CLD_STOPPED, signal);
        }
    }

    /**
     * True if no member of a process group has a parent in the same session but another group, who
     * could continue it.
     */
    public boolean isOrphaned(int processGroup) {
        return isOrphanedWithout(processGroup, null, null);
    }

    /**
     * The same when one process will be gone.
     *
     * @param member a member that does not count any more; null for none
     * @param parent a parent that does not count any more; null for none
     */
    private boolean isOrphanedWithout(
            int processGroup, @Nullable ThreadGroup member, @Nullable ThreadGroup parent) {
        for (ThreadGroup group : processes.processGroup(processGroup)) {
            ThreadGroup itsParent = group.parent();
            if (group != member
                    && !group.isDead()
                    && itsParent != null
                    && itsParent != parent
                    && holds(itsParent, group)) {
                return false;
            }
        }
        return true;
    }

    /**
     * POSIX's rule. Linux besides never counts init; that differs only for children in init's own
     * session, which a shell run as init has, and there they are jobs like others.
     */
    private static boolean holds(ThreadGroup parent, ThreadGroup child) {
        return parent.processGroup() != child.processGroup() && parent.session() == child.session();
    }

    /**
     * A process ends and its children are about to go to init: SIGHUP and SIGCONT for stopped
     * members of groups that are orphaned by that.
     */
    public void processEnds(ThreadGroup group) {
        ThreadGroup parent = group.parent();
        if (parent != null && holds(parent, group)) {
            release(group.processGroup(), group, null);
        }
        for (ThreadGroup child : group.children()) {
            if (holds(group, child)) {
                release(child.processGroup(), null, group);
            }
        }
    }

    private void release(
            int processGroup, @Nullable ThreadGroup member, @Nullable ThreadGroup parent) {
        if (isOrphanedWithout(processGroup, member, parent) && hasStopped(processGroup)) {
            sender.sendToProcessGroup(SignalInfo.kernel(Signals.SIGHUP), processGroup);
            sender.sendToProcessGroup(SignalInfo.kernel(Signals.SIGCONT), processGroup);
        }
    }

    private boolean hasStopped(int processGroup) {
        for (ThreadGroup group : processes.processGroup(processGroup)) {
            if (group.isWhollyStopped()) {
                return true;
            }
        }
        return false;
    }
}
