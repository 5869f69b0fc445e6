package org.l4emu.emulib;

import org.l4emu.microkernel.cpu.ArmState;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.ExceptionHandler;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;

/**
 * The way of a system call or an exception through the emulation library: take emu_local_lock, save
 * the user state word by word in the exclusive page, call the server, do what it says, restore,
 * release. The forced entry is the same way begun by the signal thread, which holds the lock for
 * the user thread. Every access is a step of its own and may page-fault with the lock held.
 */
final class Trampoline extends ExceptionHandler {
    private static final int VECTOR_SVC = 0x08;
    private static final int VECTOR_PREFETCH = 0x0c;
    private static final int RESTORED_WORDS = PtRegs.COUNT - 1;

    /** What user code may have set of CPSR: flags, Q, GE, Thumb. */
    private static final int USER_CPSR = 0xf80f0020;

    private static final int THUMB = 0x20;
    private static final int USER_MODE = 0x10;

    private final ThreadContext context;
    private final ArmState registers;
    private final ThreadId server;
    private final int page;
    private final LocalLock lock;
    private final FrameBuilder frame;
    private final boolean forcedStateOnStack;
    private EmulibStep next = EmulibStep.RUNNING;
    private int word;
    private int vector;
    private int info;
    private int action;

    /** The way back is that of a call, whose result counts; the first of a thread is not. */
    private boolean called;

    /** The message to come is the special system call. */
    private boolean special;

    /** A single step was done, but the signal thread came before the server was told. */
    private boolean stepped;

    Trampoline(ThreadContext context, SignalProtocol protocol) {
        this.context = context;
        registers = context.registers();
        server = context.pager();
        page = ExclusivePage.addressOf(context.id().lthread());
        lock = new LocalLock(context, page, context.serial(), protocol);
        frame = new FrameBuilder(context, page);
        forcedStateOnStack = protocol.signalThreadFaults();
    }

    @Override
    public void enter(int newVector, int newInfo) {
        vector = newVector;
        info = newInfo;
        special = false;
        word = 0;
        next = lock.isUsed() ? EmulibStep.LOCK : EmulibStep.SAVE;
    }

    /** Goes back to user code with what the exclusive page says; the lock is held. */
    void beginReturn() {
        next = EmulibStep.ACTION;
    }

    /** threadExRegs: waits to be sent on, whatever it was doing. */
    Trampoline parked() {
        if (next.isBeforeReply()) {
            // The interrupted call starts again: its instruction has not been carried out
            repeatInstruction();
            stepped |= vector == VECTOR_PREFETCH && info == SINGLE_STEP && !special;
        }
        next = EmulibStep.PARK;
        return this;
    }

    /** threadExRegs: the special system call; the signal thread has left old ip and sp behind. */
    Trampoline forced() {
        special = true;
        next = EmulibStep.FORCED;
        return this;
    }

    private void repeatInstruction() {
        if (vector == VECTOR_SVC && !special) {
            registers.r[15] -= (registers.cpsr() & THUMB) != 0 ? 2 : 4;
        }
    }

    @Override
    public void step(ThreadContext unused) {
        do {
            take();
        } while (next != EmulibStep.RUNNING && context.continueStep());
    }

    private void take() {
        switch (next) {
            case LOCK -> lock();
            case CLEAR_FLAG -> {
                lock.clearFlag();
                next = EmulibStep.SAVE;
            }
            case FORCED -> readForcedIp();
            case FORCED_SP -> readForcedSp();
            case SAVE -> saveWords();
            case CALL -> call();
            case ACTION -> readAction();
            case START_THREAD -> startThread();
            case READ_RECORD, BUILD_FRAME, ENTER_HANDLER -> buildFrame();
            case RESTORE -> restoreWords();
            case RESTORE_TLS -> restoreTls();
            case UNLOCK, UNLOCK_SECOND -> unlock();
            case PARK -> context.sleep(Timeouts.NEVER);
            case RESUME, RUNNING -> resume();
        }
    }

