package org.l4emu.server.process;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;

import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallTable;

/** The calls only ARM has, numbered from 0xf0000. */
public final class ArmSyscalls {
    private final SignalSender sender;

    public ArmSyscalls(SignalSender sender) {
        this.sender = sender;
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        table.full(0xf0001, "breakpoint", this::breakpoint);
        table.full(0xf0002, "cacheflush", ArmSyscalls::cacheflush, POINTER, POINTER, HEX);
        table.full(0xf0003, "usr26", task -> -Errno.EINVAL);
        table.full(0xf0004, "usr32", task -> 0);
        table.full(0xf0005, "set_tls", ArmSyscalls::setTls, POINTER);
        table.full(0xf0006, "get_tls", task -> task.registers().tls());
    }

    private int breakpoint(Task task) {
        sender.force(SignalInfo.fault(Signals.SIGTRAP, SignalInfo.TRAP_BRKPT, 0), task);
        return 0;
    }

    /** Decoded code is dropped when its page is written, so nothing is left to do. */
    private static int cacheflush(Task task) {
        boolean bad = Integer.compareUnsigned(task.arg(0), task.arg(1)) > 0 || task.arg(2) != 0;
        return bad ? -Errno.EINVAL : 0;
    }

    private static int setTls(Task task) {
        task.registers().setTls(task.arg(0));
        return 0;
    }
}
