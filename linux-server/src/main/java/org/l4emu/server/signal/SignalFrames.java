package org.l4emu.server.signal;

import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.SignalFrame;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.ServerThreads;

/** The way back from a handler: reads the frame emulib built ({@link SignalFrame}). */
public final class SignalFrames {
    static final int CPSR_THUMB = 0x20;

    /** What user code may choose of CPSR. */
    private static final int CPSR_USER = 0xf80f0020;

    private static final int USER_MODE = 0x10;
    private static final int MODE = 0x1f;
    private static final int INTERRUPTS_OFF = 0x80;

    private final ServerThreads servers;
    private final UserMemory user;

    public SignalFrames(ServerThreads servers, UserMemory user) {
        this.servers = servers;
        this.user = user;
    }

    /** sigreturn and rt_sigreturn: the state before the handler again; throws UserFault. */
    void pop(Task task, boolean withInfo) {
        PtRegs registers = task.registers();
        int frame = registers.get(PtRegs.SP);
        int ucontext = withInfo ? frame + SignalFrame.INFO_BYTES : frame;
        long mask = user.getLong(task, ucontext + SignalFrame.MASK);
        int[] values = new int[PtRegs.CPSR + 1];
        for (int i = 0; i <= PtRegs.CPSR; i++) {
            values[i] = user.getInt(task, ucontext + SignalFrame.REGISTERS + 4 * i);
        }
        if ((values[PtRegs.CPSR] & (MODE | INTERRUPTS_OFF)) != USER_MODE) {
            throw UserFault.INSTANCE; // no frame of ours: user code may not choose its mode
        }
        for (int i = 0; i < PtRegs.CPSR; i++) {
            registers.set(i, values[i]);
        }
        registers.set(PtRegs.CPSR, values[PtRegs.CPSR] & CPSR_USER | USER_MODE);
        task.signals().setBlocked(mask);
        ThreadContext context = servers.working();
        context.events()
                .signal(
                        context.time(),
                        SignalStep.RETURNED,
                        context.serial(),
                        task.userSerial(),
                        0,
                        frame);
        if (withInfo) {
            int address = user.getInt(task, ucontext + SignalFrame.STACK);
            int flags = user.getInt(task, ucontext + SignalFrame.STACK + 4);
            int bytes = user.getInt(task, ucontext + SignalFrame.STACK + 8);
            // Linux keeps silent about a stack it does not take
            task.signals().changeStack(address, flags, bytes, registers.get(PtRegs.SP));
        }
    }
}
