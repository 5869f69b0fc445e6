package org.l4emu.emulib;

/**
 * Words of the deliver record in an exclusive page: all that emulib needs to build a signal frame.
 * Written by the server on the way out, read by emulib with emu_local_lock held.
 *
 * <pre>
 *   word  field
 *     0   signal
 *     1   handler address
 *     2   sa_flags
 *     3   restorer address
 *     4   mask the frame keeps, low and high word
 *     6   address of the frame
 *     7   alternate stack: sp, flags, size
 *    10   last fault: trap number, error code, address
 *    13   1 if another signal has to be asked for before the handler runs
 *    16   siginfo, 32 words
 * </pre>
 */
public final class DeliverRecord {
    public static final int SIGNAL = 0;
    public static final int HANDLER = 1;
    public static final int FLAGS = 2;
    public static final int RESTORER = 3;
    public static final int MASK = 4;
    public static final int FRAME = 6;
    public static final int STACK = 7;
    public static final int FAULT = 10;
    public static final int MORE = 13;
    public static final int INFO = 16;

    /** Words of siginfo_t. */
    public static final int INFO_WORDS = 32;

    private DeliverRecord() {}

    /** Offset in the exclusive page of a word of the record. */
    public static int offsetOf(int word) {
        return ExclusivePage.DELIVER + 4 * word;
    }
}
