package org.l4emu.server.signal;

/**
 * What travels with a signal: siginfo's fields that count.
 *
 * @param code SI_USER, SI_KERNEL, CLD_EXITED, SEGV_MAPERR, …
 * @param value status of SIGCHLD, address of faults, value of queued signals
 */
public record SignalInfo(int signal, int code, int pid, int uid, int value) {
    public static final int SI_USER = 0;
    public static final int SI_KERNEL = 0x80;
    public static final int SI_QUEUE = -1;
    public static final int SI_TIMER = -2;
    public static final int SI_TKILL = -6;

    public static final int CLD_EXITED = 1;
    public static final int CLD_KILLED = 2;
    public static final int CLD_DUMPED = 3;
    public static final int CLD_TRAPPED = 4;
    public static final int CLD_STOPPED = 5;
    public static final int CLD_CONTINUED = 6;

    public static final int ILL_ILLOPC = 1;
    public static final int TRAP_BRKPT = 1;
    public static final int TRAP_TRACE = 2;
    public static final int SEGV_MAPERR = 1;
    public static final int SEGV_ACCERR = 2;
    public static final int BUS_ADRALN = 1;
    public static final int BUS_ADRERR = 2;

    /** True if the value is the address of a fault of the task's own. */
    public boolean isFault() {
        return switch (signal) {
            case Signals.SIGSEGV, Signals.SIGBUS, Signals.SIGILL, Signals.SIGTRAP, Signals.SIGFPE ->
                    code > 0 && code != SI_KERNEL;
            default -> false;
        };
    }

    /** A signal from the kernel itself. */
    public static SignalInfo kernel(int signal) {
        return new SignalInfo(signal, SI_KERNEL, 0, 0, 0);
    }

    /** A fault at an address. */
    public static SignalInfo fault(int signal, int code, int address) {
        return new SignalInfo(signal, code, 0, 0, address);
    }
}
