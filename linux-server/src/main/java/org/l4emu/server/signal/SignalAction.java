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

    /** Promised never to be supported: programs ask with it whether unknown flags are cleared. */
    public static final int SA_UNSUPPORTED = 0x400;

    /** Addresses have no tag bits on ARM32: accepted, and nothing changes. */
    public static final int SA_EXPOSE_TAGBITS = 0x800;

    /** Left over from 26-bit ARM programs; kept and shown. */
    public static final int SA_THIRTYTWO = 0x02000000;

    public static final int SA_RESTORER = 0x04000000;
    public static final int SA_ONSTACK = 0x08000000;
    public static final int SA_RESTART = 0x10000000;
    public static final int SA_NODEFER = 0x40000000;
    public static final int SA_RESETHAND = 0x80000000;

    /** The flags that are kept; a program sees the others cleared when it asks. */
    public static final int KNOWN_FLAGS =
            SA_NOCLDSTOP
                    | SA_NOCLDWAIT
                    | SA_SIGINFO
                    | SA_EXPOSE_TAGBITS
                    | SA_THIRTYTWO
                    | SA_RESTORER
                    | SA_ONSTACK
                    | SA_RESTART
                    | SA_NODEFER
                    | SA_RESETHAND;

    public static final SignalAction DEFAULT = new SignalAction(SIG_DFL, 0, 0, 0);
    public static final SignalAction IGNORE = new SignalAction(SIG_IGN, 0, 0, 0);

    /** True if a function of the program handles the signal. */
    public boolean isCaught() {
        return handler != SIG_DFL && handler != SIG_IGN;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** SA_RESETHAND: the default handler, all else as it was. */
    public SignalAction withDefaultHandler() {
        return new SignalAction(SIG_DFL, flags, restorer, mask);
    }
}
