package org.l4emu.emulib;

/**
 * Layout of the page that user thread, signal thread and server share. Each user thread has its
 * own, at an address that depends on its lthread number, in the unused high part of its space.
 *
 * <pre>
 *   offset  field             writer
 *      0    emu_local_lock    user thread, signal thread; first generation: server
 *      4    sigs_handled      server, signal thread; cleared by the user thread
 *      8    action            server: what the user thread does after the reply
 *     12    action argument   server: lthread to start
 *     16    forced ip, sp     signal thread, if it leaves the user stack alone
 *     64    pt_regs           user thread on entry, server on return: r0-r15, cpsr, orig_r0
 *    136    tls               server: TPIDRURO, which user code cannot write
 *    140    reserved
 *    256    deliver record    server: the signal to handle, see {@link DeliverRecord}
 * </pre>
 *
 * Only the holder of emu_local_lock writes the page, or the server while the user thread waits in
 * IPC for it.
 */
public final class ExclusivePage {
    /** First exclusive page: that of lthread 0. User programs end below {@link #USER_END}. */
    public static final int BASE = 0xc0100000;

    /** End of what user programs may map: above are emulib and the exclusive pages. */
    public static final int USER_END = 0xbf000000;

    public static final int EMU_LOCAL_LOCK = 0;
    public static final int SIGS_HANDLED = 4;
    public static final int ACTION = 8;
    public static final int ACTION_ARGUMENT = 12;
    public static final int FORCED_IP = 16;
    public static final int FORCED_SP = 20;
    public static final int PT_REGS = 64;
    public static final int TLS = 136;
    public static final int DELIVER = 256;

    private ExclusivePage() {}

    /** Address of the exclusive page of user thread {@code lthread} in its task. */
    public static int addressOf(int lthread) {
        return BASE + (lthread << 12);
    }

    /** lthread of the signal thread that belongs to user thread {@code lthread}, an even number. */
    public static int signalThreadOf(int lthread) {
        return lthread + 1;
    }

    /** lthread of the user thread that signal thread {@code lthread}, an odd number, serves. */
    public static int userThreadOf(int lthread) {
        return lthread - 1;
    }

    /** True for the lthread numbers of signal threads. */
    public static boolean isSignalThread(int lthread) {
        return (lthread & 1) != 0;
    }
}
