package org.l4emu.tests.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job control of an interactive bash, key by key; its words are those it has on Linux. */
class BashJobsTest {
    private static final String PROMPT = "bash-5.2# ";
    private static final String INTERRUPT = "\003";
    private static final String QUIT = "\034";
    private static final String SUSPEND = "\032";

    @TempDir private static Path directory;
    private static ShellMachine machine;
    private ExpectSession bash;

    @BeforeAll
    static void prepare() {
        machine = ShellMachine.in(directory.resolve("tree"));
    }

    @BeforeEach
    void start() {
        bash = machine.withInit("/bin/bash");
        bash.await(PROMPT);
    }

    @AfterEach
    void stop() {
        bash.close();
    }

    private void enter(String line) {
        bash.enter(line);
    }

    /** What a command prints up to the next prompt. */
    private String outputOf(String line) {
        enter(line);
        return bash.await(PROMPT);
    }

    /** Starts a job in the foreground and waits until it runs. */
    private void nap() {
        enter("nap");
        bash.await("begin\r\n");
    }

    private void suspendNap() {
        nap();
        bash.type(SUSPEND);
        assertThat(bash.await(PROMPT)).contains("^Z\r\n[1]+  Stopped                 nap\r\n");
    }

    @Test
    void jobControlIsOnAndTheConsoleIsTheTerminal() {
        assertThat(bash.transcript()).doesNotContain("no job control");
        assertThat(outputOf("busybox tty; echo $-")).startsWith("/dev/console\r\n").contains("m");
    }

    @Test
    void interruptEndsTheForegroundJobOnly() {
        nap();
        bash.type(INTERRUPT);
        assertThat(bash.await(PROMPT)).contains("^C\r\n");
        assertThat(outputOf("echo status $?")).isEqualTo("status 130\r\n");
    }

    @Test
    void quitEndsTheForegroundJobAndBashSaysSo() {
        nap();
        bash.type(QUIT);
        assertThat(bash.await(PROMPT)).contains("^\\Quit");
        assertThat(outputOf("echo status $?")).isEqualTo("status 131\r\n");
    }

    @Test
    void suspendStopsAndBgAndFgContinue() {
        suspendNap();
        assertThat(outputOf("echo status $?")).isEqualTo("status 148\r\n");
        assertThat(outputOf("jobs")).isEqualTo("[1]+  Stopped                 nap\r\n");
        assertThat(outputOf("bg")).isEqualTo("[1]+ nap &\r\n");
        assertThat(outputOf("jobs")).isEqualTo("[1]+  Running                 nap &\r\n");
        enter("fg");
        bash.await("nap\r\n");
        bash.typeUntil(INTERRUPT, PROMPT);
        assertThat(outputOf("echo status $?")).isEqualTo("status 130\r\n");
        assertThat(outputOf("jobs")).isEmpty();
    }

    @Test
    void aPipelineIsOneJob() {
        enter("nap | cat");
        bash.await("begin\r\n");
        bash.type(SUSPEND);
        assertThat(bash.await(PROMPT)).contains("[1]+  Stopped                 nap | cat\r\n");
        assertThat(outputOf("kill -9 %1; wait %1; echo status $?")).contains("status 137\r\n");
    }

    @Test
    void aReaderInTheBackgroundIsStoppedUntilItComesToTheFront() {
        enter("cat &");
        bash.await(PROMPT);
        bash.enterUntil("jobs", "[1]+  Stopped                 cat\r\n", PROMPT);
        enter("fg");
        bash.await("cat\r\n");
        enter("hello");
        bash.await("hello\r\n");
        bash.type("\004");
        bash.await(PROMPT);
        assertThat(outputOf("echo status $?")).isEqualTo("status 0\r\n");
    }

    @Test
    void aWriterInTheBackgroundIsStoppedIfTheTerminalSaysSo() {
        assertThat(outputOf("busybox stty tostop")).isEmpty();
        enter("(exec busybox echo from behind) &");
        bash.await(PROMPT);
        bash.enterUntil("jobs", "Stopped                 ( exec busybox echo", PROMPT);
        enter("fg");
        bash.await("from behind\r\n");
        bash.await(PROMPT);
    }

    @Test
    void killByJobNumberTellsWhatHappened() {
        suspendNap();
        assertThat(outputOf("kill %1") + outputOf("true"))
                .contains("[1]+  Terminated              nap\r\n");
        assertThat(outputOf("kill %1")).contains("%1: no such job");
    }

    @Test
    void aTrapRunsWhenTheKeyComesWhileBashWaits() {
        enter("nap & trap 'echo caught' INT");
        bash.await("begin\r\n");
        bash.typeUntil("\n", PROMPT);
        enter("wait");
        bash.typeUntil(INTERRUPT, "caught\r\n");
        bash.await(PROMPT);
        assertThat(outputOf("echo status $?")).contains("status 130\r\n");
    }

    @Test
    void interruptAtThePromptGivesANewOne() {
        bash.type("half a li");
        bash.await("half a li");
        bash.type(INTERRUPT);
        assertThat(bash.await(PROMPT)).contains("^C\r\n");
        assertThat(outputOf("echo status $?")).isEqualTo("status 130\r\n");
    }

    @Test
    void anExitWithStoppedJobsIsQuestionedOnce() {
        suspendNap();
        assertThat(outputOf("exit")).contains("There are stopped jobs.\r\n");
        enter("exit");
        bash.await("logout\r\n");
        // init starts another one; the stopped job of the old one was hung up
        bash.await(PROMPT);
        assertThat(outputOf("busybox ps -o stat,args"))
                .doesNotContain("nap")
                .contains("-/bin/bash");
    }

    @Test
    void aShellThatIsProcessOneHasJobControlAndEndsTheMachine() {
        bash.close();
        bash = machine.boot("/bin/bash");
        bash.await(PROMPT);
        suspendNap();
        assertThat(outputOf("kill -9 %1; wait %1; echo status $?")).contains("status 137\r\n");
        enter("exit 7");

        assertThat(bash.status()).as(bash.transcript()).isEqualTo(7);
    }
}
