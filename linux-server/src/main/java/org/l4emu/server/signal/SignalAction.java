package org.l4emu.server.signal;

/**
 * What a process wants done on a signal: the kernel's {@code struct sigaction}.
 *
 * @param handler address; 0 default, 1 ignore
 * @param mask signals blocked while the handler runs
 */
public record SignalAction(int handler, int flags, int restorer, long mask) {
    public static final int SIG_DFL = 0;
    public static final int SIG_IGN = 1;

    public static final int SA_NOCLDSTOP = 1;
    public static final int SA_NOCLDWAIT = 2;
    public static final int SA_SIGINFO = 4;
    public static final int SA_RESTORER = 0x04000000;
    public static final int SA_ONSTACK = 0x08000000;
    public static final int SA_RESTART = 0x10000000;
    public static final int SA_NODEFER = 0x40000000;
    public static final int SA_RESETHAND = 0x80000000;

    public static final SignalAction DEFAULT = new SignalAction(SIG_DFL, 0, 0, 0);
    public static final SignalAction IGNORE = new SignalAction(SIG_IGN, 0, 0, 0);

    /** True if a function of the program handles the signal. */
    public boolean isCaught() {
        return handler != SIG_DFL && handler != SIG_IGN;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
