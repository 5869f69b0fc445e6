package org.l4emu.signalthread;

import org.l4emu.emulib.EmulibImages;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.LocalLock;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.emulib.SignalProtocol.LookOrder;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.thread.ExRegsResult;
import org.l4emu.microkernel.thread.ProgramImages;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.protocol.event.SignalStep;

/**
 * The second thread behind every Linux thread. Waits for the server's notification, takes the user
 * thread's emu_local_lock, and forces the user thread into the special system call: parks it by
 * threadExRegs, leaves its old ip and sp behind, and lets it run at emulib's forced entry. The lock
 * passes to the user thread. It never makes a Linux system call.
 */
public final class SignalThread extends ThreadProgram {
    /**
     * Between two looks at a lock that is taken it sleeps, so that the holder, whose priority is
     * lower, can go on: 1 µs at first, twice as long each time, up to this many doublings.
     */
    private static final int SLEEP_DOUBLINGS_MAX = 8;

    private enum Next {
        RECEIVE("signal.receive"),
        CHECK("signal.checkSender"),
        LOOK_AT_FLAG_FIRST("signal.readSigsHandled"),
        LOCK("signal.lock"),
        LOOK_AT_FLAG("signal.readSigsHandled"),
        CLEAR_FLAG("signal.clearSigsHandled"),
        PARK("signal.exRegsPark"),
        SET_FLAG("signal.setSigsHandled"),
        STORE_IP("signal.storeIp"),
        STORE_SP("signal.storeSp"),
        FORCE("signal.exRegsForce");

        private final String stepName;

        Next(String stepName) {
            this.stepName = stepName;
        }
    }

    private final ThreadId server;
    private final ThreadId user;
    private final int page;
    private final SignalProtocol protocol;
    private Next next = Next.RECEIVE;
    private boolean flagSeen;
    private int looks;
    private int oldIp;
    private int oldSp;

    private SignalThread(ThreadContext context, SignalProtocol protocol) {
        this.protocol = protocol;
        server = context.pager();
        int lthread = ExclusivePage.userThreadOf(context.id().lthread());
        user = context.id().sibling(lthread);
        page = ExclusivePage.addressOf(lthread);
    }

    /** Places the signal thread's entry. */
    public static void place(ProgramImages images, SignalProtocol protocol) {
        images.place(
                EmulibImages.SIGNAL_THREAD,
                "signal",
                context -> new SignalThread(context, protocol));
    }

    @Override
    public void step(ThreadContext context) {
        switch (next) {
            case RECEIVE -> {
                next = Next.CHECK;
                context.waitForAny(Timeouts.NEVER);
            }
            case CHECK -> check(context);
            case LOOK_AT_FLAG_FIRST -> {
                flagSeen = lock(context).flagIsSet();
                next = Next.LOCK;
            }
            case LOCK -> tryLock(context);
            case LOOK_AT_FLAG -> lockIsTaken(context, lock(context).flagIsSet());
            case CLEAR_FLAG -> {
                lock(context).clearFlag();
                next = Next.PARK;
            }
            case PARK -> park(context);
            case SET_FLAG -> {
                lock(context).setFlag();
                next = Next.STORE_IP;
            }
            case STORE_IP -> {
                context.store(keptAt(ExclusivePage.FORCED_IP), oldIp);
                next = Next.STORE_SP;
            }
            case STORE_SP -> {
                context.store(keptAt(ExclusivePage.FORCED_SP), oldSp);
                next = Next.FORCE;
            }
            case FORCE -> force(context);
        }
    }

    /** Only the server's threads may make it act. */
    private void check(ThreadContext context) {
        boolean notified = context.result() == IpcResult.OK && context.sender().sameTask(server);
        looks = 0;
        next = notified ? firstLook() : Next.RECEIVE;
    }

    private Next firstLook() {
        if (!protocol.emuLocalLock()) {
            return Next.PARK;
        }
        boolean flagFirst =
                protocol.sigsHandled() && protocol.lookOrder() == LookOrder.FLAG_THEN_LOCK;
        return flagFirst ? Next.LOOK_AT_FLAG_FIRST : Next.LOCK;
    }

