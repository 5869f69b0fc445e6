package org.l4emu.server.signal;

import org.l4emu.emulib.PtRegs;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;

/**
 * The frames handlers run on, as ARM Linux lays them out.
 *
 * <pre>
 *   sigframe     0 ucontext (744)              744 retcode[4]
 *   rt_sigframe  0 siginfo (128)  128 ucontext  872 retcode[4]
 *
 *   ucontext     0 flags   4 link   8 stack (sp, flags, size)   20 mcontext   104 sigmask
 *   mcontext     0 trap_no  4 error_code  8 oldmask  12 r0-r10, fp, ip, sp, lr, pc  76 cpsr
 *               80 fault_address
 * </pre>
 */
public final class SignalFrames {
    static final int CPSR_THUMB = 0x20;

    private static final int CONTEXT_BYTES = 744;
    private static final int INFO_BYTES = 128;
    private static final int RETCODE_BYTES = 16;
    private static final int STACK = 8;
    private static final int OLD_MASK = 28;
    private static final int REGISTERS = 32;
    private static final int MASK = 104;
    private static final int PLAIN_FRAME_MAGIC = 0x5ac3c35a;

    /** What user code may choose of CPSR. */
    private static final int CPSR_USER = 0xf80f0020;

    private static final int USER_MODE = 0x10;
    private static final int IT_BITS = 0x0600fc00;

    private static final int MOV_R7_SIGRETURN = 0xe3a07077;
    private static final int MOV_R7_RT_SIGRETURN = 0xe3a070ad;
    private static final int SVC_0 = 0xef000000;

    private final UserMemory user;

    public SignalFrames(UserMemory user) {
        this.user = user;
    }

    /** Puts a frame on the user stack and lets the handler run; throws UserFault. */
    void push(Task task, SignalInfo info, SignalAction action) {
        PtRegs registers = task.registers();
        boolean withInfo = action.has(SignalAction.SA_SIGINFO);
        int size = CONTEXT_BYTES + RETCODE_BYTES + (withInfo ? INFO_BYTES : 0);
        int frame = stackFor(task, registers.get(PtRegs.SP), action) - size & ~7;
        int context = withInfo ? frame + INFO_BYTES : frame;
        user.zero(task, frame, size);
        if (withInfo) {
            putInfo(task, frame, info);
        }
        putContext(task, context, withInfo ? 0 : PLAIN_FRAME_MAGIC, info);
        int retcode = context + CONTEXT_BYTES;
        user.setInt(task, retcode, withInfo ? MOV_R7_RT_SIGRETURN : MOV_R7_SIGRETURN);
        user.setInt(task, retcode + 4, SVC_0);
        boolean restorer = action.has(SignalAction.SA_RESTORER);
        int cpsr = registers.get(PtRegs.CPSR) & ~(CPSR_THUMB | IT_BITS);
        boolean thumb = (action.handler() & 1) != 0;
        registers.set(0, info.signal());
        if (withInfo) {
            registers.set(1, frame);
            registers.set(2, context);
        }
        registers.set(PtRegs.SP, frame);
        registers.set(PtRegs.LR, restorer ? action.restorer() : retcode);
        registers.set(PtRegs.PC, action.handler() & ~1);
        registers.set(PtRegs.CPSR, cpsr | (thumb ? CPSR_THUMB : 0));
    }

    private static int stackFor(Task task, int stackPointer, SignalAction action) {
        TaskSignals signals = task.signals();
        boolean other =
                action.has(SignalAction.SA_ONSTACK)
                        && (signals.stackFlags() & TaskSignals.SS_DISABLE) == 0
                        && !signals.isOnStack(stackPointer);
        return other ? signals.stackAddress() + signals.stackBytes() : stackPointer;
    }

    /** Stores {@code siginfo_t}, whose 128 bytes are zero. */
    public void putInfo(Task task, int address, SignalInfo info) {
        user.setInt(task, address, info.signal());
        user.setInt(task, address + 8, info.code());
        switch (info.signal()) {
            case Signals.SIGSEGV,
                    Signals.SIGBUS,
                    Signals.SIGILL,
                    Signals.SIGTRAP,
                    Signals.SIGFPE -> {
                if (info.code() > 0 && info.code() != SignalInfo.SI_KERNEL) {
                    user.setInt(task, address + 12, info.value());
                    return;
                }
            }
            default -> {}
        }
        user.setInt(task, address + 12, info.pid());
        user.setInt(task, address + 16, info.uid());
        user.setInt(task, address + 20, info.value());
    }

    private void putContext(Task task, int context, int flags, SignalInfo info) {
        TaskSignals signals = task.signals();
        PtRegs registers = task.registers();
        user.setInt(task, context, flags);
        boolean on = signals.isOnStack(registers.get(PtRegs.SP));
        user.setInt(task, context + STACK, signals.stackAddress());
        user.setInt(task, context + STACK + 4, on ? 1 : signals.stackFlags());
        user.setInt(task, context + STACK + 8, signals.stackBytes());
        long mask = signals.maskForFrame();
        user.setInt(task, context + OLD_MASK, (int) mask);
        for (int i = 0; i <= PtRegs.CPSR; i++) {
            user.setInt(task, context + REGISTERS + 4 * i, registers.get(i));
        }
        user.setInt(task, context + REGISTERS + 4 * 17, info.value());
        user.setLong(task, context + MASK, mask);
    }

    /** sigreturn and rt_sigreturn: the state before the handler again; throws UserFault. */
    void pop(Task task, boolean withInfo) {
        PtRegs registers = task.registers();
        int context = registers.get(PtRegs.SP) + (withInfo ? INFO_BYTES : 0);
        long mask = user.getLong(task, context + MASK);
        int[] values = new int[PtRegs.CPSR + 1];
        for (int i = 0; i <= PtRegs.CPSR; i++) {
            values[i] = user.getInt(task, context + REGISTERS + 4 * i);
        }
        for (int i = 0; i < PtRegs.CPSR; i++) {
            registers.set(i, values[i]);
        }
        registers.set(PtRegs.CPSR, values[PtRegs.CPSR] & CPSR_USER | USER_MODE);
        task.signals().setBlocked(mask);
        if (withInfo) {
            int flags = user.getInt(task, context + STACK + 4);
            task.signals()
                    .setStack(
                            user.getInt(task, context + STACK),
                            flags & TaskSignals.SS_DISABLE,
                            user.getInt(task, context + STACK + 8));
        }
    }
}
