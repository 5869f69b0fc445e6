package org.l4emu.microkernel.ipc;

/**
 * V2 timeout words: value = 4^(15−e)·m µs; e = 0 is never; m = 0 with e > 0 is zero.
 *
 * <pre>
 *   bits   field
 *    0- 3  receive exponent
 *    4- 7  send exponent
 *    8-11  receive page-fault exponent   (p: 0 never, 15 zero, else 4^(15−p) µs)
 *   12-15  send page-fault exponent
 *   16-23  send mantissa
 *   24-31  receive mantissa
 * </pre>
 */
public final class Timeouts {
    /** Waits for ever in both phases. */
    public static final int NEVER = 0;

    /** Send now or not at all, then wait for ever: how a server replies to clients. */
    public static final int SEND_ZERO = 1 << 4;

    /** Receive what is there or nothing. */
    public static final int RECEIVE_ZERO = 1;

    /** Neither phase waits. */
    public static final int ZERO = SEND_ZERO | RECEIVE_ZERO;

    /** Meaning of a decoded timeout that never ends. */
    public static final long NEVER_MICROS = Long.MAX_VALUE;

    private Timeouts() {}

    /** Receive timeout of at least {@code micros}, as exactly as the format can say it. */
    public static int receiveMicros(long micros) {
        int packed = pack(micros);
        return (packed & 0xf) | (packed >>> 4) << 24;
    }

    /** Send timeout of at least {@code micros}. */
    public static int sendMicros(long micros) {
        int packed = pack(micros);
        return (packed & 0xf) << 4 | (packed >>> 4) << 16;
    }

    /** Mantissa in bits 4-11, exponent in bits 0-3. */
    private static int pack(long micros) {
        if (micros <= 0) {
            return 1;
        }
        int exponent = 15;
        long mantissa = micros;
        while (mantissa > 255 && exponent > 1) {
            mantissa = mantissa + 3 >>> 2;
            exponent--;
        }
        return (int) Math.min(mantissa, 255) << 4 | exponent;
    }

    public static long receiveMicrosOf(int timeouts) {
        return unpack(timeouts & 0xf, timeouts >>> 24);
    }

    public static long sendMicrosOf(int timeouts) {
        return unpack(timeouts >>> 4 & 0xf, timeouts >>> 16 & 0xff);
    }

    private static long unpack(int exponent, int mantissa) {
        if (exponent == 0) {
            return NEVER_MICROS;
        }
        return (long) mantissa << 2 * (15 - exponent);
    }
}