    /** Waits, offering the processor to the holder, while somebody else has the lock. */
    private void lock() {
        if (lock.tryTake()) {
            next = lock.nextTakerClears() ? EmulibStep.CLEAR_FLAG : EmulibStep.SAVE;
        } else {
            context.yieldProcessor();
        }
    }

    private int forcedAddress(int field) {
        return forcedStateOnStack
                ? registers.r[13] + field - ExclusivePage.FORCED_IP
                : page + field;
    }

    /** The old ip is emulib's own if the thread was about to enter or to leave user code. */
    private void readForcedIp() {
        int oldIp = context.load(forcedAddress(ExclusivePage.FORCED_IP));
        if (!EmulibImages.isEmulib(oldIp)) {
            registers.r[15] = oldIp;
        }
        next = EmulibStep.FORCED_SP;
    }

    private void readForcedSp() {
        registers.r[13] = context.load(forcedAddress(ExclusivePage.FORCED_SP));
        word = 0;
        next = EmulibStep.SAVE;
    }

    private void saveWords() {
        do {
            saveWord();
        } while (next == EmulibStep.SAVE && context.continueStep());
    }

    private void saveWord() {
        context.store(page + ExclusivePage.PT_REGS + 4 * word, savedValue());
        if (++word == PtRegs.COUNT) {
            context.events().step(context.time(), context.serial(), "emulib.saveState");
            next = EmulibStep.CALL;
        }
    }

    private int savedValue() {
        if (word < PtRegs.CPSR) {
            return registers.r[word];
        }
        if (word == PtRegs.CPSR) {
            return registers.cpsr();
        }
        return special || vector != VECTOR_SVC ? -1 : registers.r[0];
    }

    private void call() {
        next = EmulibStep.ACTION;
        if (special) {
            context.setMessage(Entry.SIGNAL, stepped ? 1 : 0, 0);
            stepped = false;
        } else if (vector == VECTOR_SVC) {
            context.setMessage(Entry.SYSCALL, registers.r[7], 0);
        } else {
            context.setMessage(Entry.EXCEPTION, vector, info);
        }
        called = true;
        context.setReceiveWindow(Flexpage.COMPLETE);
        context.call(server, Timeouts.NEVER);
    }

    private void readAction() {
        if (called && context.result() != IpcResult.OK) {
            context.enterKdebug("emulib: call to the server ended with " + context.result());
        }
        action = context.load(page + ExclusivePage.ACTION);
        word = 0;
        if ((action & Action.START_THREAD) != 0) {
            next = EmulibStep.START_THREAD;
        } else {
            next = afterStart();
        }
    }

    private EmulibStep afterStart() {
        if ((action & Action.CALL_FIRST) != 0) {
            special = true;
            return EmulibStep.CALL;
        }
        return (action & Action.DELIVER) != 0 ? EmulibStep.READ_RECORD : EmulibStep.RESTORE;
    }

    private void startThread() {
        int lthread = context.load(page + ExclusivePage.ACTION_ARGUMENT);
        next = afterStart();
        context.threadExRegs(lthread, EmulibImages.START, 0, ThreadId.INVALID);
    }

    private void buildFrame() {
        switch (next) {
            case READ_RECORD -> {
                frame.read();
                next = EmulibStep.BUILD_FRAME;
            }
            case BUILD_FRAME -> {
                if (frame.writePart()) {
                    next = EmulibStep.ENTER_HANDLER;
                }
            }
            default -> {
                boolean more = frame.enterHandler();
                special = true;
                next = more ? EmulibStep.CALL : EmulibStep.RESTORE;
            }
        }
    }

    private void restoreWords() {
        do {
            restoreWord();
        } while (next == EmulibStep.RESTORE && context.continueStep());
    }

