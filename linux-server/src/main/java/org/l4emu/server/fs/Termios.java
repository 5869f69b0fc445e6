package org.l4emu.server.fs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Settings of a terminal.
 *
 * <pre>
 *   offset  field
 *        0  c_iflag   4  c_oflag   8  c_cflag   12  c_lflag
 *       16  c_line   17  c_cc[19]
 * </pre>
 */
final class Termios {
    static final int BYTES = 36;

    // c_iflag
    static final int IGNORE_CR = 0200;
    static final int CR_TO_NL = 0400;
    static final int NL_TO_CR = 0100;
    static final int STRIP = 040;
    static final int FLOW_CONTROL = 02000;
    static final int ANY_KEY_STARTS = 04000;

    // c_oflag
    static final int PROCESS_OUTPUT = 01;
    static final int NL_TO_CRNL = 04;

    // c_lflag
    static final int SIGNALS = 01;
    static final int CANONICAL = 02;
    static final int ECHO = 010;
    static final int ECHO_ERASE = 020;
    static final int ECHO_KILL = 040;
    static final int ECHO_NL = 0100;
    static final int NO_FLUSH = 0200;
    static final int STOP_BACKGROUND_OUTPUT = 0400;
    static final int ECHO_CONTROL = 01000;
    static final int ECHO_KILL_ERASE = 04000;
    static final int EXTENDED = 0100000;

    // c_cc
    static final int INTERRUPT = 0;
    static final int QUIT = 1;
    static final int ERASE = 2;
    static final int KILL = 3;
    static final int END_OF_FILE = 4;
    static final int TIME = 5;
    static final int MINIMUM = 6;
    static final int START = 8;
    static final int STOP = 9;
    static final int SUSPEND = 10;
    static final int END_OF_LINE = 11;
    static final int REPRINT = 12;
    static final int WORD_ERASE = 14;
    static final int LITERAL_NEXT = 15;
    static final int END_OF_LINE_2 = 16;

    private static final int INPUT = 0;
    private static final int OUTPUT = 4;
    private static final int CONTROL = 8;
    private static final int LOCAL = 12;
    private static final int CHARACTERS = 17;
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int[] DEFAULT_CHARACTERS = {
        3, 034, 0177, 025, 4, 0, 1, 0, 021, 023, 032, 0, 022, 017, 027, 026, 0, 0, 0
    };

    private final byte[] bytes = new byte[BYTES];

    /** As a terminal comes up: canonical, echoing, 38,400 baud, 8 bits. */
    Termios() {
        INTS.set(bytes, INPUT, CR_TO_NL | FLOW_CONTROL);
        INTS.set(bytes, OUTPUT, PROCESS_OUTPUT | NL_TO_CRNL);
        INTS.set(bytes, CONTROL, 017 | 060 | 0200 | 02000);
        INTS.set(
                bytes,
                LOCAL,
                SIGNALS
                        | CANONICAL
                        | ECHO
                        | ECHO_ERASE
                        | ECHO_KILL
                        | ECHO_CONTROL
                        | ECHO_KILL_ERASE
                        | EXTENDED);
        for (int i = 0; i < DEFAULT_CHARACTERS.length; i++) {
            bytes[CHARACTERS + i] = (byte) DEFAULT_CHARACTERS[i];
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    void set(byte[] newBytes) {
        System.arraycopy(newBytes, 0, bytes, 0, BYTES);
    }

    boolean input(int flag) {
        return ((int) INTS.get(bytes, INPUT) & flag) != 0;
    }

    boolean output(int flag) {
        return ((int) INTS.get(bytes, OUTPUT) & flag) != 0;
    }

    boolean local(int flag) {
        return ((int) INTS.get(bytes, LOCAL) & flag) != 0;
    }

    void setLocal(int flag, boolean on) {
        int value = (int) INTS.get(bytes, LOCAL);
        INTS.set(bytes, LOCAL, on ? value | flag : value & ~flag);
    }

    /** A control character or VMIN or VTIME, 0 to 255. */
    int character(int index) {
        return bytes[CHARACTERS + index] & 0xff;
    }

    void setCharacter(int index, int value) {
        bytes[CHARACTERS + index] = (byte) value;
    }

    /** True if {@code c} is that control character and it is not disabled. */
    boolean is(int index, int c) {
        return c != 0 && c == character(index);
    }
}
