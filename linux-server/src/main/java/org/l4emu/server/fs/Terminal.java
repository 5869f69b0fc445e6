package org.l4emu.server.fs;

import static org.l4emu.server.signal.Signals.SIGINT;
import static org.l4emu.server.signal.Signals.SIGQUIT;
import static org.l4emu.server.signal.Signals.SIGTSTP;
import static org.l4emu.server.signal.Signals.SIGWINCH;

import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.schedule.WaitQueue;

/**
 * A terminal: its line discipline, its settings, and which session it controls. Knows bytes, not
 * tasks; signals leave through {@link Signals}.
 */
final class Terminal {
    /** Where signals made by keys go. */
    @FunctionalInterface
    interface Signals {
        void signalGroup(int processGroup, int signal);
    }

    /** Where what programs write and what is echoed goes. */
    @FunctionalInterface
    interface Output {
        void write(byte[] bytes, int offset, int length);

        /** Bytes it takes now. */
        default int room() {
            return Integer.MAX_VALUE;
        }
    }

    /** Where what is typed comes from, if it has to be fetched. */
    interface Source {
        /** Hands all that is there to {@link #receive}. */
        void fetch();

        /** Somebody waits for more. */
        void want();
    }

    private static final int INPUT_MAX = 4096;
    private static final int DELETE = 0177;

    private final Signals signals;
    private final Output output;
    private final WaitQueue readers = new WaitQueue();
    private final WaitQueue writers = new WaitQueue();
    private final WaitQueue typists = new WaitQueue();
    private final SessionControl control = new SessionControl();
    private final Termios termios = new Termios();

    /** Bytes read so far; in canonical mode the first {@code ready} form whole lines. */
    private final byte[] input = new byte[INPUT_MAX];

    /** Ends of file among the input: the byte at that index is one. */
    private final boolean[] endMark = new boolean[INPUT_MAX];

    private int length;
    private int ready;
    private boolean literalNext;
    private boolean hungUp;
    private boolean outputStopped;
    private int rows;
    private int columns;
    private int pixels;

    /** Makes a terminal with the usual settings. */
    Terminal(Signals signals, Output output, int rows, int columns) {
        this.signals = signals;
        this.output = output;
        this.rows = rows;
        this.columns = columns;
    }

    Termios termios() {
        return termios;
    }

    WaitQueue readers() {
        return readers;
    }

    /** Woken when output can go on: room came, or ^Q after ^S. */
    WaitQueue writers() {
        return writers;
    }

    /** Woken when there is room for more input again. */
    WaitQueue typists() {
        return typists;
    }

    /** Which session it controls. */
    SessionControl control() {
        return control;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** Width in the lower and height in the upper half, as programs left them. */
    int pixels() {
        return pixels;
    }

    /** A new size, in characters and in pixels; the foreground hears of a change. */
    void resize(int newRows, int newColumns, int newPixels) {
        boolean changed = rows != newRows || columns != newColumns || pixels != newPixels;
        rows = newRows;
        columns = newColumns;
        pixels = newPixels;
        if (changed) {
            signal(SIGWINCH);
        }
    }

    /** The terminal is gone for all who have it open, as when a modem hangs up. */
    void hangUpFiles() {
        control.hangUp();
        readers.wakeAll();
        writers.wakeAll();
    }

    /** The host side closed: reads give the end of file from now on. */
    void endInput() {
        if (!hungUp) {
            hungUp = true;
            ready = length;
            readers.wakeAll();
        }
    }

    /** To the process group in the foreground. */
    void signal(int number) {
        if (control.foregroundGroup() != 0) {
            signals.signalGroup(control.foregroundGroup(), number);
        }
    }

    // Input

    /** Bytes came from the keyboard. */
    void receive(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            receive(bytes[i] & 0xff);
        }
        readers.wakeAll();
    }

    private void receive(int given) {
        int c = termios.input(Termios.STRIP) ? given & 0x7f : given;
        if (literalNext) {
            literalNext = false;
            store(c);
            return;
        }
        if (termios.input(Termios.FLOW_CONTROL) && keyFlow(c)
                || termios.local(Termios.SIGNALS) && keySignal(c)) {
            return;
        }
        if (c == '\r' && termios.input(Termios.IGNORE_CR)) {
            return;
        }
        if (c == '\r' && termios.input(Termios.CR_TO_NL)) {
            c = '\n';
        } else if (c == '\n' && termios.input(Termios.NL_TO_CR)) {
            c = '\r';
        }
        if (!termios.local(Termios.CANONICAL)) {
            store(c);
            ready = length;
        } else {
            receiveInLine(c);
        }
    }

