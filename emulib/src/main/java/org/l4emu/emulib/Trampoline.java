package org.l4emu.emulib;

import org.l4emu.microkernel.cpu.ArmState;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.thread.ExceptionHandler;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.Variable;

/**
 * The way of a system call or an exception through the emulation library: take emu_local_lock, save
 * the user state word by word in the exclusive page, call the server, restore, release. Every
 * access is a step of its own and may page-fault with the lock held.
 */
final class Trampoline extends ExceptionHandler {
    private static final int VECTOR_SVC = 0x08;
    private static final int RESTORED_WORDS = PtRegs.COUNT - 1;

    /** What user code may have set of CPSR: flags, Q, GE, Thumb. */
    private static final int USER_CPSR = 0xf80f0020;

    private static final int USER_MODE = 0x10;

    private static final int LOCK = 0;
    private static final int SAVE = 1;
    private static final int CALL = 2;
    private static final int ACTION = 3;
    private static final int START_THREAD = 4;
    private static final int RESTORE = 5;
    private static final int RESTORE_TLS = 6;
    private static final int UNLOCK = 7;
    private static final int RESUME = 8;

    /** The thread is in machine code. */
    private static final int RUNNING = 9;

    private final ThreadContext context;
    private final ArmState registers;
    private final ThreadId server;
    private final int page;
    private final int holder;
    private int next;
    private int word;
    private int vector;
    private int info;

    Trampoline(ThreadContext context) {
        this.context = context;
        registers = context.registers();
        server = context.pager();
        page = ExclusivePage.addressOf(context.id().lthread());
        holder = (int) context.id().value();
    }

    @Override
    public void enter(int newVector, int newInfo) {
        vector = newVector;
        info = newInfo;
        next = LOCK;
    }

    /** Goes back to user code with what the exclusive page says; the lock is held. */
    void beginReturn() {
        next = ACTION;
    }

    @Override
    public void step(ThreadContext unused) {
        do {
            take();
        } while (next != RUNNING && context.continueStep());
    }

    private void take() {
        switch (next) {
            case LOCK -> lock();
            case SAVE -> saveWords();
            case CALL -> call();
            case ACTION -> readAction();
            case START_THREAD -> startThread();
            case RESTORE -> restoreWords();
            case RESTORE_TLS -> restoreTls();
            case UNLOCK -> unlock();
            default -> {
                next = RUNNING;
                context.events().step(context.time(), context.serial(), "emulib.resume");
                context.resumeMachineCode();
            }
        }
    }

    /** Waits, offering the processor to the holder, while somebody else has the lock. */
    private void lock() {
        int address = page + ExclusivePage.EMU_LOCAL_LOCK;
        if (!context.compareAndSet(address, 0, holder)) {
            context.yieldProcessor();
            return;
        }
        reportLock(0, holder);
        word = 0;
        next = SAVE;
    }

    private void saveWords() {
        do {
            saveWord();
        } while (next == SAVE && context.continueStep());
    }

    private void saveWord() {
        int value =
                word < PtRegs.CPSR
                        ? registers.r[word]
                        : word == PtRegs.CPSR ? registers.cpsr() : registers.r[0];
        context.store(page + ExclusivePage.PT_REGS + 4 * word, value);
        if (++word == PtRegs.COUNT) {
            context.events().step(context.time(), context.serial(), "emulib.saveState");
            next = CALL;
        }
    }

    private void call() {
        next = ACTION;
        if (vector == VECTOR_SVC) {
            context.setMessage(Entry.SYSCALL, registers.r[7], 0);
        } else {
            context.setMessage(Entry.EXCEPTION, vector, info);
        }
        context.call(server, Timeouts.NEVER);
    }

    private void readAction() {
        if (context.result() != IpcResult.OK) {
            context.enterKdebug("emulib: call to the server ended with " + context.result());
        }
        int action = context.load(page + ExclusivePage.ACTION);
        word = 0;
        next = action == Action.START_THREAD ? START_THREAD : RESTORE;
    }

    private void startThread() {
        int lthread = context.load(page + ExclusivePage.ACTION_ARGUMENT);
        next = RESTORE;
        context.threadExRegs(lthread, EmulibImages.START, 0, ThreadId.INVALID);
    }

    private void restoreWords() {
        do {
            restoreWord();
        } while (next == RESTORE && context.continueStep());
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
            next = RESTORE_TLS;
        }
    }

    private void restoreTls() {
        registers.setThreadRegister(context.load(page + ExclusivePage.TLS));
        next = UNLOCK;
    }

    private void unlock() {
        context.store(page + ExclusivePage.EMU_LOCAL_LOCK, 0);
        reportLock(holder, 0);
        next = RESUME;
    }

    private void reportLock(int before, int after) {
        int self = context.serial();
        context.events()
                .variable(context.time(), Variable.EMU_LOCAL_LOCK, self, self, before, after);
    }

    @Override
    public String nextStep() {
        return switch (next) {
            case LOCK -> "emulib.lock";
            case SAVE -> "emulib.saveState[" + word + "]";
            case CALL -> "emulib.call";
            case ACTION -> "emulib.readAction";
            case START_THREAD -> "emulib.startThread";
            case RESTORE -> "emulib.restoreState[" + word + "]";
            case RESTORE_TLS -> "emulib.restoreTls";
            case UNLOCK -> "emulib.unlock";
            default -> "emulib.resume";
        };
    }

    @Override
    public void describeNextStep(ThreadContext unused, StepIntent intent) {
        int registerAddress = page + ExclusivePage.PT_REGS + 4 * word;
        switch (next) {
            case LOCK -> intent.memory(StepIntent.Kind.LOCK, "emulib.lock", page);
            case SAVE -> intent.memory(StepIntent.Kind.WRITE, "emulib.saveState", registerAddress);
            case CALL -> intent.ipc(StepIntent.Kind.SEND, "emulib.call", server);
            case ACTION ->
                    intent.memory(StepIntent.Kind.READ, nextStep(), page + ExclusivePage.ACTION);
            case START_THREAD ->
                    intent.memory(
                            StepIntent.Kind.KERNEL_CALL,
                            nextStep(),
                            page + ExclusivePage.ACTION_ARGUMENT);
            case RESTORE ->
                    intent.memory(StepIntent.Kind.READ, "emulib.restoreState", registerAddress);
            case RESTORE_TLS ->
                    intent.memory(StepIntent.Kind.READ, nextStep(), page + ExclusivePage.TLS);
            case UNLOCK -> intent.memory(StepIntent.Kind.UNLOCK, "emulib.unlock", page);
            default -> intent.local("emulib.resume");
        }
    }

    @Override
    public int instructionPointer() {
        return EmulibImages.TRAMPOLINE + 4 * next;
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put((long) next << 32 | word);
        digest.put((long) vector << 32 | info & 0xffffffffL);
    }
}
