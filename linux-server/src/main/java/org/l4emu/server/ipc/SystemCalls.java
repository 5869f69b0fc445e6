package org.l4emu.server.ipc;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.server.Linux;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.ptrace.Tracing;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.Syscall;
import org.l4emu.server.syscall.SyscallHandler;
import org.l4emu.server.syscall.SyscallTable;

/** Finds a system call's handler, calls it, and reports both ends as events. */
final class SystemCalls implements Tracing.Calls {
    private static final int ARGUMENTS = 6;
    private static final int ARM_PRIVATE = 0xf0000;
    private static final int ARM_TRAP = 0xf0800;
    private static final int ARM_END = 0x100000;

    private final Linux linux;
    private final ThreadContext context;
    private final SyscallTable table;
    private final CallText text;
    private final boolean wantsText;
    private final int[] arguments = new int[ARGUMENTS];
    private final TreeSet<Integer> unknown = new TreeSet<>();

    SystemCalls(Linux linux) {
        this.linux = linux;
        context = linux.context();
        table = linux.syscalls();
        wantsText = linux.tracesSyscalls();
        text = new CallText(linux.user());
    }

    /** Does call {@code number} for {@code task}. */
    @Override
    public int call(Task task, int number) {
        Syscall row = table.row(number);
        reportEnter(task, number, row);
        task.info().setSyscall(number);
        if (row == null) {
            return unknown(task, number);
        }
        try {
            return row.handler().call(task);
        } catch (UserFault badPointer) {
            return -Errno.EFAULT;
        }
    }

    @Override
    public int skip(Task task, int number) {
        reportEnter(task, number, table.row(number));
        task.info().setSyscall(number);
        return SyscallHandler.REGISTERS_SET;
    }

    int resume(Task task, BlockedOperation operation) {
        try {
            return operation.resume(task);
        } catch (UserFault badPointer) {
            return -Errno.EFAULT;
        }
    }

    private void reportEnter(Task task, int number, @Nullable Syscall row) {
        PtRegs registers = task.registers();
        for (int i = 0; i < ARGUMENTS; i++) {
            arguments[i] = registers.get(i);
        }
        String line = wantsText ? text.call(task, number, row) : "";
        context.events()
                .syscallEnter(
                        context.time(), task.userSerial(), task.pid(), number, arguments, line);
    }

    /** The call is over, now or after a wait. */
    void finished(Task task, int result) {
        int number = task.info().syscall();
        int shown = result == SyscallHandler.REGISTERS_SET ? task.registers().get(0) : result;
        String line = wantsText ? text.result(task, table.row(number), shown) : "";
        context.events()
                .syscallExit(context.time(), task.userSerial(), task.pid(), number, shown, line);
    }

    private int unknown(Task task, int number) {
        if (number >= ARM_TRAP && number < ARM_END) {
            int pc = task.registers().get(PtRegs.PC);
            linux.signals()
                    .force(SignalInfo.fault(Signals.SIGILL, SignalInfo.ILL_ILLOPC, pc - 4), task);
            return 0;
        }
        if (unknown.size() < MAX_LOGGED && unknown.add(number)) {
            String name =
                    number >= ARM_PRIVATE
                            ? "ARM private call 0x" + Integer.toHexString(number)
                            : "system call " + number;
            linux.log().line(task + ": " + name + " is not there: ENOSYS");
        }
        return -Errno.ENOSYS;
    }

    /** Bound on numbers logged; a program may try them all. */
    private static final int MAX_LOGGED = 1024;
}