    /** ^S holds output back, ^Q or any key lets it go on. */
    private boolean keyFlow(int c) {
        boolean stop = termios.is(Termios.STOP, c);
        boolean start = termios.is(Termios.START, c);
        if (stop || start) {
            stopOutput(stop && !(start && outputStopped));
        } else if (outputStopped && termios.input(Termios.ANY_KEY_STARTS)) {
            stopOutput(false);
        }
        return stop || start;
    }

    /** Holds back what programs write, or lets it go on. */
    void stopOutput(boolean stop) {
        outputStopped = stop;
        if (!stop) {
            writers.wakeAll();
        }
    }

    private boolean keySignal(int c) {
        int number;
        if (termios.is(Termios.INTERRUPT, c)) {
            number = SIGINT;
        } else if (termios.is(Termios.QUIT, c)) {
            number = SIGQUIT;
        } else if (termios.is(Termios.SUSPEND, c)) {
            number = SIGTSTP;
        } else {
            return false;
        }
        if (!termios.local(Termios.NO_FLUSH)) {
            flushInput();
        }
        if (termios.input(Termios.FLOW_CONTROL)) {
            stopOutput(false);
        }
        echo(c);
        signal(number);
        return true;
    }

    private void receiveInLine(int c) {
        boolean extended = termios.local(Termios.EXTENDED);
        if (termios.is(Termios.ERASE, c)) {
            if (length > ready) {
                eraseOne();
            }
        } else if (termios.is(Termios.KILL, c)) {
            killLine(c);
        } else if (extended && termios.is(Termios.WORD_ERASE, c)) {
            eraseWord();
        } else if (extended && termios.is(Termios.LITERAL_NEXT, c)) {
            literalNext = true;
        } else if (extended && termios.is(Termios.REPRINT, c)) {
            echo(c);
            print('\n');
            for (int i = ready; i < length; i++) {
                echo(input[i] & 0xff);
            }
        } else if (termios.is(Termios.END_OF_FILE, c)) {
            append(0, true);
            ready = length;
        } else {
            store(c);
            if (c == '\n'
                    || termios.is(Termios.END_OF_LINE, c)
                    || termios.is(Termios.END_OF_LINE_2, c)) {
                ready = length;
            }
        }
    }

    private void store(int c) {
        boolean last = termios.local(Termios.CANONICAL) && length >= INPUT_MAX - 1 && c != '\n';
        if (!last && append(c, false)) {
            echo(c);
        }
    }

    private boolean append(int c, boolean end) {
        if (length == INPUT_MAX) {
            return false;
        }
        input[length] = (byte) c;
        endMark[length] = end;
        length++;
        return true;
    }

    private void eraseOne() {
        length--;
        if (!termios.local(Termios.ECHO)) {
            return;
        }
        if (!termios.local(Termios.ECHO_ERASE)) {
            echo(termios.character(Termios.ERASE));
            return;
        }
        int c = input[length] & 0xff;
        int width = isControl(c) && termios.local(Termios.ECHO_CONTROL) ? 2 : isControl(c) ? 0 : 1;
        for (int i = 0; i < width; i++) {
            print('\b');
            print(' ');
            print('\b');
        }
    }

    private void killLine(int c) {
        if (termios.local(Termios.ECHO_KILL_ERASE) && termios.local(Termios.ECHO_ERASE)) {
            while (length > ready) {
                eraseOne();
            }
            return;
        }
        length = ready;
        echo(c);
        if (termios.local(Termios.ECHO_KILL) && termios.local(Termios.ECHO)) {
            print('\n');
        }
    }

    private void eraseWord() {
        while (length > ready && !isWordByte(input[length - 1])) {
            eraseOne();
        }
        while (length > ready && isWordByte(input[length - 1])) {
            eraseOne();
        }
    }

    private static boolean isWordByte(byte b) {
        return Character.isLetterOrDigit(b & 0xff) || b == '_';
    }

    private static boolean isControl(int c) {
        return c < ' ' || c == DELETE;
    }

