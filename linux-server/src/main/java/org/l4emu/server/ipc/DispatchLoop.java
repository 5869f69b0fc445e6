package org.l4emu.server.ipc;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.Action;
import org.l4emu.emulib.Entry;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.server.Linux;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.TaskPair;
import org.l4emu.server.process.Tss;
import org.l4emu.server.ptrace.Tracee;
import org.l4emu.server.schedule.RunnableTasks;
import org.l4emu.server.schedule.ServerThreads;
import org.l4emu.server.schedule.TimerInterrupt;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalNotifier;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * One thread of the Linux server: receives a message, sets {@code under_kernel_control}, does what
 * is asked, resets the flag and replies; in between {@code schedule()} goes on with whoever waited
 * in the kernel and can continue (emulib note, §2.1). In the first generation there are several,
 * and the kernel lock is held from after the receive to before the reply.
 */
public final class DispatchLoop extends ThreadProgram {
    private static final int IDLE = 0;
    private static final int LOOKS_BEFORE_SLEEP = 64;
    private static final int LOCK_POLL_MICROS = 10;

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
    private final int index;
    private final SignalProtocol protocol;
    private final ServerThreads servers;
    private final RunnableTasks runnable;
    private final SignalNotifier notifier;
    private final SystemCalls calls;
    private final Exceptions exceptions;
    private final PageFaults faults;
    private final WayOut wayOut;
    private final BootSequence boot;
    private final boolean locks;
    private ServerStep next = ServerStep.BOOT;
    private ServerStep afterLock = ServerStep.SCHEDULE;
    private ServerStep afterRelease = ServerStep.RECEIVE;
    private @Nullable Task current;
    private ThreadId client = ThreadId.NIL;
    private final int[] message = new int[3];
    private PageFaults.Look look = PageFaults.Look.GENUINE;
    private int restart;
    private int lockLooks;
    private int lastPick = -1;

    /**
     * A server thread.
     *
     * @param context its own
     * @param index its place among {@link Linux#servers}
     */
    public DispatchLoop(Linux linux, ThreadContext context, int index, BootSequence boot) {
        this.linux = linux;
        this.boot = boot;
        this.context = context;
        this.index = index;
        self = context.id();
        protocol = linux.protocol();
        servers = linux.servers();
        runnable = servers.get(index);
        notifier = linux.notifier();
        locks = servers.count() > 1;
        calls = new SystemCalls(linux);
        exceptions = new Exceptions(linux);
        faults = new PageFaults(linux, context, exceptions);
        wayOut = new WayOut(linux, context, runnable, faults);
    }

    @Override
    public void step(ThreadContext unused) {
        do {
            take();
        } while (context.continueStep());
    }

    private void take() {
        servers.setWorking(context);
        if (owes()) {
            notifier.pay(context);
            return;
        }
        switch (next) {
            case RECEIVE -> {
                next = afterReceive();
                context.waitForAny(Timeouts.NEVER);
            }
            case LOOK -> look();
            case ACQUIRE -> acquire();
            case CHECK_FLAG -> checkFlag();
            case SERVE_SIGNAL_THREAD -> serveSignalThread(task());
            case REPLY_SIGNAL_THREAD -> replySignalThread();
            case SET_FLAG -> setFlag(task());
            case DISPATCH -> dispatch(task());
            case UNLOCK_PAGE -> {
                faults.unlock(task());
                next = ServerStep.DELIVER;
            }
            case DELIVER -> deliver(task());
            case SET_SIGS_HANDLED -> {
                faults.setSigsHandled(task());
                next = ServerStep.RESET_FLAG;
            }
            case RESET_FLAG -> resetFlag(task());
            case RELEASE -> {
                servers.unlock(index);
                next = afterRelease;
            }
            case REPLY -> reply(task());
            case SCHEDULE -> schedule();
            case RESUME -> resume(task());
            case BOOT -> {
                if (!boot.step(context)) {
                    next = index == 0 ? ServerStep.SCHEDULE : ServerStep.ACQUIRE;
                }
            }
        }
    }

    /** Messages are owed by whoever works; with several servers, by the kernel lock's holder. */
    private boolean owes() {
        return notifier.owes() && (locks ? servers.isHeldBy(index) : next != ServerStep.CHECK_FLAG);
    }

