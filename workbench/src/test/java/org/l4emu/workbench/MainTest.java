package org.l4emu.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rnu",
                "run",
                "run --jsn -- x",
                "run --seed x -- /bin/true",
                "replay",
                "replay a b",
                "fetch",
                "boot --preempt many"
            })
    void whatCannotBeParsedIsAUsageError(String line) {
        assertThat(execute(line)).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("--help");
    }

    @Test
    void aMistypedOptionIsGuessed() {
        execute("run --jsn -- x");

        assertThat(err.toString()).contains("--json");
    }

    @Test
    void aRootThatIsMissingIsAnInputError(@TempDir Path empty) {
        assertThat(execute("run --root " + empty.resolve("none") + " -- /bin/true"))
                .isEqualTo(ExitCode.INPUT);
        assertThat(err.toString()).contains("none", "expected a directory");
    }

    @Test
    void aRootThatIsNoArchiveIsAnInputError(@TempDir Path directory) throws Exception {
        Path text = Files.writeString(directory.resolve("text"), "no archive at all");

        assertThat(execute("run --root " + text + " -- /bin/true")).isEqualTo(ExitCode.INPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--preempt 0", "--env NAME", "--env =x"})
    void valuesOutOfRangeAreUsageErrors(String option, @TempDir Path root) {
        assertThat(execute("run --root " + root + " " + option + " -- /bin/true"))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anUncaughtExceptionIsOurBugAndNotAnAnswer() {
        CommandLine line = commandLine().addSubcommand("crash", new Crash());
        line.setErr(new PrintWriter(err, true));

        assertThat(line.execute("crash")).isEqualTo(ExitCode.BUG);
        assertThat(err.toString()).contains("a bug of l4emu", "planted");
    }

    static Stream<Arguments> commands() {
        List<Arguments> found = new ArrayList<>();
        Deque<CommandLine> left = new ArrayDeque<>(List.of(Main.commandLine()));
        while (!left.isEmpty()) {
            CommandLine line = left.pop();
            found.add(Arguments.of(line.getCommandSpec().qualifiedName(), line));
            left.addAll(line.getSubcommands().values());
        }
        return found.stream().filter(each -> !each.get()[0].toString().contains("generate"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void helpSaysWhatACommandIsForAndShowsTwoExamples(String name, CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        String[] description = spec.usageMessage().description();

        assertThat(description[0]).endsWith(".");
        assertThat(List.of(description)).contains("Examples:");
        assertThat(Stream.of(description).filter(each -> each.startsWith("  l4emu "))).hasSize(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void everyCommandListsItsExitStatus(String name, CommandLine line) {
        if (line.getSubcommands().isEmpty()) {
            assertThat(line.getCommandSpec().usageMessage().exitCodeList()).isNotEmpty();
        }
        assertThat(line.getCommandSpec().exitCodeOnExecutionException()).isEqualTo(ExitCode.BUG);
    }

    @Test
    void whatFollowsAProgramBelongsToIt() {
        CommandLine line = commandLine();

        RunCommand run =
                (RunCommand)
                        line.parseArgs("run", "--strace", "/bin/ls", "--json", "-l", "--", "x")
                                .subcommand()
                                .commandSpec()
                                .userObject();

        assertThat(run.command).containsExactly("/bin/ls", "--json", "-l", "--", "x");
        assertThat(run.options.json).isFalse();
    }

    private int execute(String line) {
        return commandLine().execute(line.isEmpty() ? new String[0] : line.split(" "));
    }

    /** A subcommand added later needs the writers once more. */
    private CommandLine commandLine() {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    @Command(name = "crash")
    static final class Crash implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("planted");
        }
    }
}
