package org.l4emu.workbench.trace;

import java.util.List;
import java.util.Locale;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.Signals;
import org.l4emu.workbench.InputError;

/** Names of signals and of the codes that say where one comes from, as strace writes them. */
final class SignalNames {
    private static final String PREFIX = "SIG";
    private static final String REAL_TIME = "SIGRT_";

    /** The standard signals in the order of their numbers, from 1. */
    private static final List<String> STANDARD =
            List.of(
                    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
                    "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
                    "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
                    "PWR", "SYS");

    /** Codes that any signal may have, from 0 downwards. */
    private static final List<String> SENT =
            List.of(
                    "SI_USER",
                    "SI_QUEUE",
                    "SI_TIMER",
                    "SI_MESGQ",
                    "SI_ASYNCIO",
                    "SI_SIGIO",
                    "SI_TKILL");

    private SignalNames() {}

    /** {@code SIGUSR1}; {@code a signal} for 0, which an actor reports that does not know it. */
    static String of(int signal) {
        if (signal >= 1 && signal <= STANDARD.size()) {
            return PREFIX + STANDARD.get(signal - 1);
        }
        if (signal >= Signals.SIGRTMIN && signal <= Signals.COUNT) {
            return REAL_TIME + (signal - Signals.SIGRTMIN);
        }
        return signal == 0 ? "a signal" : "signal number " + signal;
    }

    /** Reads a number, {@code SIGUSR1}, {@code usr1} or {@code SIGRT_2}. */
    static int parse(String wanted) {
        String name = wanted.toUpperCase(Locale.ROOT);
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            String known = of(signal);
            if (name.equals(known)
                    || name.equals(known.substring(PREFIX.length()))
                    || name.equals(Integer.toString(signal))) {
                return signal;
            }
        }
        throw InputError.usage(
                "--signal " + wanted,
                "expected a name such as SIGUSR1 or SIGRT_2, or a number from 1 to "
                        + Signals.COUNT);
    }

    /** The si_code of {@code signal}: {@code SI_USER}, {@code CLD_EXITED} and so on. */
    static String code(int signal, int code) {
        if (code <= 0 && -code < SENT.size()) {
            return SENT.get(-code);
        }
        if (code == SignalInfo.SI_KERNEL) {
            return "SI_KERNEL";
        }
        List<String> own = codesOf(signal);
        return code >= 1 && code <= own.size() ? own.get(code - 1) : "si_code " + code;
    }

    private static List<String> codesOf(int signal) {
        return switch (signal) {
            case Signals.SIGILL ->
                    List.of(
                            "ILL_ILLOPC",
                            "ILL_ILLOPN",
                            "ILL_ILLADR",
                            "ILL_ILLTRP",
                            "ILL_PRVOPC",
                            "ILL_PRVREG",
                            "ILL_COPROC",
                            "ILL_BADSTK");
            case Signals.SIGFPE -> List.of("FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV");
            case Signals.SIGSEGV -> List.of("SEGV_MAPERR", "SEGV_ACCERR");
            case Signals.SIGBUS -> List.of("BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR");
            case Signals.SIGTRAP -> List.of("TRAP_BRKPT", "TRAP_TRACE");
            case Signals.SIGCHLD ->
                    List.of(
                            "CLD_EXITED",
                            "CLD_KILLED",
                            "CLD_DUMPED",
                            "CLD_TRAPPED",
                            "CLD_STOPPED",
                            "CLD_CONTINUED");
            default -> List.of();
        };
    }
}