    private Task task() {
        Task working = current;
        if (working == null) {
            throw new IllegalStateException(next.stepName() + " without a task");
        }
        return working;
    }

    // Receiving

    private ServerStep afterReceive() {
        afterLock = ServerStep.CHECK_FLAG;
        if (protocol.pageFaultLock()) {
            return ServerStep.LOOK;
        }
        return locks ? ServerStep.ACQUIRE : ServerStep.CHECK_FLAG;
    }

    @Override
    public boolean followsAtOnce() {
        return next == ServerStep.LOOK && protocol.receiveThenLock();
    }

    /** First generation: a page fault's emu_local_lock comes before everything else. */
    private void look() {
        look = PageFaults.Look.GENUINE;
        if (context.result() == IpcResult.OK
                && !Entry.isLabel(context.w0())
                && !TaskPair.isExclusive(context.w0())) {
            Task task = linux.processes().byUserThread(context.sender());
            if (task != null) {
                look = faults.look(task);
            }
        }
        next = locks ? ServerStep.ACQUIRE : ServerStep.CHECK_FLAG;
    }

    /** kernel_lock: waits while another server thread works. */
    private void acquire() {
        if (servers.tryLock(index)) {
            lockLooks = 0;
            next = afterLock;
        } else if (++lockLooks % LOOKS_BEFORE_SLEEP == 0 && afterLock != ServerStep.CHECK_FLAG) {
            context.sleep(Timeouts.receiveMicros(LOCK_POLL_MICROS));
        } else {
            context.yieldProcessor();
        }
    }

    /** sys_idle and dispatch start: who sent, and is that task in the kernel already? */
    private void checkFlag() {
        next = ServerStep.SCHEDULE;
        if (context.result() != IpcResult.OK) {
            return;
        }
        context.events().step(context.time(), context.serial(), ServerStep.RECEIVE.stepName());
        ThreadId sender = context.sender();
        message[0] = context.w0();
        message[1] = context.w1();
        message[2] = context.w2();
        if (sender.sameTask(self)) {
            interrupt(message[0]);
            return;
        }
        if (ExclusivePage.isSignalThread(sender.lthread())) {
            fromSignalThread(sender);
            return;
        }
        Task task = linux.processes().byUserThread(sender);
        if (task == null || look == PageFaults.Look.SIGNAL_COMING) {
            look = PageFaults.Look.GENUINE;
            return;
        }
        if (task.tss().underKernelControl()) {
            whileUnderControl(task);
            return;
        }
        if (task.userSerial() < 0) {
            linux.pair().learnSerial(task);
        }
        current = task;
        linux.setCurrent(task);
        next = ServerStep.SET_FLAG;
    }

    /** Woken up while still under kernel control: nobody may be served twice. */
    private void whileUnderControl(Task task) {
        if (look == PageFaults.Look.LOCKED) {
            faults.unlock(task);
            look = PageFaults.Look.GENUINE;
        }
        if (task.group().isExiting()) {
            return;
        }
        if (protocol.deferWhileUnderControl()) {
            task.tss().defer(message[0], message[1], message[2]);
        } else {
            context.enterKdebug("unexpected syscall");
        }
    }

    /** A signal thread may page-fault; system calls are the user thread's. */
    private void fromSignalThread(ThreadId sender) {
        int lthread = ExclusivePage.userThreadOf(sender.lthread());
        Task task = linux.processes().byUserThread(sender.sibling(lthread));
        if (task == null) {
            return;
        }
        if (Entry.isLabel(message[0])) {
            context.enterKdebug("wrong stack");
            throw InvariantViolation.of(
                    "STACK", "signal thread %s made a call, label %d", sender, message[0]);
        }
        current = task;
        client = sender;
        next = ServerStep.SERVE_SIGNAL_THREAD;
    }

    private void serveSignalThread(Task task) {
        next = ServerStep.REPLY_SIGNAL_THREAD;
        if (!faults.serveSignalThread(task, message[0] & ~3, (message[0] & 2) != 0)) {
            linux.signals().forceDefault(SignalInfo.kernel(Signals.SIGSEGV), task);
            next = ServerStep.SCHEDULE;
        }
    }

    private void replySignalThread() {
        current = null;
        next = ServerStep.SCHEDULE;
        context.setMessage(0, 0, 0);
        context.reply(client);
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
        task.info().enter(self);
        next = ServerStep.DISPATCH;
    }

