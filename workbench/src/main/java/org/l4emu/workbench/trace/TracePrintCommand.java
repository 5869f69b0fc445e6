package org.l4emu.workbench.trace;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.workbench.ExitCode;
import org.l4emu.workbench.InputError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints events, one line each. */
@Command(
        name = "print",
        description = {
            "Prints a trace's events: sequence number, virtual time, thread, what happened.",
            "",
            "Examples:",
            "  l4emu trace print --syscall write --limit 1 run.l4trace",
            "  l4emu trace print --signals --pid 5 run.l4trace",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {" 0:done", " 2:usage", " 3:the file or a block cannot be read"})
final class TracePrintCommand implements Callable<Integer> {
    private static final int LINES_PER_CHECK = 1024;

    @Spec private @Nullable CommandSpec spec;
    @Mixin private EventFilter filter = new EventFilter();

    @Parameters(paramLabel = "FILE", description = "A trace made with --record.")
    private Path file = Path.of("");

    @Option(names = "--strace", description = "One line per system call, with its result.")
    private boolean strace;

    @Option(
            names = "--syscall",
            paramLabel = "CALL",
            description = "The whole way of each such call, by number or name.")
    private Optional<String> syscall = Optional.empty();

    @Option(names = "--signals", description = "The whole way of each signal, a paragraph each.")
    private boolean signals;

    @Option(names = "--grep", paramLabel = "TEXT", description = "Only lines with this text.")
    private Optional<String> grep = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most N lines; with --syscall and --signals, N calls or signals.")
    private Optional<Long> limit = Optional.empty();

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    private long left;
    private long lines;

    @Override
    public Integer call() {
        filter.prepare();
        if ((strace ? 1 : 0) + (signals ? 1 : 0) + (syscall.isPresent() ? 1 : 0) > 1) {
            throw InputError.usage(
                    "more than one of --strace, --syscall, --signals", "expected one view");
        }
        left = limit.orElse(Long.MAX_VALUE);
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = TraceFiles.output(command);
        try (TraceReader reader = TraceFiles.open(file)) {
            ThreadDirectory threads = ThreadDirectory.scan(reader);
            TraceWalk walk =
                    new TraceWalk(
                            file, reader, command.commandLine().getErr(), filter.from, filter.to);
            print(walk, threads, out);
            return walk.isDamaged() ? ExitCode.INPUT : ExitCode.OK;
        } catch (IOException e) {
            throw TraceFiles.damaged(file, e);
        } finally {
            out.flush();
        }
    }

    private void print(TraceWalk walk, ThreadDirectory threads, PrintWriter out)
            throws IOException {
        SyscallNames names = SyscallNames.of(threads);
        EventText text = new EventText(threads, names);
        if (strace) {
            printCalls(walk, threads, names, out);
        } else if (syscall.isPresent()) {
            printJourneys(walk, names, text, syscall.get(), out);
        } else if (signals) {
            printSignals(walk, text, out);
        } else {
            printEvents(walk, threads, text, out);
        }
    }

    private void printEvents(
            TraceWalk walk, ThreadDirectory threads, EventText text, PrintWriter out)
            throws IOException {
        for (TraceEvent event = walk.next(); event != null && left > 0; event = walk.next()) {
            threads.noteSyscall(event);
            if (filter.accepts(event.event(), walk.lane(), threads)) {
                write(out, text.line(event, walk.lane()), event, walk.lane(), text);
            }
        }
    }

    private void printCalls(
            TraceWalk walk, ThreadDirectory threads, SyscallNames names, PrintWriter out)
            throws IOException {
        StraceView view = new StraceView(names);
        for (TraceEvent event = walk.next(); event != null && left > 0; event = walk.next()) {
            threads.noteSyscall(event);
            if (filter.accepts(event.event(), walk.lane(), threads)) {
                Optional<StraceView.Call> done = view.accept(event);
                done.ifPresent(call -> write(out, call.line(), call.json().toString()));
            }
        }
        for (StraceView.Call call : view.unfinished()) {
            write(out, call.line(), call.json().toString());
        }
    }

    private void printJourneys(
            TraceWalk walk, SyscallNames names, EventText text, String wanted, PrintWriter out)
            throws IOException {
        JourneyTracker tracker =
                new JourneyTracker(
                        true,
                        journey -> {
                            if (names.matches(wanted, journey.number) && left > 0) {
                                printJourney(journey, names, text, out);
                            }
                        });
        for (TraceEvent event = walk.next(); event != null && left > 0; event = walk.next()) {
            tracker.accept(event, walk.lane(), walk.current());
        }
        tracker.end();
    }

    private void printSignals(TraceWalk walk, EventText text, PrintWriter out) throws IOException {
        ThreadDirectory threads = text.threads();
        SignalsView view =
                new SignalsView(
                        text,
                        story -> filter.acceptsSignal(story.signal, story.owner, threads),
                        grep,
                        left,
                        out,
                        json);
        SignalTracker tracker = new SignalTracker(threads, view::print);
        for (TraceEvent event = walk.next();
                event != null && view.wantsMore();
                event = walk.next()) {
            threads.noteSyscall(event);
            tracker.accept(event, walk.lane());
        }
        tracker.end();
    }

    private void printJourney(
            Journey journey, SyscallNames names, EventText text, PrintWriter out) {
        StringBuilder lanes = new StringBuilder();
        for (Journey.Stage stage : journey.stages()) {
            lanes.append(text.line(stage.event(), stage.lane())).append('\n');
        }
        boolean found = grep.isEmpty() || lanes.indexOf(grep.get()) >= 0;
        boolean chosen =
                filter.threadsWanted.isEmpty() || filter.concerns(journey.thread, text.threads());
        if (!found || !chosen) {
            return;
        }
        left--;
        if (json) {
            journey.stages()
                    .forEach(
                            stage ->
                                    out.println(
                                            new EventJson(text).line(stage.event(), stage.lane())));
            return;
        }
        out.printf(
                Locale.ROOT,
                "# %s by %s: %d events%n",
                names.of(journey.number),
                text.threads().label(journey.thread),
                journey.stages().size());
        out.print(lanes);
    }

    private void write(PrintWriter out, String line, TraceEvent event, int lane, EventText text) {
        if (grep.isEmpty() || line.contains(grep.get())) {
            write(out, line, json ? new EventJson(text).line(event, lane).toString() : "");
        }
    }

    private void write(PrintWriter out, String line, String object) {
        if (left <= 0 || grep.isPresent() && !line.contains(grep.get())) {
            return;
        }
        out.println(json ? object : line);
        left--;
        // Nobody may be reading any more: checkError flushes and tells.
        if (++lines % LINES_PER_CHECK == 0 && out.checkError()) {
            left = 0;
        }
    }
}
