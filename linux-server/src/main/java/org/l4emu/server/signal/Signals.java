package org.l4emu.server.signal;

/** Signal numbers of Linux on ARM, sets of them as longs, and what they do by default. */
public final class Signals {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final int SIGILL = 4;
    public static final int SIGTRAP = 5;
    public static final int SIGABRT = 6;
    public static final int SIGBUS = 7;
    public static final int SIGFPE = 8;
    public static final int SIGKILL = 9;
    public static final int SIGUSR1 = 10;
    public static final int SIGSEGV = 11;
    public static final int SIGUSR2 = 12;
    public static final int SIGPIPE = 13;
    public static final int SIGALRM = 14;
    public static final int SIGTERM = 15;
    public static final int SIGSTKFLT = 16;
    public static final int SIGCHLD = 17;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;
    public static final int SIGTSTP = 20;
    public static final int SIGTTIN = 21;
    public static final int SIGTTOU = 22;
    public static final int SIGURG = 23;
    public static final int SIGXCPU = 24;
    public static final int SIGXFSZ = 25;
    public static final int SIGVTALRM = 26;
    public static final int SIGPROF = 27;
    public static final int SIGWINCH = 28;
    public static final int SIGIO = 29;
    public static final int SIGPWR = 30;
    public static final int SIGSYS = 31;

    /** First real-time signal: these queue, the others coalesce. */
    public static final int SIGRTMIN = 32;

    /** Signals there are; they are numbered from 1. */
    public static final int COUNT = 64;

    /** What a signal without a handler does. */
    public enum Default {
        TERMINATE(1),
        CORE(1),
        IGNORE(0),
        STOP(2),
        CONTINUE(3);

        private final int code;

        Default(int code) {
            this.code = code;
        }

        /** Argument of {@code SignalStep.DEFAULTED}. */
        int code() {
            return code;
        }
    }

    private static final long STOPPING = bit(SIGSTOP) | bit(SIGTSTP) | bit(SIGTTIN) | bit(SIGTTOU);
    private static final long IGNORED = bit(SIGCHLD) | bit(SIGURG) | bit(SIGWINCH);
    private static final long CORE =
            bit(SIGQUIT)
                    | bit(SIGILL)
                    | bit(SIGTRAP)
                    | bit(SIGABRT)
                    | bit(SIGBUS)
                    | bit(SIGFPE)
                    | bit(SIGSEGV)
                    | bit(SIGXCPU)
                    | bit(SIGXFSZ)
                    | bit(SIGSYS);

    /** Raised by what an instruction does, and taken before all others. */
    public static final long SYNCHRONOUS =
            bit(SIGSEGV) | bit(SIGBUS) | bit(SIGILL) | bit(SIGTRAP) | bit(SIGFPE) | bit(SIGSYS);

    /** Signals that cannot be blocked, caught or ignored. */
    public static final long UNSTOPPABLE = bit(SIGKILL) | bit(SIGSTOP);

    private static final String[] NAMES = {
        "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
        "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
        "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
    };

    private Signals() {}

    /** The bit of a signal in a set. */
    public static long bit(int signal) {
        return 1L << (signal - 1);
    }

    public static boolean contains(long set, int signal) {
        return (set & bit(signal)) != 0;
    }

    /** The lowest signal of a set that is not empty. */
    public static int lowest(long set) {
        return Long.numberOfTrailingZeros(set) + 1;
    }

    public static boolean isValid(int signal) {
        return signal >= 1 && signal <= COUNT;
    }

    public static boolean isRealTime(int signal) {
        return signal >= SIGRTMIN;
    }

    public static boolean stops(int signal) {
        return contains(STOPPING, signal);
    }

    /** All signals that stop a process by default. */
    public static long stopping() {
        return STOPPING;
    }

    public static Default defaultAction(int signal) {
        if (contains(IGNORED, signal)) {
            return Default.IGNORE;
        }
        if (signal == SIGCONT) {
            return Default.CONTINUE;
        }
        if (contains(STOPPING, signal)) {
            return Default.STOP;
        }
        return contains(CORE, signal) ? Default.CORE : Default.TERMINATE;
    }

    /** True if the default leaves nothing to do once the signal is sent: SIGCONT is of them. */
    public static boolean isIgnoredByDefault(int signal) {
        return contains(IGNORED, signal) || signal == SIGCONT;
    }

    public static String name(int signal) {
        if (signal >= 0 && signal < NAMES.length) {
            return signal == 0 ? "0" : "SIG" + NAMES[signal];
        }
        return signal == SIGRTMIN ? "SIGRTMIN" : "SIGRT_" + (signal - SIGRTMIN);
    }
}
