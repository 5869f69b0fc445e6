package org.l4emu.server.ipc;

import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.thread.ExceptionHandler;
import org.l4emu.server.Linux;
import org.l4emu.server.mm.PageFaultResult;
import org.l4emu.server.process.Task;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.Signals;

/** Turns exceptions and bad accesses into signals. */
final class Exceptions {
    private static final int UNDEFINED = 0x04;
    private static final int PREFETCH = 0x0c;
    private static final int BREAKPOINT_ARM = 0x07f001f0;
    private static final int BREAKPOINT_THUMB = 0xde01;

    // What thread_struct keeps of a fault: trap number, fault status register
    private static final int TRAP_UNDEFINED = 6;
    private static final int TRAP_PAGE_FAULT = 14;
    private static final int STATUS_TRANSLATION = 0x07;
    private static final int STATUS_PERMISSION = 0x0f;
    private static final int STATUS_ALIGNMENT = 0x01;
    private static final int STATUS_WRITE = 0x800;

    private final Linux linux;

    Exceptions(Linux linux) {
        this.linux = linux;
    }

    /** An exception emulib sent on; the registers are in the exclusive page. */
    void handle(Task task, int vector, int info) {
        if (vector == PREFETCH && info == ExceptionHandler.SINGLE_STEP) {
            linux.tracing().stepped(task);
            return;
        }
        int pc = task.registers().get(PtRegs.PC);
        SignalInfo signal;
        switch (vector) {
            case UNDEFINED -> {
                task.signals().setLastFault(TRAP_UNDEFINED, 0, pc);
                boolean breakpoint =
                        (info & 0x0fffffff) == BREAKPOINT_ARM || info == BREAKPOINT_THUMB;
                signal =
                        breakpoint
                                ? SignalInfo.fault(Signals.SIGTRAP, SignalInfo.TRAP_BRKPT, pc)
                                : SignalInfo.fault(Signals.SIGILL, SignalInfo.ILL_ILLOPC, pc);
            }
            case PREFETCH -> signal = SignalInfo.fault(Signals.SIGTRAP, SignalInfo.TRAP_BRKPT, pc);
            default -> {
                task.signals().setLastFault(TRAP_PAGE_FAULT, STATUS_ALIGNMENT, info);
                signal = SignalInfo.fault(Signals.SIGBUS, SignalInfo.BUS_ADRALN, info);
            }
        }
        linux.signals().force(signal, task);
    }

    /**
     * A page fault nobody can serve: SIGSEGV or SIGBUS, whose handler runs by the forced entry. In
     * emulation code no handler can run; the process ends.
     */
    void badAccess(Task task, int address, boolean write, PageFaultResult result, boolean emulib) {
        SignalInfo signal =
                switch (result) {
                    case NOT_ALLOWED ->
                            SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_ACCERR, address);
                    case BEYOND_FILE ->
                            SignalInfo.fault(Signals.SIGBUS, SignalInfo.BUS_ADRERR, address);
                    case OUT_OF_MEMORY -> SignalInfo.kernel(Signals.SIGKILL);
                    default -> SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_MAPERR, address);
                };
        boolean missing = result != PageFaultResult.NOT_ALLOWED;
        int status =
                (missing ? STATUS_TRANSLATION : STATUS_PERMISSION) | (write ? STATUS_WRITE : 0);
        task.signals().setLastFault(TRAP_PAGE_FAULT, status, address);
        task.tss().leaveUnanswered();
        if (emulib) {
            linux.signals().forceDefault(signal, task);
        } else {
            linux.signals().force(signal, task);
        }
    }
}
