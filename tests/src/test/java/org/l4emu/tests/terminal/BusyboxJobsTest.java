package org.l4emu.tests.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job control of busybox's ash under busybox's init, key by key; its words are those on Linux. */
class BusyboxJobsTest {
    /** The prompt, and the question where the cursor is that follows it. */
    private static final String PROMPT = "~ # \033[6n";

    private static final String INTERRUPT = "\003";
    private static final String SUSPEND = "\032";

    @TempDir private static Path directory;
    private static ShellMachine machine;
    private ExpectSession ash;

    @BeforeAll
    static void prepare() {
        machine = ShellMachine.in(directory.resolve("tree"));
    }

    @BeforeEach
    void start() {
        ash = machine.withInit("/bin/sh");
        ash.await(PROMPT);
    }

    @AfterEach
    void stop() {
        ash.close();
    }

    private String outputOf(String line) {
        ash.enter(line);
        return ash.await(PROMPT);
    }

    private void suspendNap() {
        ash.enter("nap");
        ash.await("begin\r\n");
        ash.type(SUSPEND);
        assertThat(ash.await(PROMPT)).contains("^Z[1]+  Stopped                    nap\r\n");
    }

    @Test
    void initGivesItTheTerminal() {
        assertThat(ash.transcript()).doesNotContain("job control turned off");
    }

    @Test
    void interruptEndsTheForegroundJobOnly() {
        ash.enter("nap");
        ash.await("begin\r\n");
        ash.type(INTERRUPT);
        assertThat(ash.await(PROMPT)).contains("^C\r\n");
        assertThat(outputOf("echo status $?")).isEqualTo("status 130\r\n");
    }

    @Test
    void suspendStopsAndBgAndFgContinue() {
        suspendNap();
        assertThat(outputOf("jobs")).isEqualTo("[1]+  Stopped                    nap\r\n");
        assertThat(outputOf("bg")).isEqualTo("[1] nap\r\n");
        assertThat(outputOf("jobs")).isEqualTo("[1]+  Running                    nap\r\n");
        ash.enter("fg");
        ash.await("nap\r\n");
        ash.typeUntil(INTERRUPT, PROMPT);
        assertThat(outputOf("echo status $?")).isEqualTo("status 130\r\n");
        assertThat(outputOf("jobs")).isEmpty();
    }

    @Test
    void aReaderInTheBackgroundIsStoppedUntilItComesToTheFront() {
        ash.enter("cat &");
        ash.await(PROMPT);
        ash.enterUntil("jobs", "[1]+  Stopped (tty input)        cat\r\n", PROMPT);
        ash.enter("fg");
        ash.await("cat\r\n");
        ash.enter("hello");
        ash.await("hello\r\n");
        ash.type("\004");
        ash.await(PROMPT);
        assertThat(outputOf("echo status $?")).isEqualTo("status 0\r\n");
    }

    @Test
    void aWriterInTheBackgroundIsStoppedIfTheTerminalSaysSo() {
        assertThat(outputOf("stty tostop")).isEmpty();
        ash.enter("busybox echo from behind &");
        ash.await(PROMPT);
        ash.enterUntil("jobs", "[1]+  Stopped (tty output)", PROMPT);
        ash.enter("fg");
        ash.await("from behind\r\n");
        ash.await(PROMPT);
    }

    /** ash's wait does not wait for a job it knows as stopped: 128 + SIGTSTP, then the news. */
    @Test
    void killByJobNumberTellsOfItAtThePrompt() {
        suspendNap();
        assertThat(outputOf("kill -9 %1; wait %1; echo status $?"))
                .contains("status 148\r\n")
                .contains("[1]+  Killed");
    }

    @Test
    void aTrapRunsWhenTheKeyComesWhileItWaits() {
        ash.enter("nap & trap 'echo caught' INT");
        ash.await("begin\r\n");
        ash.typeUntil("\n", PROMPT);
        ash.enter("wait");
        ash.typeUntil(INTERRUPT, "caught\r\n");
        ash.await(PROMPT);
        assertThat(outputOf("echo status $?")).contains("status 130\r\n");
    }

    @Test
    void initStartsAnotherShellWhenOneEnds() {
        ash.enter("exit");
        ash.await("built-in shell");
        ash.await(PROMPT);
        assertThat(outputOf("echo $-")).contains("m");
    }
}