    private void restoreWord() {
        int value = context.load(page + ExclusivePage.PT_REGS + 4 * word);
        if (word < PtRegs.CPSR) {
            registers.r[word] = value;
        } else {
            registers.setCpsr(value & USER_CPSR | USER_MODE);
        }
        if (++word == RESTORED_WORDS) {
            context.events().step(context.time(), context.serial(), "emulib.restoreState");
            next = EmulibStep.RESTORE_TLS;
        }
    }

    private void restoreTls() {
        registers.setThreadRegister(context.load(page + ExclusivePage.TLS));
        next = lock.isUsed() ? EmulibStep.UNLOCK : EmulibStep.RESUME;
    }

    private void unlock() {
        if (next == EmulibStep.UNLOCK ? lock.release() : lock.releaseSecond()) {
            next = EmulibStep.RESUME;
        } else {
            next = EmulibStep.UNLOCK_SECOND;
        }
    }

    private void resume() {
        next = EmulibStep.RUNNING;
        context.events().step(context.time(), context.serial(), "emulib.resume");
        if ((action & Action.SINGLE_STEP) != 0) {
            context.resumeOneInstruction();
        } else {
            context.resumeMachineCode();
        }
    }

    @Override
    public String nextStep() {
        return switch (next) {
            case SAVE, RESTORE -> next.stepName() + "[" + word + "]";
            case BUILD_FRAME -> next.stepName() + "[" + frame.position() + "]";
            default -> next.stepName();
        };
    }

    @Override
    public void describeNextStep(ThreadContext unused, StepIntent intent) {
        String name = next.stepName();
        int registerAddress = page + ExclusivePage.PT_REGS + 4 * word;
        switch (next) {
            case LOCK -> intent.memory(StepIntent.Kind.LOCK, name, page);
            case UNLOCK, UNLOCK_SECOND -> intent.memory(StepIntent.Kind.UNLOCK, name, page);
            case CLEAR_FLAG ->
                    intent.memory(StepIntent.Kind.WRITE, name, page + ExclusivePage.SIGS_HANDLED);
            case SAVE -> intent.memory(StepIntent.Kind.WRITE, name, registerAddress);
            case RESTORE -> intent.memory(StepIntent.Kind.READ, name, registerAddress);
            case RESTORE_TLS -> intent.memory(StepIntent.Kind.READ, name, page + ExclusivePage.TLS);
            case FORCED ->
                    intent.memory(
                            StepIntent.Kind.READ, name, forcedAddress(ExclusivePage.FORCED_IP));
            case FORCED_SP ->
                    intent.memory(
                            StepIntent.Kind.READ, name, forcedAddress(ExclusivePage.FORCED_SP));
            case CALL -> intent.ipc(StepIntent.Kind.SEND, name, server);
            case ACTION -> intent.memory(StepIntent.Kind.READ, name, page + ExclusivePage.ACTION);
            case START_THREAD ->
                    intent.memory(
                            StepIntent.Kind.KERNEL_CALL,
                            name,
                            page + ExclusivePage.ACTION_ARGUMENT);
            case READ_RECORD ->
                    intent.memory(StepIntent.Kind.READ, name, page + ExclusivePage.DELIVER);
            case BUILD_FRAME ->
                    intent.memory(StepIntent.Kind.WRITE, nextStep(), frame.nextAddress());
            case ENTER_HANDLER ->
                    intent.memory(StepIntent.Kind.WRITE, name, page + ExclusivePage.PT_REGS);
            case PARK -> intent.ipc(StepIntent.Kind.RECEIVE, name, ThreadId.NIL);
            case RESUME, RUNNING -> intent.local(name);
        }
    }

    @Override
    public int instructionPointer() {
        return next.address();
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put((long) next.ordinal() << 32 | word);
        digest.put((long) vector << 32 | info & 0xffffffffL);
        digest.put((long) action << 32 | (special ? 1 : 0) | (stepped ? 2 : 0));
        frame.digest(digest);
    }
}
