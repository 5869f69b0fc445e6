package org.l4emu.workbench.trace;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.trace.TraceComparison;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.workbench.ExitCode;
import org.l4emu.workbench.JsonLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names the first event in which two traces differ. */
@Command(
        name = "diff",
        description = {
            "Names the first event in which two traces differ, and how their machines do.",
            "",
            "Examples:",
            "  l4emu trace diff one.l4trace other.l4trace",
            "  l4emu trace diff --json seed1.l4trace seed2.l4trace",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:the same events",
            " 1:an event differs, or one trace ends before the other",
            " 2:usage",
            " 3:a file or a block cannot be read",
            " 4:the same as far as a cut file reaches"
        })
final class TraceDiffCommand implements Callable<Integer> {
    private static final int EVENTS_BEFORE = 5;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "A trace.")
    private Path one = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "The trace to compare it with.")
    private Path other = Path.of("");

    @Option(names = "--json", description = "The answer as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = TraceFiles.output(Objects.requireNonNull(spec));
        try (TraceReader left = TraceFiles.open(one);
                TraceReader right = TraceFiles.open(other)) {
            return compare(left, right, out);
        } catch (IOException e) {
            throw TraceFiles.damaged(one, e);
        } finally {
            out.flush();
        }
    }

    private int compare(TraceReader left, TraceReader right, PrintWriter out) throws IOException {
        List<String> headers = headerDifferences(left, right);
        OptionalLong difference = TraceComparison.firstDifference(left, right);
        int status = status(left, right, difference);
        Side a = new Side(left, difference);
        Side b = new Side(right, difference);
        if (json) {
            out.println(
                    JsonLine.of("l4emu/trace-diff/1")
                            .with("a", one.toString())
                            .with("b", other.toString())
                            .with("same", difference.isEmpty())
                            .with("undecided", status == ExitCode.UNDECIDED)
                            .with(
                                    "sequence",
                                    difference.isPresent() ? difference.getAsLong() : null)
                            .with("event_a", a.at())
                            .with("event_b", b.at())
                            .with("before", a.before())
                            .with("headers", headers));
            return status;
        }
        headers.forEach(line -> out.println("header  " + line));
        if (difference.isEmpty()) {
            out.println("same    " + left.events() + " events");
        } else if (status == ExitCode.UNDECIDED) {
            out.println("same    up to event " + difference.getAsLong() + ", where a file is cut");
        } else {
            out.println("differ  at event " + difference.getAsLong());
            a.before().forEach(line -> out.println("      " + line));
            out.println("  A   " + a.at());
            out.println("  B   " + b.at());
        }
        return status;
    }

    private static int status(TraceReader left, TraceReader right, OptionalLong difference) {
        if (difference.isEmpty()) {
            return left.isCut() || right.isCut() ? ExitCode.UNDECIDED : ExitCode.OK;
        }
        long at = difference.getAsLong();
        boolean cutThere =
                left.isCut() && at == left.events() || right.isCut() && at == right.events();
        return cutThere ? ExitCode.UNDECIDED : ExitCode.NO;
    }

    private static List<String> headerDifferences(TraceReader left, TraceReader right) {
        Map<String, Object> a = new LinkedHashMap<>(HeaderFacts.of(left.header()));
        Map<String, Object> b = new LinkedHashMap<>(HeaderFacts.of(right.header()));
        Set<String> names = new LinkedHashSet<>(a.keySet());
        names.addAll(b.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            Object valueA = a.getOrDefault(name, "-");
            Object valueB = b.getOrDefault(name, "-");
            if (!valueA.equals(valueB)) {
                differences.add(name + ": A " + valueA + ", B " + valueB);
            }
        }
        return differences;
    }

    /** What one trace says at the difference and before it. */
    private static final class Side {
        private final List<String> before = new ArrayList<>();
        private String at = "the end of the trace";

        Side(TraceReader reader, OptionalLong difference) throws IOException {
            if (difference.isEmpty()) {
                return;
            }
            ThreadDirectory threads = ThreadDirectory.scan(reader);
            EventText text = new EventText(threads, SyscallNames.of(threads));
            Lanes lanes = new Lanes();
            long sequence = difference.getAsLong();
            reader.seek(Math.max(0, sequence - 1000));
            for (TraceEvent event = reader.next();
                    event != null && event.sequence() <= sequence;
                    event = reader.next()) {
                String line = text.line(event, lanes.laneOf(event.event()));
                if (event.sequence() == sequence) {
                    at = line;
                } else if (event.sequence() >= sequence - EVENTS_BEFORE) {
                    before.add(line);
                }
            }
        }

        List<String> before() {
            return before;
        }

        String at() {
            return at;
        }
    }
}
