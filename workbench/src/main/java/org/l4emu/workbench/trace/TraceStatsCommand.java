package org.l4emu.workbench.trace;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.workbench.ExitCode;
import org.l4emu.workbench.JsonLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Counts what system calls cost. */
@Command(
        name = "stats",
        description = {
            "Counts what system calls cost.",
            "Messages, address-space switches, page faults, exceptions and mappings per call.",
            "",
            "Examples:",
            "  l4emu trace stats run.l4trace",
            "  l4emu trace stats --json run.l4trace",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {" 0:done", " 2:usage", " 3:the file or a block cannot be read"})
final class TraceStatsCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A trace made with --record.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "One JSON object per system call and per kind.")
    private boolean json;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = TraceFiles.output(command);
        try (TraceReader reader = TraceFiles.open(file)) {
            ThreadDirectory threads = ThreadDirectory.scan(reader);
            TraceWalk walk =
                    new TraceWalk(file, reader, command.commandLine().getErr(), 0, Long.MAX_VALUE);
            TraceStats stats = new TraceStats(threads, SyscallNames.of(threads));
            for (TraceEvent event = walk.next(); event != null; event = walk.next()) {
                stats.add(event, walk.lane(), walk.current());
            }
            stats.end();
            if (json) {
                printJson(stats, out);
            } else {
                print(stats, out);
            }
            return walk.isDamaged() ? ExitCode.INPUT : ExitCode.OK;
        } catch (IOException e) {
            throw TraceFiles.damaged(file, e);
        } finally {
            out.flush();
        }
    }

    private static void print(TraceStats stats, PrintWriter out) {
        out.println(
                "system call              calls errors     ipcs switches   faults   except  mappings");
        stats.bySyscall().forEach((name, counts) -> printRow(out, name, counts));
        printRow(out, "outside system calls", stats.outside());
        printRow(out, "total", stats.total());
        out.println();
        out.println("kind                    events");
        for (Map.Entry<String, Long> kind : stats.byKind().entrySet()) {
            out.printf(Locale.ROOT, "%-20s %9d%n", kind.getKey(), kind.getValue());
        }
    }

    private static void printRow(PrintWriter out, String name, Counts counts) {
        out.printf(
                Locale.ROOT,
                "%-22s %7d %6d %8d %8d %8d %8d  %8d%n",
                name,
                counts.calls,
                counts.errors,
                counts.ipcs,
                counts.switches,
                counts.pageFaults,
                counts.exceptions,
                counts.mappings);
    }

    private static void printJson(TraceStats stats, PrintWriter out) {
        stats.bySyscall().forEach((name, counts) -> out.println(json("syscall", name, counts)));
        out.println(json("outside", "", stats.outside()));
        out.println(json("total", "", stats.total()));
        stats.byKind()
                .forEach(
                        (kind, events) ->
                                out.println(
                                        JsonLine.of("l4emu/trace-kind/1")
                                                .with("kind", kind)
                                                .with("events", events)));
    }

    private static JsonLine json(String row, String name, Counts counts) {
        return JsonLine.of("l4emu/trace-stats/1")
                .with("row", row)
                .with("name", name)
                .with("calls", counts.calls)
                .with("errors", counts.errors)
                .with("ipcs", counts.ipcs)
                .with("switches", counts.switches)
                .with("page_faults", counts.pageFaults)
                .with("exceptions", counts.exceptions)
                .with("mappings", counts.mappings);
    }
}
