package org.l4emu.server.ipc;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.Action;
import org.l4emu.emulib.Entry;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.server.Linux;
import org.l4emu.server.mm.PageFaultResult;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.TaskPair;
import org.l4emu.server.schedule.TimerInterrupt;
import org.l4emu.server.signal.SignalDelivery;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * The Linux server's one thread: receives a message, sets {@code under_kernel_control}, does what
 * is asked, resets the flag and replies; in between {@code schedule()} goes on with whoever waited
 * in the kernel and can continue (emulib note, §2.1).
 */
public final class DispatchLoop extends ThreadProgram {
    private static final int BOOT = 0;
    private static final int RECEIVE = 1;
    private static final int CHECK_FLAG = 2;
    private static final int SET_FLAG = 3;
    private static final int DISPATCH = 4;
    private static final int DELIVER = 5;
    private static final int RESET_FLAG = 6;
    private static final int REPLY = 7;
    private static final int SCHEDULE = 8;
    private static final int RESUME = 9;

    private static final String[] NAMES = {
        "server.boot",
        "server.receive",
        "server.checkFlag",
        "server.setUnderKernelControl",
        "server.dispatch",
        "server.deliver",
        "server.resetUnderKernelControl",
        "server.reply",
        "server.schedule",
        "server.resume"
    };

    private static final int IDLE = 0;

    /** How the current task came in. */
    private enum Came {
        SYSCALL,
        EXCEPTION,
        PAGE_FAULT
    }

    /** The steps before the first message: start_kernel. */
    public interface BootSequence {
        /** Takes one step; false when there is nothing left to do. */
        boolean step(ThreadContext context);

        String nextStep();

        int progress();
    }

    private final Linux linux;
    private final ThreadContext context;
    private final ThreadId self;
    private final SystemCalls calls;
    private final Exceptions exceptions;
    private final BootSequence boot;
    private int next = BOOT;
    private @Nullable Task current;
    private Came came = Came.SYSCALL;
    private int restart;
    private int lastPick = -1;

    public DispatchLoop(Linux linux, BootSequence boot) {
        this.linux = linux;
        this.boot = boot;
        context = linux.context();
        self = context.id();
        calls = new SystemCalls(linux);
        exceptions = new Exceptions(linux);
    }

    @Override
    public void step(ThreadContext unused) {
        do {
            take();
        } while (context.continueStep());
    }

    private void take() {
        switch (next) {
            case RECEIVE -> {
                next = CHECK_FLAG;
                context.waitForAny(Timeouts.NEVER);
            }
            case CHECK_FLAG -> checkFlag();
            case SET_FLAG -> setFlag(task());
            case DISPATCH -> dispatch(task());
            case DELIVER -> deliver(task());
            case RESET_FLAG -> resetFlag(task());
            case REPLY -> reply(task());
            case SCHEDULE -> schedule();
            case RESUME -> resume(task());
            default -> {
                if (!boot.step(context)) {
                    next = SCHEDULE;
                }
            }
        }
    }

    private Task task() {
        Task working = current;
        if (working == null) {
            throw new IllegalStateException(NAMES[next] + " without a task");
        }
        return working;
    }

    // Receiving

    /** sys_idle and dispatch start: who sent, and is that task in the kernel already? */
    private void checkFlag() {
        next = SCHEDULE;
        if (context.result() != IpcResult.OK) {
            return;
        }
        context.events().step(context.time(), context.serial(), NAMES[RECEIVE]);
        ThreadId sender = context.sender();
        if (sender.sameTask(self)) {
            interrupt(context.w0());
            return;
        }
        Task task = linux.processes().byUserThread(sender);
        if (task == null) {
            return;
        }
        if (task.tss().underKernelControl()) {
            // Woken up while still under kernel control: nobody may be served twice
            context.enterKdebug("unexpected syscall");
            return;
        }
        if (task.userSerial() < 0) {
            linux.pair().learnSerial(task);
        }
        current = task;
        linux.setCurrent(task);
        next = SET_FLAG;
    }

    private void interrupt(int label) {
        if (label == TimerInterrupt.TIMERS_DUE) {
            linux.timers().expire();
        } else if (label == ConsoleInterrupt.INPUT_THERE) {
            linux.vfs().consoleInputArrived();
        }
    }

    private void setFlag(Task task) {
        linux.flag().enter(task);
        task.info().enter();
        next = DISPATCH;
    }

    // Working

    private void dispatch(Task task) {
        int w0 = context.w0();
        if (!Entry.isLabel(w0)) {
            came = Came.PAGE_FAULT;
            pageFault(task, w0 & ~3, (w0 & 2) != 0);
        } else if (w0 == Entry.EXCEPTION) {
            came = Came.EXCEPTION;
            exceptions.handle(task, context.w1(), context.w2());
            next = DELIVER;
        } else {
            came = Came.SYSCALL;
            PtRegs registers = task.registers();
            if (registers.word(ExclusivePage.ACTION) != Action.RESUME) {
                registers.setWord(ExclusivePage.ACTION, Action.RESUME);
            }
            ended(task, calls.call(task, registers.get(7)));
        }
    }

    private void pageFault(Task task, int address, boolean write) {
        next = DELIVER;
        restart = 0;
        if (TaskPair.isExclusive(address)) {
            if (!linux.pair().mapExclusive(task.group(), address)) {
                linux.signals().forceDefault(SignalInfo.kernel(Signals.SIGSEGV), task);
            }
            return;
        }
        PageFaultResult result = linux.faults().handle(task, address, write);
        if (result != PageFaultResult.MAPPED) {
            exceptions.badAccess(task, address, result);
        }
    }