    private LocalLock lock(ThreadContext context) {
        return new LocalLock(context, page, context.serialOf(user), protocol);
    }

    private void tryLock(ThreadContext context) {
        LocalLock lock = lock(context);
        if (lock.tryTake()) {
            next = lock.nextTakerClears() ? Next.CLEAR_FLAG : Next.PARK;
        } else if (!protocol.sigsHandled()) {
            lockIsTaken(context, false);
        } else {
            switch (protocol.lookOrder()) {
                case ATOMIC -> lockIsTaken(context, lock.flagIsSet());
                case LOCK_THEN_FLAG -> next = Next.LOOK_AT_FLAG;
                case FLAG_THEN_LOCK -> lockIsTaken(context, flagSeen);
            }
        }
    }

    /** Clear: the server will deliver on the way back. Set: it has finished, so do not forget. */
    private void lockIsTaken(ThreadContext context, boolean sigsHandled) {
        if (!sigsHandled && protocol.lockTaken() == SignalProtocol.LockTaken.FORGET) {
            report(context, SignalStep.FORGOTTEN, lock(context).holderFound());
            next = Next.RECEIVE;
            return;
        }
        next = firstLook();
        int micros = 1 << looks;
        looks = Math.min(looks + 1, SLEEP_DOUBLINGS_MAX);
        context.sleep(Timeouts.receiveMicros(micros));
    }

    private void park(ThreadContext context) {
        next = protocol.sigsHandled() ? Next.SET_FLAG : Next.STORE_IP;
        ExRegsResult before =
                context.threadExRegs(user.lthread(), EmulibImages.PARK, -1, ThreadId.INVALID);
        oldIp = before.instructionPointer();
        oldSp = before.stackPointer();
    }

    private int keptAt(int field) {
        return protocol.signalThreadFaults()
                ? forcedSp() + field - ExclusivePage.FORCED_IP
                : page + field;
    }

    private int forcedSp() {
        return protocol.signalThreadFaults() ? (oldSp & ~3) - 8 : oldSp;
    }

    private void force(ThreadContext context) {
        next = Next.RECEIVE;
        report(context, SignalStep.FORCED, oldIp);
        context.threadExRegs(user.lthread(), EmulibImages.FORCED, forcedSp(), ThreadId.INVALID);
    }

    private void report(ThreadContext context, SignalStep kind, int argument) {
        context.events()
                .signal(
                        context.time(),
                        kind,
                        context.serial(),
                        context.serialOf(user),
                        0,
                        argument);
    }

    @Override
    public String nextStep() {
        return next.stepName;
    }

    @Override
    public void describeNextStep(ThreadContext context, StepIntent intent) {
        String name = next.stepName;
        switch (next) {
            case RECEIVE -> intent.ipc(StepIntent.Kind.RECEIVE, name, ThreadId.ANY);
            case CHECK -> intent.local(name);
            case LOCK -> intent.memory(StepIntent.Kind.LOCK, name, page);
            case LOOK_AT_FLAG_FIRST, LOOK_AT_FLAG ->
                    intent.memory(StepIntent.Kind.READ, name, page + ExclusivePage.SIGS_HANDLED);
            case CLEAR_FLAG, SET_FLAG ->
                    intent.memory(StepIntent.Kind.WRITE, name, page + ExclusivePage.SIGS_HANDLED);
            case STORE_IP ->
                    intent.memory(StepIntent.Kind.WRITE, name, keptAt(ExclusivePage.FORCED_IP));
            case STORE_SP ->
                    intent.memory(StepIntent.Kind.WRITE, name, keptAt(ExclusivePage.FORCED_SP));
            case PARK, FORCE -> intent.set(StepIntent.Kind.KERNEL_CALL, name, user, 0);
        }
    }

    @Override
    public int instructionPointer() {
        return EmulibImages.SIGNAL_THREAD + 4 * next.ordinal();
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put((long) next.ordinal() << 32 | looks);
        digest.put(flagSeen);
        digest.put((long) oldIp << 32 | oldSp & 0xffffffffL);
        digest.put(server.value());
    }
}
