package org.l4emu.server.ptrace;

import org.l4emu.emulib.PtRegs;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;

/**
 * The registers of a stopped thread: the 18 words of pt_regs in its exclusive page. What would not
 * be a user's CPSR is refused.
 */
final class TracedRegisters {
    /** Bytes of pt_regs. */
    static final int BYTES = 4 * PtRegs.COUNT;

    /** Bytes of ARM's struct user: words beyond pt_regs read as zero. */
    private static final int USER_BYTES = 296;

    private static final int NT_PRSTATUS = 1;

    // CPSR: the mode, interrupts off; what the kernel clears by itself
    private static final int MODE = 0x1f;
    private static final int USER_MODE = 0x10;
    private static final int INTERRUPTS_OFF = 0x80;
    private static final int CLEARED = 0x40 | 0x100;

    private final UserMemory user;

    TracedRegisters(UserMemory user) {
        this.user = user;
    }

    int peek(Task caller, Task target, int offset, int resultAddress) {
        if ((offset & 3) != 0 || Integer.compareUnsigned(offset, USER_BYTES) >= 0) {
            return -Errno.EIO;
        }
        int value = offset < BYTES ? target.registers().get(offset >> 2) : 0;
        user.setInt(caller, resultAddress, value);
        return 0;
    }

    int poke(Task target, int offset, int value) {
        if ((offset & 3) != 0 || Integer.compareUnsigned(offset, USER_BYTES) >= 0) {
            return -Errno.EIO;
        }
        if (offset >= BYTES) {
            return 0;
        }
        int index = offset >> 2;
        if (index == PtRegs.CPSR && !isUsers(value)) {
            return -Errno.EINVAL;
        }
        target.registers().set(index, index == PtRegs.CPSR ? value & ~CLEARED : value);
        return 0;
    }

    private static boolean isUsers(int cpsr) {
        return (cpsr & (MODE | INTERRUPTS_OFF)) == USER_MODE;
    }

    int get(Task caller, Task target, int address, int bytes) {
        for (int i = 0; i < bytes / 4; i++) {
            user.setInt(caller, address + 4 * i, target.registers().get(i));
        }
        return 0;
    }

    int set(Task caller, Task target, int address, int bytes) {
        int[] values = new int[bytes / 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = user.getInt(caller, address + 4 * i);
        }
        if (values.length > PtRegs.CPSR) {
            if (!isUsers(values[PtRegs.CPSR])) {
                return -Errno.EINVAL;
            }
            values[PtRegs.CPSR] &= ~CLEARED;
        }
        for (int i = 0; i < values.length; i++) {
            target.registers().set(i, values[i]);
        }
        return 0;
    }

    /**
     * GETREGSET and SETREGSET.
     *
     * @param vector a struct iovec, whose length becomes what was copied
     */
    int regset(Task caller, Task target, int kind, int vector, boolean store) {
        if (kind != NT_PRSTATUS) {
            return -Errno.EINVAL;
        }
        int base = user.getInt(caller, vector);
        int length = user.getInt(caller, vector + 4);
        if ((length & 3) != 0) {
            return -Errno.EINVAL;
        }
        int bytes = Integer.compareUnsigned(length, BYTES) < 0 ? length : BYTES;
        int result = store ? set(caller, target, base, bytes) : get(caller, target, base, bytes);
        if (result == 0) {
            user.setInt(caller, vector + 4, bytes);
        }
        return result;
    }
}
