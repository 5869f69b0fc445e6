package org.l4emu.server.ipc;

import org.l4emu.emulib.PtRegs;
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

    private final Linux linux;

    Exceptions(Linux linux) {
        this.linux = linux;
    }

    /** An exception emulib sent on; the registers are in the exclusive page. */
    void handle(Task task, int vector, int info) {
        int pc = task.registers().get(PtRegs.PC);
        SignalInfo signal;
        switch (vector) {
            case UNDEFINED -> {
                boolean breakpoint =
                        (info & 0x0fffffff) == BREAKPOINT_ARM || info == BREAKPOINT_THUMB;
                signal =
                        breakpoint
                                ? SignalInfo.fault(Signals.SIGTRAP, SignalInfo.TRAP_BRKPT, pc)
                                : SignalInfo.fault(Signals.SIGILL, SignalInfo.ILL_ILLOPC, pc);
            }
            case PREFETCH -> signal = SignalInfo.fault(Signals.SIGTRAP, SignalInfo.TRAP_BRKPT, pc);
            default -> signal = SignalInfo.fault(Signals.SIGBUS, SignalInfo.BUS_ADRALN, info);
        }
        linux.signals().force(signal, task);
    }

    /**
     * A page fault nobody can serve. Its registers are not in the exclusive page, so a handler
     * cannot run before issue B: the default action is taken, and the log says so.
     */
    void badAccess(Task task, int address, PageFaultResult result) {
        SignalInfo signal =
                switch (result) {
                    case NOT_ALLOWED ->
                            SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_ACCERR, address);
                    case BEYOND_FILE ->
                            SignalInfo.fault(Signals.SIGBUS, SignalInfo.BUS_ADRERR, address);
                    case OUT_OF_MEMORY -> SignalInfo.kernel(Signals.SIGKILL);
                    default -> SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_MAPERR, address);
                };
        if (task.group().actions().of(signal.signal()).isCaught()) {
            linux.log().line(task + ": handler of a page fault's signal cannot run yet");
        }
        linux.signals().forceDefault(signal, task);
    }
}
