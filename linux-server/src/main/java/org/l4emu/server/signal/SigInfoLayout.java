package org.l4emu.server.signal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How a {@link SignalInfo} lies in memory. Which fields there are depends on the code, and for the
 * kernel's own codes on the signal too.
 *
 * <pre>
 *   siginfo_t, words   0 signal   1 errno   2 code   then
 *     kill     3 pid      4 uid
 *     queue    3 pid      4 uid        5 value
 *     timer    3 timer    4 overrun    5 value
 *     child    3 pid      4 uid        5 status   6 user time   7 system time
 *     fault    3 address
 *     poll     3 band     4 descriptor
 *     sys      3 address  4 number     5 architecture
 * </pre>
 */
public final class SigInfoLayout {
    /** Words of a {@code siginfo_t} in user memory. */
    public static final int WORDS = 32;

    /** Bytes of a {@code siginfo_t}, and of a {@code signalfd_siginfo}. */
    public static final int BYTES = 4 * WORDS;

    private static final int POLL_CODES = 6;
    private static final int SI_ASYNCNL = -60;
    private static final int SI_DETHREAD = -7;

    /** Which fields there are. */
    public enum Layout {
        KILL,
        QUEUE,
        TIMER,
        CHILD,
        FAULT,
        POLL,
        SYS
    }

    private SigInfoLayout() {}

    /** The layout of a signal with a code. */
    public static Layout of(int signal, int code) {
        if (code > SignalInfo.SI_USER && code < SignalInfo.SI_KERNEL) {
            if (code <= ownCodes(signal)) {
                return switch (signal) {
                    case Signals.SIGCHLD -> Layout.CHILD;
                    case Signals.SIGIO -> Layout.POLL;
                    case Signals.SIGSYS -> Layout.SYS;
                    default -> Layout.FAULT;
                };
            }
            return code <= POLL_CODES ? Layout.POLL : Layout.KILL;
        }
        return switch (code) {
            case SignalInfo.SI_TIMER -> Layout.TIMER;
            case SignalInfo.SI_SIGIO -> Layout.POLL;
            default -> code < 0 ? Layout.QUEUE : Layout.KILL;
        };
    }

    /** Codes the kernel has for a signal of its own: 1 to this; 0 for other signals. */
    private static int ownCodes(int signal) {
        return switch (signal) {
            case Signals.SIGILL -> 11;
            case Signals.SIGFPE -> 15;
            case Signals.SIGSEGV -> 9;
            case Signals.SIGBUS -> 5;
            case Signals.SIGTRAP, Signals.SIGCHLD -> 6;
            case Signals.SIGIO -> POLL_CODES;
            case Signals.SIGSYS -> 2;
            default -> 0;
        };
    }

    /**
     * True if the kernel knows what lies in a siginfo a program made; of others it must be able to
     * keep every byte, so those behind the words it keeps must be zero.
     */
    public static boolean isKnown(int signal, int code) {
        if (code == SignalInfo.SI_KERNEL) {
            return true;
        }
        if (code > SignalInfo.SI_USER) {
            int own = ownCodes(signal);
            return code <= (own > 0 ? own : POLL_CODES);
        }
        return code >= SI_DETHREAD || code == SI_ASYNCNL;
    }

    /** Writes all {@link #WORDS} words of the {@code siginfo_t}. */
    public static void fill(SignalInfo info, int[] words) {
        Arrays.fill(words, 0, WORDS, 0);
        SigInfoPayload payload = info.payload();
        if (payload != null) {
            payload.copyTo(words);
        } else if (of(info.signal(), info.code()) == Layout.FAULT) {
            words[3] = info.value();
        } else {
            words[3] = info.pid();
            words[4] = info.uid();
            words[5] = info.value();
        }
        words[0] = info.signal();
        words[2] = info.code();
    }

    /** The {@code siginfo_t} as bytes. */
    public static byte[] bytes(SignalInfo info) {
        int[] words = new int[WORDS];
        fill(info, words);
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(words);
        return buffer.array();
    }

    /**
     * The information a program gives with a signal.
     *
     * @param signal the number it is sent as, whatever {@code words[0]} says
     * @param words the first {@link SigInfoPayload#WORDS} words of its {@code siginfo_t}
     */
    public static SignalInfo read(int signal, int[] words) {
        int code = words[2];
        boolean fault = of(signal, code) == Layout.FAULT;
        boolean more = words[1] != 0 || words[6] != 0 || words[7] != 0;
        more |= fault && (words[4] != 0 || words[5] != 0);
        return new SignalInfo(
                signal,
                code,
                words[3],
                words[4],
                fault ? words[3] : words[5],
                more ? SigInfoPayload.of(words) : null,
                null);
    }

    /**
     * What a signalfd's reader gets.
     *
     * <pre>
     *   signalfd_siginfo   0 signo   4 errno   8 code   12 pid   16 uid   20 fd   24 tid
     *     28 band   32 overrun   36 trapno   40 status   44 int   48 ptr (64)   56 utime (64)
     *     64 stime (64)   72 addr (64)   80 addr_lsb (16)   84 syscall   88 call_addr (64)
     *     96 arch
     * </pre>
     */
    public static byte[] signalFdRecord(SignalInfo info) {
        int[] words = new int[WORDS];
        fill(info, words);
        ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0, words[0]).putInt(4, words[1]).putInt(8, words[2]);
        switch (of(words[0], words[2])) {
            case KILL -> putSender(out, words);
            case QUEUE -> putValue(putSender(out, words), words[5]);
            case TIMER -> putValue(out.putInt(24, words[3]).putInt(32, words[4]), words[5]);
            case CHILD -> {
                putSender(out, words).putInt(40, words[5]);
                out.putLong(56, words[6]).putLong(64, words[7]);
            }
            case FAULT -> out.putLong(72, words[3] & 0xffffffffL);
            case POLL -> out.putInt(28, words[3]).putInt(20, words[4]);
            case SYS -> {
                out.putLong(88, words[3] & 0xffffffffL);
                out.putInt(84, words[4]).putInt(96, words[5]);
            }
        }
        return out.array();
    }

    private static ByteBuffer putSender(ByteBuffer out, int[] words) {
        return out.putInt(12, words[3]).putInt(16, words[4]);
    }

    /** The union as an int and as a pointer: the kernel widens it by its sign. */
    private static void putValue(ByteBuffer out, int value) {
        out.putInt(44, value).putLong(48, value);
    }
}
