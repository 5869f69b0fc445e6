package org.l4emu.server.signal;

import org.jspecify.annotations.Nullable;

/**
 * What travels with a signal: siginfo's fields that count. How they lie in memory, and which of
 * them a signal has, is {@link SigInfoLayout}'s.
 *
 * <p>A timer's signal keeps its timer's number in {@code pid} and its overrun in {@code uid}, where
 * siginfo has them.
 *
 * @param code SI_USER, SI_KERNEL, CLD_EXITED, SEGV_MAPERR, …
 * @param pid sender or child; id of a POSIX timer; band of SIGIO; address of a bad system call
 * @param uid its real user id; overrun of a timer; descriptor of SIGIO; number of a bad call
 * @param value status of SIGCHLD, address of faults, value of queued signals and timers
 * @param payload all words, if there are more than the fields say
 * @param origin told what becomes of the signal; null for most
 */
public record SignalInfo(
        int signal,
        int code,
        int pid,
        int uid,
        int value,
        @Nullable SigInfoPayload payload,
        @Nullable SignalOrigin origin) {
    public static final int SI_USER = 0;
    public static final int SI_KERNEL = 0x80;
    public static final int SI_QUEUE = -1;
    public static final int SI_TIMER = -2;
    public static final int SI_MESGQ = -3;
    public static final int SI_ASYNCIO = -4;
    public static final int SI_SIGIO = -5;
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

    /** A signal all of whose words the fields say, and whose sender forgets it. */
    public SignalInfo(int signal, int code, int pid, int uid, int value) {
        this(signal, code, pid, uid, value, null, null);
    }

    /** A signal whose sender wants to know what becomes of it: a timer's. */
    public SignalInfo(
            int signal, int code, int pid, int uid, int value, @Nullable SignalOrigin origin) {
        this(signal, code, pid, uid, value, null, origin);
    }

    /** True if the value is the address of a fault of the task's own. */
    public boolean isFault() {
        return SigInfoLayout.of(signal, code) == SigInfoLayout.Layout.FAULT;
    }

    /** A signal from the kernel itself. */
    public static SignalInfo kernel(int signal) {
        return new SignalInfo(signal, SI_KERNEL, 0, 0, 0);
    }

    /** A fault at an address. */
    public static SignalInfo fault(int signal, int code, int address) {
        return new SignalInfo(signal, code, 0, 0, address);
    }

    /** What is left of a signal whose information found no room: as if process 0 had sent it. */
    public static SignalInfo lost(int signal) {
        return new SignalInfo(signal, SI_USER, 0, 0, 0);
    }

    /**
     * A child's change of state.
     *
     * @param signal SIGCHLD, or what clone asked for
     * @param userTime time it spent in user mode, in hundredths of a second
     * @param systemTime time it spent in the kernel, in hundredths of a second
     */
    public static SignalInfo child(
            int signal, int code, int pid, int uid, int status, int userTime, int systemTime) {
        int[] words = {signal, 0, code, pid, uid, status, userTime, systemTime};
        return new SignalInfo(signal, code, pid, uid, status, SigInfoPayload.of(words), null);
    }

    /** The kernel's own signals and faults: no sender whose permission counts. */
    public boolean isFromKernel() {
        return code > SI_USER;
    }
}
