package org.l4emu.emulib;

/**
 * The page that a user thread, the signal thread of its task and the server share: real bytes in
 * guest memory, mapped high in every task. One for each user thread, at {@link #addressOf}.
 *
 * <pre>
 *   offset  field             writer
 *      0    emu_local_lock    user thread, signal thread: low word of the holder's id, 0 when free
 *      4    sigs_handled      server, signal thread (first generation of the protocol only)
 *      8    action            server: what the user thread does on return, {@link Action}
 *     12    action argument   server: lthread to start, …
 *     16    reserved
 *     64    pt_regs           user thread on entry, server in between: 18 words,
 *                             r0-r15, cpsr, orig_r0
 *    136    tls               server: TPIDRURO, which user code cannot write
 *    140    reserved
 *    256    deliver record    server: the signal to handle (issue B)
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
    public static final int PT_REGS = 64;
    public static final int TLS = 136;
    public static final int DELIVER = 256;

    private ExclusivePage() {}

    /** Address of the exclusive page of user thread {@code lthread} in its task. */
    public static int addressOf(int lthread) {
        return BASE + (lthread << 12);
    }
}
