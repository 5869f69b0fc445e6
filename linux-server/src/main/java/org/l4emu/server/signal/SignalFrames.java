package org.l4emu.server.signal;

import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.SignalFrame;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;

/** The way back from a handler: reads the frame emulib built ({@link SignalFrame}). */
public final class SignalFrames {
    static final int CPSR_THUMB = 0x20;

    /** What user code may choose of CPSR. */
    private static final int CPSR_USER = 0xf80f0020;

    private static final int USER_MODE = 0x10;
    private final UserMemory user;

    public SignalFrames(UserMemory user) {
        this.user = user;
    }

    /** sigreturn and rt_sigreturn: the state before the handler again; throws UserFault. */
    void pop(Task task, boolean withInfo) {
        PtRegs registers = task.registers();
        int context = registers.get(PtRegs.SP) + (withInfo ? SignalFrame.INFO_BYTES : 0);
        long mask = user.getLong(task, context + SignalFrame.MASK);
        int[] values = new int[PtRegs.CPSR + 1];
        for (int i = 0; i <= PtRegs.CPSR; i++) {
            values[i] = user.getInt(task, context + SignalFrame.REGISTERS + 4 * i);
        }
        for (int i = 0; i < PtRegs.CPSR; i++) {
            registers.set(i, values[i]);
        }
        registers.set(PtRegs.CPSR, values[PtRegs.CPSR] & CPSR_USER | USER_MODE);
        task.signals().setBlocked(mask);
        if (withInfo) {
            int address = user.getInt(task, context + SignalFrame.STACK);
            int flags = user.getInt(task, context + SignalFrame.STACK + 4);
            int bytes = user.getInt(task, context + SignalFrame.STACK + 8);
            // Linux keeps silent about a stack it does not take
            task.signals().changeStack(address, flags, bytes, registers.get(PtRegs.SP));
        }
    }
}