    // Working

    private void dispatch(Task task) {
        int w0 = message[0];
        restart = 0;
        if (!Entry.isLabel(w0)) {
            pageFault(task, w0);
            return;
        }
        PtRegs registers = task.registers();
        if (registers.word(ExclusivePage.ACTION) != Action.RESUME) {
            registers.setWord(ExclusivePage.ACTION, Action.RESUME);
        }
        if (w0 == Entry.SYSCALL) {
            task.tss().setWay(Tss.Way.SYSCALL);
            Tracee tracee = task.tracee();
            int number = registers.get(7);
            ended(
                    task,
                    tracee == null
                            ? calls.call(task, number)
                            : linux.tracing().enter(task, tracee, number, calls));
        } else {
            boolean exception = w0 == Entry.EXCEPTION;
            task.tss().setWay(exception ? Tss.Way.EXCEPTION : Tss.Way.SIGNAL);
            if (exception) {
                exceptions.handle(task, message[1], message[2]);
            } else if (message[1] != 0) {
                linux.tracing().stepped(task);
            }
            next = ServerStep.DELIVER;
        }
    }

    private void pageFault(Task task, int word) {
        task.tss().setWay(Tss.Way.PAGE_FAULT);
        boolean locked = look == PageFaults.Look.LOCKED;
        task.tss().setPageLocked(locked);
        look = PageFaults.Look.GENUINE;
        int result = faults.handle(task, word & ~3 | message[2] & 3, (word & 2) != 0, message[1]);
        if (result == SyscallHandler.BLOCKED) {
            task.info().leave();
            next = ServerStep.SCHEDULE;
        } else {
            faultEnded(task);
        }
    }

    private void faultEnded(Task task) {
        next = task.tss().takePageLocked() ? ServerStep.UNLOCK_PAGE : ServerStep.DELIVER;
    }

    /** A handler or a resumed operation came back. */
    private void ended(Task task, int result) {
        if (result == SyscallHandler.BLOCKED) {
            task.info().leave();
            if (task.isDisturbed()) {
                task.wake();
            }
            next = ServerStep.SCHEDULE;
        } else if (result == SyscallHandler.NO_REPLY || !task.tss().underKernelControl()) {
            // Somebody has reset the client: it must not be answered
            next = ServerStep.SCHEDULE;
        } else {
            finish(task, result);
            next = ServerStep.DELIVER;
            Tracee tracee = task.tracee();
            if (tracee != null) {
                finishTraced(task, tracee, result);
            }
        }
    }