    private void echo(int c) {
        if (!termios.local(Termios.ECHO)) {
            if (c == '\n' && termios.local(Termios.ECHO_NL) && termios.local(Termios.CANONICAL)) {
                print(c);
            }
            return;
        }
        if (isControl(c) && c != '\n' && c != '\t' && termios.local(Termios.ECHO_CONTROL)) {
            print('^');
            print(c ^ 0100);
        } else {
            print(c);
        }
    }

    private void print(int c) {
        write(new byte[] {(byte) c}, 0, 1);
    }

    // What programs see

    /** Bytes that can be typed now; what does not fit into a line being typed is lost. */
    int inputRoom() {
        return canonical() && ready == 0 ? Integer.MAX_VALUE : INPUT_MAX - length;
    }

    /** Bytes programs can print now, newlines counted as two. */
    int outputRoom() {
        return outputStopped ? 0 : output.room() / 2;
    }

    /** Bytes FIONREAD counts. */
    int available() {
        return ready;
    }

    /** True if a read would not wait. */
    boolean isReadable() {
        return ready > 0 && (canonical() || ready >= Math.max(1, minimum())) || hungUp;
    }

    private boolean canonical() {
        return termios.local(Termios.CANONICAL);
    }

    private int minimum() {
        return termios.character(Termios.MINIMUM);
    }

    /** How long a read waits for its first byte, in tenths of a second; 0 for ever. */
    int waitTenths() {
        return canonical() || minimum() > 0 ? 0 : termios.character(Termios.TIME);
    }

    /** One line at most, or in raw mode what is there once there is enough. */
    int read(IoBuffer to) {
        if (to.remaining() == 0) {
            return 0;
        }
        if (ready == 0) {
            boolean returnsEmpty = !canonical() && minimum() == 0 && waitTenths() == 0;
            return hungUp || returnsEmpty ? 0 : -Errno.EAGAIN;
        }
        if (!canonical()) {
            int enough = Math.min(minimum(), to.remaining());
            if (ready < enough && termios.character(Termios.TIME) == 0 && !hungUp) {
                return -Errno.EAGAIN;
            }
            take(to.put(input, 0, Math.min(ready, to.remaining())));
            return 0;
        }
        int line = 0;
        while (line < ready && !endMark[line] && !endsLine(input[line] & 0xff)) {
            line++;
        }
        boolean end = line < ready && endMark[line];
        int whole = Math.min(ready, end ? line : line + 1);
        int moved = to.put(input, 0, Math.min(whole, to.remaining()));
        take(end && moved == line ? moved + 1 : moved);
        return 0;
    }

    private boolean endsLine(int c) {
        return c == '\n'
                || termios.is(Termios.END_OF_LINE, c)
                || termios.is(Termios.END_OF_LINE_2, c);
    }

    private void take(int count) {
        System.arraycopy(input, count, input, 0, length - count);
        System.arraycopy(endMark, count, endMark, 0, length - count);
        length -= count;
        ready -= count;
        typists.wakeAll();
    }

    /** Prints, with newlines as the settings want them. */
    void write(byte[] bytes, int offset, int count) {
        boolean translate =
                termios.output(Termios.PROCESS_OUTPUT) && termios.output(Termios.NL_TO_CRNL);
        if (!translate) {
            output.write(bytes, offset, count);
            return;
        }
        byte[] result = new byte[2 * count];
        int used = 0;
        for (int i = offset; i < offset + count; i++) {
            if (bytes[i] == '\n') {
                result[used++] = '\r';
            }
            result[used++] = bytes[i];
        }
        output.write(result, 0, used);
    }

    /** TCSETS: new settings; what is half typed becomes readable when lines no longer matter. */
    void configure(byte[] settings) {
        termios.set(settings);
        if (!canonical()) {
            ready = length;
        }
        if (!termios.input(Termios.FLOW_CONTROL)) {
            stopOutput(false);
        }
        readers.wakeAll();
    }

    /** TCFLSH of the input side. */
    void flushInput() {
        length = 0;
        ready = 0;
        typists.wakeAll();
    }

    void digest(StateDigest digest) {
        digest.put(termios.bytes(), 0, Termios.BYTES);
        digest.put(input, 0, length);
        for (int i = 0; i < length; i++) {
            if (endMark[i]) {
                digest.put(i);
            }
        }
        digest.put(ready);
        control.digest(digest);
        digest.put((long) rows << 32 | columns);
        digest.put(pixels);
        digest.put((outputStopped ? 4 : 0) | (literalNext ? 2 : 0) | (hungUp ? 1 : 0));
    }
}
