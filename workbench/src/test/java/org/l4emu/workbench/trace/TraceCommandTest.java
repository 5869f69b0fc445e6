package org.l4emu.workbench.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l4emu.protocol.trace.BlockKind;
import org.l4emu.protocol.trace.TraceBlock;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.workbench.ExitCode;
import org.l4emu.workbench.InputError;
import picocli.CommandLine;

class TraceCommandTest {
    /** Length of a block's header, as docs/trace-format.md says. */
    private static final int BLOCK_HEADER_BYTES = 44;

    @TempDir private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file = Path.of("");
    private Path signals = Path.of("");

    @BeforeEach
    void recordSample() throws IOException {
        file = SampleRun.record(directory.resolve("one.l4trace"), 1);
        signals = SignalRun.record(directory.resolve("signals.l4trace"));
    }

    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        CommandLine line = new CommandLine(new TraceCommand());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    if (failure instanceof InputError input) {
                        err.append(input.getMessage());
                        return input.exitCode();
                    }
                    throw failure;
                });
        return line.execute(arguments);
    }

    private String output() {
        return out.toString().replace(directory.toString(), "DIR");
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = TraceCommandTest.class.getResourceAsStream(name)) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private TraceBlock secondBlockOfEvents() throws IOException {
        try (TraceReader reader = TraceReader.open(file)) {
            return reader.blocks().stream()
                    .filter(block -> block.kind() == BlockKind.EVENTS)
                    .skip(1)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void damage() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) secondBlockOfEvents().offset() + BLOCK_HEADER_BYTES] ^= 1;
        Files.write(file, bytes);
    }

    private void cut() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, (int) secondBlockOfEvents().offset() + 50));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "print.txt          | print FILE",
                "print.json         | print --json FILE",
                "print-strace.txt   | print --strace FILE",
                "print-strace.json  | print --strace --json FILE",
                "print-write.txt    | print --syscall write FILE",
                "print-read.txt     | print --syscall 3 FILE",
                "print-thread.txt   | print --thread 2.1 FILE",
                "print-pid.txt      | print --pid 3 --kind syscall,process FILE",
                "print-range.txt    | print --from 30 --to 33 FILE",
                "print-grep.txt     | print --grep under_kernel_control --limit 3 FILE",
                "signal-events.txt  | print --kind signal,ex-regs SIGNALS",
                "signal-events.json | print --kind signal,ex-regs --signal USR1 --json SIGNALS",
                "signal-thread.txt  | print --thread 9.1 SIGNALS",
                "signal-pid.txt     | print --signal 15 --pid 6 SIGNALS",
                "signals.txt        | print --signals SIGNALS",
                "signals.json       | print --signals --json --limit 2 SIGNALS",
                "signals-usr2.txt   | print --signals --signal SIGUSR2 --limit 1 SIGNALS",
                "signals-pid.txt    | print --signals --pid 6 SIGNALS",
                "info.txt           | info FILE",
                "info.json          | info --json FILE",
                "stats.txt          | stats FILE",
                "stats.json         | stats --json FILE"
            })
    void outputIsTheGoldenFiles(String name, String line) throws IOException {
        String command =
                line.replace("FILE", file.toString()).replace("SIGNALS", signals.toString());
        int status = execute(command.split(" "));

        assertThat(output()).isEqualTo(golden(name));
        assertThat(err.toString()).isEmpty();
        assertThat(status).isEqualTo(ExitCode.OK);
    }

    @Test
    void twoTracesOfTheSameRunAreTheSame() throws IOException {
        Path other = SampleRun.record(directory.resolve("other"), 1);

        assertThat(execute("diff", file.toString(), other.toString())).isEqualTo(ExitCode.OK);
        assertThat(output()).startsWith("same ");
    }

    @Test
    void anotherSeedIsNamedWithTheFirstEventThatDiffers() throws IOException {
        Path other = SampleRun.record(directory.resolve("other"), 2);

        assertThat(execute("diff", file.toString(), other.toString())).isEqualTo(ExitCode.NO);
        assertThat(output()).isEqualTo(golden("diff.txt"));
        assertThat(execute("diff", "--json", file.toString(), other.toString()))
                .isEqualTo(ExitCode.NO);
        assertThat(output()).isEqualTo(golden("diff.json"));
    }

    @Test
    void aCutTraceIsTheSameAsFarAsItReaches() throws IOException {
        Path other = SampleRun.record(directory.resolve("other"), 1);
        cut();

        assertThat(execute("diff", file.toString(), other.toString()))
                .isEqualTo(ExitCode.UNDECIDED);
        assertThat(output()).contains("where a file is cut");
    }

    @Test
    void infoNamesADamagedBlock() throws IOException {
        TraceBlock block = secondBlockOfEvents();
        damage();

        assertThat(execute("info", file.toString())).isEqualTo(ExitCode.INPUT);
        assertThat(output())
                .contains(
                        "damaged: 1 block",
                        "block " + block.number() + " at offset " + block.offset());
    }

    @Test
    void infoSaysThatAFileIsCut() throws IOException {
        cut();

        assertThat(execute("info", file.toString())).isEqualTo(ExitCode.OK);
        assertThat(output()).contains("cut: the recording has no end");
    }

    @Test
    void printGoesOnBehindADamagedBlockAndSaysSo() throws IOException {
        TraceBlock block = secondBlockOfEvents();
        damage();

        assertThat(execute("print", file.toString())).isEqualTo(ExitCode.INPUT);
        assertThat(err.toString()).contains("block " + block.number() + " at offset");
        assertThat(output()).contains("Linux version", "halted, status 0x0");
    }

    @Test
    void printOfACutFileEndsWithItsLastWholeBlock() throws IOException {
        long whole = secondBlockOfEvents().span().firstSequence();
        cut();

        assertThat(execute("print", file.toString())).isEqualTo(ExitCode.OK);
        assertThat(output().lines().count()).isEqualTo(whole);
        assertThat(err.toString()).contains("cut;");
    }

    @ParameterizedTest
    @CsvSource({"print", "info", "stats"})
    void aFileThatIsNoTraceIsAnInputError(String command) throws IOException {
        Files.writeString(file, "nothing of a trace");

        assertThat(execute(command, file.toString())).isEqualTo(ExitCode.INPUT);
        assertThat(err.toString()).contains(file.toString(), "not a trace");
    }

    @Test
    void aFileThatIsMissingIsAnInputError() {
        assertThat(execute("info", directory.resolve("none").toString())).isEqualTo(ExitCode.INPUT);
        assertThat(err.toString()).contains("no such file");
    }

    @ParameterizedTest
    @CsvSource({"--kind,ipcs", "--from,-1", "--limit,few", "--signal,SIGNONE", "--signal,65"})
    void anOptionOutOfRangeIsAUsageError(String option, String value) {
        assertThat(execute("print", option, value, file.toString())).isEqualTo(ExitCode.USAGE);
    }
}