    /** A tracer sees the result before anything else happens, also that of a call to restart. */
    private void finishTraced(Task task, Tracee tracee, int result) {
        if (restart != 0) {
            task.registers().set(0, result);
        }
        boolean restartable = result != SyscallHandler.REGISTERS_SET;
        if (linux.tracing().exit(task, tracee, restartable)) {
            restart = 0;
            task.info().leave();
            next = ServerStep.SCHEDULE;
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

    private void deliver(Task task) {
        int code = restart;
        restart = 0;
        next = wayOut.deliver(task, code);
    }

    private void resetFlag(Task task) {
        next = wayOut.resetFlag(task, message);
        look = PageFaults.Look.GENUINE;
        if (locks && next == ServerStep.REPLY) {
            afterRelease = ServerStep.REPLY;
            next = ServerStep.RELEASE;
        }
    }

    private void reply(Task task) {
        current = null;
        if (!locks && !isClient(task)) {
            throw InvariantViolation.of(
                    "SILENT", "%s is to be answered, state %s", task, task.state());
        }
        context.setMessage(0, 0, 0);
        if (runnable.isEmpty()) {
            next = afterReceive();
            context.replyAndWait(task.userThread());
        } else {
            afterLock = ServerStep.SCHEDULE;
            next = locks ? ServerStep.ACQUIRE : ServerStep.SCHEDULE;
            context.reply(task.userThread());
        }
    }

    /** True for who has asked something: a task that execve or kill has reset has not. */
    private static boolean isClient(Task task) {
        return task.isAlive() && task.tss().hasEntered() && !task.tss().underKernelControl();
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
        Task selected = runnable.take();
        current = selected;
        if (selected == null) {
            pick(IDLE);
            next = ServerStep.RECEIVE;
            if (locks) {
                afterRelease = ServerStep.RECEIVE;
                next = ServerStep.RELEASE;
            }
            return;
        }
        pick(selected.pid());
        linux.setCurrent(selected);
        selected.info().enter(self);
        next = ServerStep.RESUME;
    }

    private void pick(int pid) {
        if (pid != IDLE || lastPick != IDLE) {
            lastPick = pid;
            context.events().pick(context.time(), pid);
        }
    }

    private void resume(Task task) {
        BlockedOperation operation = task.operation();
        if (task.takeReturning() || operation == null) {
            restart = task.takeRestart();
            next = ServerStep.DELIVER;
            return;
        }
        boolean stopOver = task.takeContinued() && operation.endsWhenContinued();
        int result = calls.resume(task, operation);
        if (result == SyscallHandler.BLOCKED && stopOver) {
            result = -Errno.EINTR;
        }
        if (result == SyscallHandler.BLOCKED) {
            if (task.operation() != operation) {
                // The tracer let a call go on, and that waits for something else now
                ended(task, result);
                return;
            }
            if (task.state() != Task.State.RUNNING) {
                next = ServerStep.SCHEDULE;
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
        } else if (operation instanceof PageFaults.Sleep) {
            faultEnded(task);
        } else {
            ended(task, result);
        }
    }

    private void keepWaiting(Task task) {
        next = ServerStep.SCHEDULE;
        if (task.state() == Task.State.RUNNING) {
            task.sleepAgain();
        }
    }

    private void kernelThreadEnded(Task task, int result) {
        next = ServerStep.SCHEDULE;
        if (result != SyscallHandler.NO_REPLY && task.isAlive()) {
            linux.exiting().decide(task.group(), (result & 0xff) << 8);
        }
    }

    // For the trace

    @Override
    public String nextStep() {
        if (owes()) {
            return "server.notify";
        }
        return next == ServerStep.BOOT ? boot.nextStep() : next.stepName();
    }

    @Override
    public void describeNextStep(ThreadContext unused, StepIntent intent) {
        if (owes()) {
            intent.ipc(StepIntent.Kind.SEND, nextStep(), notifier.creditor());
            return;
        }
        Task working = current;
        ThreadId user = working == null ? ThreadId.ANY : working.userThread();
        String name = nextStep();
        switch (next) {
            case RECEIVE -> intent.ipc(StepIntent.Kind.RECEIVE, name, ThreadId.ANY);
            case LOOK -> intent.set(StepIntent.Kind.LOCK, name, context.sender(), 0);
            case UNLOCK_PAGE -> intent.set(StepIntent.Kind.UNLOCK, name, user, 0);
            case SET_SIGS_HANDLED -> intent.set(StepIntent.Kind.WRITE, name, user, 0);
            case ACQUIRE -> intent.set(StepIntent.Kind.LOCK, name, ThreadId.NIL, 0);
            case RELEASE -> intent.set(StepIntent.Kind.UNLOCK, name, ThreadId.NIL, 0);
            case SET_FLAG, RESET_FLAG -> intent.set(StepIntent.Kind.FLAG, name, user, 0);
            case REPLY -> intent.ipc(StepIntent.Kind.SEND, name, user);
            case REPLY_SIGNAL_THREAD -> intent.ipc(StepIntent.Kind.SEND, name, client);
            case SERVE_SIGNAL_THREAD, DISPATCH, RESUME, DELIVER ->
                    intent.set(StepIntent.Kind.KERNEL_CALL, name, user, 0);
            case BOOT -> intent.set(StepIntent.Kind.KERNEL_CALL, name, ThreadId.NIL, 0);
            case CHECK_FLAG, SCHEDULE -> intent.local(name);
        }
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put((long) next.ordinal() << 32 | boot.progress());
        digest.put((long) afterLock.ordinal() << 32 | afterRelease.ordinal());
        Task working = current;
        digest.put(working == null ? 0 : working.pid());
        digest.put((long) look.ordinal() << 32 | restart);
        digest.put((long) message[0] << 32 | message[1] & 0xffffffffL);
        digest.put((long) lastPick << 32 | message[2] & 0xffffffffL);
        if (index == 0) {
            linux.digest(digest);
        }
    }
}
