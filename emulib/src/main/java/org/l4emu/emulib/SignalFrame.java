package org.l4emu.emulib;

import java.util.Arrays;

/**
 * The frames handlers run on, as ARM Linux lays them out (8-byte aligned, below the stack pointer).
 *
 * <pre>
 *   sigframe     0 ucontext (744)              744 retcode[4]
 *   rt_sigframe  0 siginfo (128)  128 ucontext  872 retcode[4]
 *
 *   ucontext     0 flags   4 link   8 stack (sp, flags, size)   20 mcontext
 *              104 sigmask (8 of 128 used)   232 regspace (0: no coprocessor state)
 *   mcontext     0 trap_no  4 error_code  8 oldmask  12 r0-r10, fp, ip, sp, lr, pc, cpsr
 *               80 fault_address
 * </pre>
 */
public final class SignalFrame {
    public static final int INFO_BYTES = 128;
    public static final int CONTEXT_BYTES = 744;
    private static final int RETCODE_BYTES = 16;

    /** Words of the larger frame. */
    public static final int WORDS_MAX = (INFO_BYTES + CONTEXT_BYTES + RETCODE_BYTES) / 4;

    /** Offsets in ucontext. */
    public static final int STACK = 8;

    public static final int TRAP = 20;
    public static final int OLD_MASK = 28;
    public static final int REGISTERS = 32;
    public static final int FAULT_ADDRESS = 100;
    public static final int MASK = 104;

    /** uc_flags of a frame without siginfo. */
    private static final int PLAIN_FRAME_MAGIC = 0x5ac3c35a;

    private static final int MOV_R7_SIGRETURN = 0xe3a07077;
    private static final int MOV_R7_RT_SIGRETURN = 0xe3a070ad;
    private static final int SVC_0 = 0xef000000;

    /** The same two instructions in Thumb, in one word each. */
    private static final int THUMB_SIGRETURN = 0xdf002777;

    private static final int THUMB_RT_SIGRETURN = 0xdf0027ad;

    private static final int SA_SIGINFO = 4;
    private static final int SA_RESTORER = 0x04000000;
    private static final int CPSR_THUMB = 0x20;
    private static final int IT_BITS = 0x0600fc00;

    private SignalFrame() {}

    /** Bytes of a frame. */
    public static int bytes(int saFlags) {
        return CONTEXT_BYTES + RETCODE_BYTES + (hasInfo(saFlags) ? INFO_BYTES : 0);
    }

    /** Where the frame goes on a stack that ends at {@code stackPointer}. */
    public static int addressBelow(int stackPointer, int saFlags) {
        return stackPointer - bytes(saFlags) & ~7;
    }

    private static boolean hasInfo(int saFlags) {
        return (saFlags & SA_SIGINFO) != 0;
    }

    /**
     * Makes the frame's words from the registers and the deliver record of an exclusive page.
     *
     * @param words at least {@link #WORDS_MAX} words
     * @return number of words
     */
    static int compose(PtRegs page, int[] words) {
        int flags = record(page, DeliverRecord.FLAGS);
        boolean info = hasInfo(flags);
        Arrays.fill(words, 0);
        int context = 0;
        if (info) {
            for (int i = 0; i < DeliverRecord.INFO_WORDS; i++) {
                words[i] = record(page, DeliverRecord.INFO + i);
            }
            context = INFO_BYTES / 4;
        }
        words[context] = info ? 0 : PLAIN_FRAME_MAGIC;
        for (int i = 0; i < 3; i++) {
            words[context + STACK / 4 + i] = record(page, DeliverRecord.STACK + i);
        }
        words[context + TRAP / 4] = record(page, DeliverRecord.FAULT);
        words[context + TRAP / 4 + 1] = record(page, DeliverRecord.FAULT + 1);
        words[context + OLD_MASK / 4] = record(page, DeliverRecord.MASK);
        for (int i = 0; i <= PtRegs.CPSR; i++) {
            words[context + REGISTERS / 4 + i] = page.get(i);
        }
        words[context + FAULT_ADDRESS / 4] = record(page, DeliverRecord.FAULT + 2);
        words[context + MASK / 4] = record(page, DeliverRecord.MASK);
        words[context + MASK / 4 + 1] = record(page, DeliverRecord.MASK + 1);
        int retcode = context + CONTEXT_BYTES / 4;
        if (isThumb(page)) {
            words[retcode] = info ? THUMB_RT_SIGRETURN : THUMB_SIGRETURN;
        } else {
            words[retcode] = info ? MOV_R7_RT_SIGRETURN : MOV_R7_SIGRETURN;
            words[retcode + 1] = SVC_0;
        }
        return retcode + RETCODE_BYTES / 4;
    }

    /** Sets the registers in the exclusive page as the handler's first instruction finds them. */
    static void enterHandler(PtRegs page) {
        int flags = record(page, DeliverRecord.FLAGS);
        int frame = record(page, DeliverRecord.FRAME);
        int handler = record(page, DeliverRecord.HANDLER);
        int context = hasInfo(flags) ? frame + INFO_BYTES : frame;
        page.set(0, record(page, DeliverRecord.SIGNAL));
        if (hasInfo(flags)) {
            page.set(1, frame);
            page.set(2, context);
        }
        boolean restorer = (flags & SA_RESTORER) != 0;
        int retcode = context + CONTEXT_BYTES | handler & 1;
        page.set(PtRegs.SP, frame);
        page.set(PtRegs.LR, restorer ? record(page, DeliverRecord.RESTORER) : retcode);
        page.set(PtRegs.PC, handler & ~1);
        int cpsr = page.get(PtRegs.CPSR) & ~(CPSR_THUMB | IT_BITS);
        page.set(PtRegs.CPSR, cpsr | ((handler & 1) != 0 ? CPSR_THUMB : 0));
    }

    /** A handler in Thumb code comes back through Thumb code. */
    private static boolean isThumb(PtRegs page) {
        return (record(page, DeliverRecord.HANDLER) & 1) != 0;
    }

    static int record(PtRegs page, int word) {
        return page.word(DeliverRecord.offsetOf(word));
    }
}
