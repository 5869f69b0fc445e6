package org.l4emu.workbench.trace;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.workbench.ExitCode;
import org.l4emu.workbench.InputError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws a range of a trace. */
@Command(
        name = "diagram",
        description = {
            "Draws who does what when: a lane for each thread, time goes down.",
            "Lanes are user threads, signal threads, servers and the kernel, from left to right.",
            "",
            "Examples:",
            "  l4emu trace diagram --from 4100 --to 4200 run.l4trace",
            "  l4emu trace diagram --pid 5 --format svg -o run.svg run.l4trace",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:done",
            " 2:usage, or more than fits in a diagram",
            " 3:the file or a block cannot be read, or the drawing not be written"
        })
final class DiagramCommand implements Callable<Integer> {
    /** Forms a drawing can have. */
    enum Format {
        TEXT,
        SVG
    }

    /** Events read before the range, to learn which thread runs. */
    private static final long LEAD_EVENTS = 10_000;

    private static final int COLUMNS_MIN = 60;
    private static final int COLUMNS_MAX = 1000;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A trace made with --record.")
    private Path file = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "0",
            description = "Start with event N.")
    private long from;

    @Option(
            names = "--to",
            paramLabel = "N",
            defaultValue = "9223372036854775807",
            description = "End with event N.")
    private long to;

    @Option(names = "--pid", paramLabel = "PID", description = "Only what concerns this process.")
    private Optional<Integer> pid = Optional.empty();

    @Option(names = "--every-step", description = "A row for each event; nothing is told as one.")
    private boolean everyStep;

    @Option(
            names = "--mark",
            paramLabel = "N TEXT",
            arity = "2",
            description = "Writes TEXT at event N; can be repeated.")
    private List<String> marks = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text (the default) or svg.")
    private Format format = Format.TEXT;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Write to this file instead of standard output.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--columns",
            paramLabel = "N",
            defaultValue = "100",
            description = "Width of the text form (default: 100).")
    private int columns;

    @Option(names = "--ascii", description = "The text form without characters outside ASCII.")
    private boolean ascii;

    @Override
    public Integer call() {
        check();
        CommandSpec command = Objects.requireNonNull(spec);
        try (TraceReader reader = TraceFiles.open(file)) {
            DiagramBuilder builder = new DiagramBuilder(ThreadDirectory.scan(reader), everyStep);
            pid.ifPresent(builder::showOnly);
            for (int i = 0; i < marks.size(); i += 2) {
                builder.mark(sequence(marks.get(i)), marks.get(i + 1));
            }
            long lead = Math.max(0, from - LEAD_EVENTS);
            PrintWriter err = command.commandLine().getErr();
            TraceWalk walk = new TraceWalk(file, reader, err, lead, to);
            read(walk, builder);
            write(draw(builder.build()), command);
            return walk.isDamaged() ? ExitCode.INPUT : ExitCode.OK;
        } catch (IOException e) {
            throw TraceFiles.damaged(file, e);
        }
    }

    private void check() {
        if (from < 0 || to < from) {
            throw InputError.usage("--from " + from + " --to " + to, "expected 0 <= from <= to");
        }
        if (columns < COLUMNS_MIN || columns > COLUMNS_MAX) {
            throw InputError.usage(
                    "--columns " + columns,
                    "expected " + COLUMNS_MIN + " to " + COLUMNS_MAX + " columns");
        }
    }

    private static long sequence(String number) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw InputError.usage(
                    "--mark " + number, "expected the number of an event, then text");
        }
    }

    private void read(TraceWalk walk, DiagramBuilder builder) throws IOException {
        for (TraceEvent event = walk.next(); event != null; event = walk.next()) {
            if (event.sequence() < from) {
                builder.skip(event);
            } else {
                builder.accept(event);
            }
            if (builder.rows() > Diagram.ROWS_MAX) {
                throw InputError.usage(
                        "the diagram has more than "
                                + Diagram.ROWS_MAX
                                + " rows, at event "
                                + event.sequence(),
                        "choose a range with --from and --to, or a process with --pid; l4emu trace"
                                + " print --signals finds the numbers");
            }
        }
        if (builder.rows() == 0) {
            throw InputError.usage(
                    "no event of " + file + " is both in the range and shown",
                    "l4emu trace info tells how many events there are");
        }
    }

    private String draw(Diagram diagram) {
        return switch (format) {
            case TEXT -> TextDiagram.draw(diagram, columns, ascii);
            case SVG -> SvgDiagram.draw(diagram, String.valueOf(file.getFileName()));
        };
    }

    private void write(String drawing, CommandSpec command) {
        if (output.isEmpty()) {
            PrintWriter out = TraceFiles.output(command);
            out.print(drawing);
            out.flush();
            return;
        }
        Path target = output.get();
        try {
            Files.writeString(target, drawing, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw InputError.unreadable(
                    target.toString(), "cannot be written: " + e, "expected a writable file", e);
        }
    }
}