    /** A handler or a resumed operation came back. */
    private void ended(Task task, int result) {
        if (result == SyscallHandler.BLOCKED) {
            task.info().leave();
            if (task.signals().isInterrupted()) {
                task.wake();
            }
            next = SCHEDULE;
        } else if (result == SyscallHandler.NO_REPLY || !task.tss().underKernelControl()) {
            // Somebody has reset the client: it must not be answered
            next = SCHEDULE;
        } else {
            finish(task, result);
            next = DELIVER;
        }
    }

    private void finish(Task task, int result) {
        calls.finished(task, result);
        restart = 0;
        if (result <= -Errno.ERESTARTSYS && result >= -Errno.ERESTART_RESTARTBLOCK) {
            restart = -result;
        } else if (result != SyscallHandler.REGISTERS_SET) {
            task.registers().set(0, result);
        }
    }

    // Going back

    /** do_work_pending: signals, and others first if they are more urgent. */
    private void deliver(Task task) {
        next = RESET_FLAG;
        linux.processorTimers().check(task.group());
        if (restart != 0 || task.signals().isInterrupted() || task.signals().restoresMask()) {
            boolean saved = came != Came.PAGE_FAULT;
            SignalDelivery.Outcome outcome = linux.delivery().onReturn(task, restart, saved);
            restart = 0;
            if (outcome != SignalDelivery.Outcome.RETURN) {
                context.clearMapItems();
                next = SCHEDULE;
                return;
            }
        }
        if (linux.processes().hasExiting()) {
            if (task.group().isExiting()) {
                context.clearMapItems();
                next = SCHEDULE;
                return;
            }
            linux.exiting().carryOut();
        }
        if (task.info().needResched()) {
            linux.flag().needResched(task, false);
            if (!linux.runnable().isEmpty() && came != Came.PAGE_FAULT) {
                task.info().leave();
                task.queueReturn();
                next = SCHEDULE;
            }
        }
    }

    private void resetFlag(Task task) {
        linux.flag().leave(task);
        task.info().leave();
        next = REPLY;
    }

    private void reply(Task task) {
        current = null;
        context.setMessage(0, 0, 0);
        if (linux.runnable().isEmpty()) {
            next = CHECK_FLAG;
            context.replyAndWait(task.userThread());
        } else {
            next = SCHEDULE;
            context.reply(task.userThread());
        }
    }

    // schedule()

    /** Selects among tasks under kernel control; with none, waits for a message: dsched. */
    private void schedule() {
        Task before = current;
        if (before != null) {
            before.info().leave();
        }
        if (linux.processes().hasExiting()) {
            linux.exiting().carryOut();
        }
        Task selected = linux.runnable().take();
        current = selected;
        if (selected == null) {
            next = RECEIVE;
            pick(IDLE);
            return;
        }
        pick(selected.pid());
        linux.setCurrent(selected);
        selected.info().enter();
        next = RESUME;
    }

    private void pick(int pid) {
        if (pid != IDLE || lastPick != IDLE) {
            lastPick = pid;
            context.events().pick(context.time(), pid);
        }
    }

    private void resume(Task task) {
        came = Came.SYSCALL;
        BlockedOperation operation = task.operation();
        if (task.takeReturning() || operation == null) {
            restart = 0;
            next = DELIVER;
            return;
        }
        int result = calls.resume(task, operation);
        if (result == SyscallHandler.BLOCKED) {
            if (task.state() != Task.State.RUNNING) {
                next = SCHEDULE;
                return;
            }
            if (!operation.isInterruptible() || !linux.delivery().interruptsWait(task)) {
                keepWaiting(task);
                return;
            }
            result = operation.interrupted(task);
            if (result == -Errno.ERESTART_RESTARTBLOCK) {
                task.info().setRestart(operation);
            }
        }
        if (task.operation() == operation) {
            task.endWait();
        }
        if (task.isKernelThread()) {
            kernelThreadEnded(task, result);
        } else {
            ended(task, result);
        }
    }

    private void keepWaiting(Task task) {
        next = SCHEDULE;
        if (task.state() == Task.State.RUNNING) {
            task.sleepAgain();
        }
    }

    private void kernelThreadEnded(Task task, int result) {
        next = SCHEDULE;
        if (result != SyscallHandler.NO_REPLY && task.isAlive()) {
            linux.exiting().decide(task.group(), (result & 0xff) << 8);
        }
    }

    // For the trace

    @Override
    public String nextStep() {
        return next == BOOT ? boot.nextStep() : NAMES[next];
    }

    @Override
    public void describeNextStep(ThreadContext unused, StepIntent intent) {
        Task working = current;
        ThreadId client = working == null ? ThreadId.ANY : working.userThread();
        switch (next) {
            case RECEIVE -> intent.ipc(StepIntent.Kind.RECEIVE, NAMES[next], ThreadId.ANY);
            case SET_FLAG, RESET_FLAG -> intent.set(StepIntent.Kind.FLAG, NAMES[next], client, 0);
            case REPLY -> intent.ipc(StepIntent.Kind.SEND, NAMES[next], client);
            case DISPATCH, RESUME, DELIVER ->
                    intent.set(StepIntent.Kind.KERNEL_CALL, NAMES[next], client, 0);
            case BOOT -> intent.set(StepIntent.Kind.KERNEL_CALL, nextStep(), ThreadId.NIL, 0);
            default -> intent.local(NAMES[next]);
        }
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put((long) next << 32 | boot.progress());
        Task working = current;
        digest.put(working == null ? 0 : working.pid());
        digest.put((long) came.ordinal() << 32 | restart);
        digest.put(lastPick);
        linux.digest(digest);
    }
}
