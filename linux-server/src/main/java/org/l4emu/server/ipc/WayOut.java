package org.l4emu.server.ipc;

import org.l4emu.emulib.Action;
import org.l4emu.emulib.DeliverRecord;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.server.Linux;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.Tss;
import org.l4emu.server.ptrace.Tracee;
import org.l4emu.server.schedule.RunnableTasks;
import org.l4emu.server.signal.SignalDelivery;

/**
 * A task's way back to user mode, up to the reply: signals, other tasks that are more urgent, the
 * reset of under_kernel_control, and what is told to whom because of it. Each step says which one
 * comes next.
 */
final class WayOut {
    private final Linux linux;
    private final ThreadContext context;
    private final SignalProtocol protocol;
    private final RunnableTasks runnable;
    private final PageFaults faults;

    WayOut(Linux linux, ThreadContext context, RunnableTasks runnable, PageFaults faults) {
        this.linux = linux;
        this.context = context;
        this.runnable = runnable;
        this.faults = faults;
        protocol = linux.protocol();
    }

    /**
     * do_work_pending: signals, and others first if they are more urgent.
     *
     * @param restart positive ERESTART code of an interrupted call, 0 for none
     */
    ServerStep deliver(Task task, int restart) {
        linux.processorTimers().check(task.group());
        boolean fault = task.tss().way() == Tss.Way.PAGE_FAULT;
        if (restart != 0 || task.isDisturbed() || task.signals().restoresMask()) {
            SignalDelivery.Outcome outcome = linux.delivery().onReturn(task, restart, !fault);
            if (outcome != SignalDelivery.Outcome.RETURN) {
                return stayInKernel();
            }
        }
        if (linux.processes().hasExiting()) {
            if (task.group().isExiting()) {
                return stayInKernel();
            }
            linux.exiting().carryOut();
        }
        if (task.info().needResched()) {
            linux.flag().needResched(task, false);
            if (!runnable.isEmpty() && !fault) {
                task.info().leave();
                task.queueReturn();
                return ServerStep.SCHEDULE;
            }
        }
        boolean saysSo = protocol.sigsHandled() && !fault;
        return saysSo ? ServerStep.SET_SIGS_HANDLED : ServerStep.RESET_FLAG;
    }

    private ServerStep stayInKernel() {
        context.clearMapItems();
        return ServerStep.SCHEDULE;
    }

    /**
     * Resets the flag. After this a signal is told to the signal thread; before, this thread
     * delivers it. A message that was deferred meanwhile comes next, into {@code message}.
     */
    ServerStep resetFlag(Task task, int[] message) {
        Tss tss = task.tss();
        linux.flag().leave(task);
        task.info().leave();
        if (tss.hasDeferred()) {
            // The client no longer waits for what was done for it
            context.clearMapItems();
            tss.takeDeferred(message);
            return ServerStep.SET_FLAG;
        }
        boolean silent = tss.takeUnanswered();
        Tracee tracee = task.tracee();
        if (tss.way() == Tss.Way.PAGE_FAULT) {
            boolean work = tracee != null && tracee.hasWork();
            if ((task.signals().isInterrupted() || work)
                    && (silent || protocol.notifyAfterFault())) {
                linux.notifier().owe(task, task.signals().firstDeliverable());
            }
        } else if (tracee != null && tracee.steps()) {
            addAction(task.registers(), Action.SINGLE_STEP);
        }
        if (silent) {
            // The handler has to run before the access is tried again
            return stayInKernel();
        }
        offerFrame(task);
        return ServerStep.REPLY;
    }

    private static void addAction(PtRegs page, int bit) {
        page.setWord(ExclusivePage.ACTION, page.word(ExclusivePage.ACTION) | bit);
    }

    /** emulibFaults=no: the pages of a frame come with the reply. */
    private void offerFrame(Task task) {
        PtRegs page = task.registers();
        if (!protocol.emulibFaults()
                && task.tss().way() != Tss.Way.PAGE_FAULT
                && (page.word(ExclusivePage.ACTION) & Action.DELIVER) != 0) {
            faults.offerFrame(
                    task,
                    page.word(DeliverRecord.offsetOf(DeliverRecord.FRAME)),
                    page.word(DeliverRecord.offsetOf(DeliverRecord.FLAGS)));
        }
    }
}
