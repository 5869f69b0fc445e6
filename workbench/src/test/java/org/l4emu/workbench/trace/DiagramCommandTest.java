package org.l4emu.workbench.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l4emu.protocol.trace.TraceRecorder;
import org.l4emu.workbench.ExitCode;
import org.l4emu.workbench.InputError;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import picocli.CommandLine;

class DiagramCommandTest {
    @TempDir private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file = Path.of("");

    @BeforeEach
    void recordSignals() throws IOException {
        file = SignalRun.record(directory.resolve("signals.l4trace"));
    }

    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        CommandLine line = new CommandLine(new TraceCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    if (failure instanceof InputError input) {
                        err.append(input.getMessage()).append('\n').append(input.expected());
                        return input.exitCode();
                    }
                    throw failure;
                });
        return line.execute(arguments);
    }

    private String output() {
        return out.toString();
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = DiagramCommandTest.class.getResourceAsStream(name)) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "diagram.txt       | ",
                "diagram-ascii.txt | --ascii --columns 80 --pid 6 --from 25",
                "diagram-every.txt | --every-step --from 20 --to 60 --columns 120",
                "diagram-mark.txt  | --from 106 --to 122 --mark 114 the_signal_is_forgotten",
                "diagram.svg       | --format svg --from 25 --to 80 --mark 48 ex_regs_comes_first"
            })
    void drawingsAreTheGoldenFiles(String name, String options) throws IOException {
        String line = "diagram " + (options == null ? "" : options + " ") + file;
        int status = execute(line.split(" "));

        assertThat(output()).isEqualTo(golden(name));
        assertThat(err.toString()).isEmpty();
        assertThat(status).isEqualTo(ExitCode.OK);
    }

    @Test
    void theSvgIsOneDocumentWithoutScriptsAndForeignReferences() throws Exception {
        execute("diagram", "--format", "svg", file.toString());

        Document svg = parse(output());
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getElementsByTagName("image").getLength()).isZero();
        assertThat(output()).doesNotContain("href", "@import", "@font-face");
        assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("list");
    }

    @Test
    void eachItemOfTheSvgSaysInWordsWhatItDraws() throws Exception {
        execute("diagram", "--format", "svg", file.toString());

        NodeList groups = parse(output()).getElementsByTagName("g");
        int items = 0;
        for (int i = 0; i < groups.getLength(); i++) {
            if (groups.item(i) instanceof Element item
                    && item.getAttribute("role").equals("listitem")) {
                NodeList title = item.getElementsByTagName("title");
                assertThat(title.item(0).getTextContent()).isNotBlank();
                boolean arrow = item.getElementsByTagName("polygon").getLength() != 0;
                boolean diamond = item.getTextContent().contains("sigs_handled");
                if (arrow && !diamond) {
                    assertThat(item.getElementsByTagName("desc").item(0).getTextContent())
                            .startsWith("At virtual time");
                }
                items++;
            }
        }
        assertThat(items).isGreaterThan(100);
    }

    private static Document parse(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)));
    }

    @Test
    void whatAProgramWroteCannotBreakTheSvg() throws Exception {
        Path hostile = directory.resolve("hostile.l4trace");
        try (TraceRecorder recorder = TraceRecorder.create(hostile, SampleRun.header(1))) {
            recorder.kernelLog(1, "</text><script>alert(1)</script>\u0001\ud800&\uffff");
        }

        execute("diagram", "--format", "svg", hostile.toString());

        Document svg = parse(output());
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(output()).contains("&lt;script&gt;");
    }

    @Test
    void theAsciiFormHasNothingElse() {
        execute("diagram", "--ascii", file.toString());

        assertThat(output()).isNotEmpty().matches(text -> text.chars().allMatch(c -> c < 0x80));
    }

    @ParameterizedTest
    @CsvSource({"100", "80", "141"})
    void noLineIsLongerThanTheColumnsGiven(int columns) {
        execute("diagram", "--columns", Integer.toString(columns), file.toString());

        assertThat(output().lines()).isNotEmpty().allMatch(line -> line.length() <= columns);
    }

    @Test
    void moreRowsThanCanBeReadAreRefusedWithAHint() throws IOException {
        Path longer = directory.resolve("long.l4trace");
        try (TraceRecorder recorder = TraceRecorder.create(longer, SampleRun.header(1))) {
            for (int i = 0; i <= Diagram.ROWS_MAX; i++) {
                recorder.kernelLog(i, "line " + i);
            }
        }

        assertThat(execute("diagram", longer.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("more than 2000 rows", "--from", "--pid");
        assertThat(output()).isEmpty();
        assertThat(execute("diagram", "--to", "1999", longer.toString())).isEqualTo(ExitCode.OK);
    }

    @Test
    void moreLanesThanFitAreRefusedWithAHint() throws IOException {
        Path wide = directory.resolve("wide.l4trace");
        try (TraceRecorder recorder = TraceRecorder.create(wide, SampleRun.header(1))) {
            for (int thread = 0; thread < 12; thread++) {
                recorder.threadCreated(1, thread, thread << 17 | 1, thread, "user");
                recorder.step(1, thread, "emulib.resume");
            }
        }

        assertThat(execute("diagram", wide.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("13 lanes do not fit in 100 columns", "--columns 124");
        assertThat(execute("diagram", "--columns", "124", wide.toString())).isEqualTo(ExitCode.OK);
    }

    @Test
    void aRangeThatShowsNothingIsAUsageError() {
        assertThat(execute("diagram", "--from", "4000", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no event of");
    }

    @ParameterizedTest
    @CsvSource({
        "--from,-1",
        "--columns,59",
        "--columns,many",
        "--format,png",
        "--pid,init",
        "--mark,few=text"
    })
    void anOptionOutOfRangeIsAUsageError(String option, String value) {
        String[] values = value.split("=", -1);
        String[] arguments = new String[values.length + 3];
        arguments[0] = "diagram";
        arguments[1] = option;
        System.arraycopy(values, 0, arguments, 2, values.length);
        arguments[arguments.length - 1] = file.toString();

        assertThat(execute(arguments)).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theDrawingGoesToTheFileNamed() throws IOException {
        Path target = directory.resolve("drawing.txt");

        assertThat(execute("diagram", "-o", target.toString(), file.toString()))
                .isEqualTo(ExitCode.OK);

        assertThat(output()).isEmpty();
        assertThat(Files.readString(target)).isEqualTo(golden("diagram.txt"));
    }

    @Test
    void aFileThatCannotBeWrittenIsAnInputError() {
        Path target = directory.resolve("nowhere/drawing.txt");

        assertThat(execute("diagram", "-o", target.toString(), file.toString()))
                .isEqualTo(ExitCode.INPUT);
        assertThat(err.toString()).contains("drawing.txt", "cannot be written");
    }

    @Test
    void eventsInMemoryGiveTheDrawingOfTheirTrace() throws IOException {
        EventKeeper keeper = new EventKeeper(1000, false);
        SignalRun.tell(keeper);

        Diagram diagram = Diagram.of(keeper.events(), false, Map.of());

        assertThat(TextDiagram.draw(diagram, TextDiagram.COLUMNS_DEFAULT, false))
                .isEqualTo(golden("diagram.txt"));
    }
}
