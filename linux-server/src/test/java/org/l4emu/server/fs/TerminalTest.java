package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class TerminalTest {
    private static final String AGAIN = Integer.toString(-Errno.EAGAIN);

    private final Files files = new Files(Vfs.ConsoleMode.TERMINAL, 100);
    private final Terminal terminal = files.vfs.terminals().console();
    private OpenFile file;

    @BeforeEach
    void open() {
        files.vfs.controlConsole(1, 7);
        file = files.open("/dev/console", Files.READ_WRITE);
    }

    private String read() {
        return Files.read(file, 100);
    }

    private void setCharacter(int index, int value) {
        terminal.termios().setCharacter(index, value);
    }

    @Test
    void aLineIsReadWhenItIsWhole() {
        files.console.type("hel");
        assertThat(read()).isEqualTo(AGAIN);
        assertThat(files.console.wanted).isPositive();
        files.console.type("lo\rnext\n");

        assertThat(read()).isEqualTo("hello\n");
        assertThat(read()).isEqualTo("next\n");
        assertThat(files.console.printed()).isEqualTo("hello\r\nnext\r\n");
    }

    @Test
    void eraseTakesOneBack() {
        files.console.type("abx\177c\n");

        assertThat(read()).isEqualTo("abc\n");
        assertThat(files.console.printed()).isEqualTo("abx\b \bc\r\n");
    }

    @Test
    void eraseStopsAtTheLinesBegin() {
        files.console.type("a\n\177\177b\n");

        assertThat(read()).isEqualTo("a\n");
        assertThat(read()).isEqualTo("b\n");
    }

    @Test
    void killAndWordErase() {
        files.console.type("rubbish\025one two three \027four\n");

        assertThat(read()).isEqualTo("one two four\n");
    }

    @Test
    void controlKeysSignalTheForeground() {
        files.console.type("typed\003more\n");

        assertThat(read()).isEqualTo("more\n");
        assertThat(files.server.signals).containsExactly("group 7 2");
        assertThat(files.console.printed()).contains("^C");
    }

    @Test
    void literalNextTakesAwayTheMeaning() {
        files.console.type("a\026\003b\n");

        assertThat(read()).isEqualTo("a\003b\n");
        assertThat(files.server.signals).isEmpty();
    }

    @Test
    void endOfFileEndsALineWithoutNewline() {
        files.console.type("abc\004\004");

        assertThat(read()).isEqualTo("abc");
        assertThat(read()).isEmpty();
        assertThat(read()).isEqualTo(AGAIN);
    }

    @Test
    void aShortReadLeavesTheRestOfTheLine() {
        files.console.type("abcdef\n");

        assertThat(Files.read(file, 4)).isEqualTo("abcd");
        assertThat(Files.read(file, 4)).isEqualTo("ef\n");
    }

    @Test
    void rawModeGivesBytesAtOnceWithoutEcho() {
        terminal.termios().setLocal(Termios.CANONICAL | Termios.ECHO | Termios.SIGNALS, false);
        files.console.type("a\003");

        assertThat(read()).isEqualTo("a\003");
        assertThat(files.console.printed()).isEmpty();
        assertThat(read()).isEqualTo(AGAIN);
    }

    @Test
    void theMinimumIsWaitedFor() {
        terminal.termios().setLocal(Termios.CANONICAL, false);
        setCharacter(Termios.MINIMUM, 3);
        files.console.type("ab");

        assertThat(read()).isEqualTo(AGAIN);
        files.console.type("c");
        assertThat(read()).isEqualTo("abc");
    }

    @Test
    void aMinimumOfZeroDoesNotWait() {
        terminal.termios().setLocal(Termios.CANONICAL, false);
        setCharacter(Termios.MINIMUM, 0);

        assertThat(read()).isEmpty();
        setCharacter(Termios.TIME, 5);
        assertThat(read()).isEqualTo(AGAIN);
        assertThat(file.waitTenths()).isEqualTo(5);
    }

    @Test
    void switchingToRawModeGivesWhatIsHalfTyped() {
        files.console.type("half");
        assertThat(read()).isEqualTo(AGAIN);
        Termios raw = new Termios();
        raw.setLocal(Termios.CANONICAL, false);
        terminal.configure(raw.bytes());

        assertThat(read()).isEqualTo("half");
    }

    @Test
    void aClosedHostEndsTheInput() {
        files.console.type("last");
        files.console.close();

        assertThat(read()).isEqualTo("last");
        assertThat(read()).isEmpty();
    }

    @Test
    void newlinesGetCarriageReturnsOnlyIfWanted() {
        Files.write(file, "a\nb");
        byte[] settings = terminal.termios().bytes();
        settings[4] = 0;
        terminal.configure(settings);
        Files.write(file, "\n");

        assertThat(files.console.printed()).isEqualTo("a\r\nb\n");
    }

    @Test
    void outputIsHeldBackBetweenStopAndStart() {
        files.console.type("\023");
        assertThat(read()).isEqualTo(AGAIN);

        assertThat(Files.write(file, "held")).isEqualTo(-Errno.EAGAIN);
        assertThat(file.readiness() & Poll.WRITABLE).isZero();
        files.console.type("\021");
        assertThat(read()).isEqualTo(AGAIN);
        assertThat(Files.write(file, "free")).isEqualTo(4);
        assertThat(files.console.printed()).isEqualTo("free");
    }

    @Test
    void theForegroundIsHungUpWithTheSessionsLeader() {
        OpenFile tty = files.open("/dev/tty", Files.READ_WRITE);
        files.vfs.sessionEnded(1);

        assertThat(files.server.signals).containsExactly("group 7 1");
        assertThat(Files.write(tty, "x")).isEqualTo(-Errno.EIO);
        assertThat(Files.read(tty, 1)).isEmpty();
        assertThat(Files.write(file, "x")).isEqualTo(1);
        assertThat(files.tryOpen(files.root, "/dev/tty", Files.READ_WRITE).error())
                .isEqualTo(-Errno.ENXIO);
    }

    @Test
    void aPseudoTerminalHasItsNameWhileItsMasterIsOpen() {
        OpenFile master = files.open("/dev/ptmx", Files.READ_WRITE);
        assertThat(files.list("/dev/pts")).contains("0");
        assertThat(files.tryOpen(files.root, "/dev/pts/0", Files.READ_WRITE).error())
                .isEqualTo(-Errno.EIO);

        master.release();
        assertThat(files.list("/dev/pts")).doesNotContain("0");
    }

    @Test
    void aNewSizeIsSignalled() {
        terminal.resize(50, 132, 0);
        terminal.resize(50, 132, 0);

        assertThat(files.server.signals).containsExactly("group 7 28");
    }

    @Test
    void readinessMeansAWholeLine() {
        files.console.type("x");
        assertThat(file.readiness()).isEqualTo(Poll.WRITABLE);
        files.console.type("\n");

        assertThat(file.readiness()).isEqualTo(Poll.WRITABLE | Poll.READABLE);
    }

    @Test
    void settingsHaveTheKernelsLayout() {
        byte[] bytes = terminal.termios().bytes();

        assertThat(bytes).hasSize(36);
        assertThat(new String(bytes, 17, 5, StandardCharsets.ISO_8859_1))
                .isEqualTo("\003\034\177\025\004");
    }
}
