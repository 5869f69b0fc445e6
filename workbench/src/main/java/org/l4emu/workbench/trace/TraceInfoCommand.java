package org.l4emu.workbench.trace;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.trace.Damage;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.workbench.ExitCode;
import org.l4emu.workbench.JsonLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a trace is of, how much it holds, and whether all of it can be read. */
@Command(
        name = "info",
        description = {
            "Says what a trace is of, how large it is, and whether all of it can be read.",
            "",
            "Examples:",
            "  l4emu trace info run.l4trace",
            "  l4emu trace info --json *.l4trace",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:every block can be read (a cut file too: it says so)",
            " 2:usage",
            " 3:a file cannot be read or has damaged blocks"
        })
final class TraceInfoCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Traces made with --record.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--json", description = "One JSON object per file.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = TraceFiles.output(Objects.requireNonNull(spec));
        int status = ExitCode.OK;
        try {
            for (Path file : files) {
                status = Math.max(status, describe(file, out));
            }
        } finally {
            out.flush();
        }
        return status;
    }

    private int describe(Path file, PrintWriter out) {
        try (TraceReader reader = TraceFiles.open(file)) {
            List<Damage> damage = reader.check();
            Map<String, Object> facts = new LinkedHashMap<>(HeaderFacts.of(reader.header()));
            facts.putAll(contents(reader));
            facts.put("state", state(reader, damage));
            if (json) {
                printJson(file, facts, damage, out);
            } else {
                out.println(file);
                facts.forEach((name, value) -> print(out, name, value));
                damage.forEach(one -> print(out, "damaged", one));
            }
            return damage.isEmpty() ? ExitCode.OK : ExitCode.INPUT;
        } catch (IOException e) {
            throw TraceFiles.damaged(file, e);
        }
    }

    private static Map<String, Object> contents(TraceReader reader) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        long events = reader.events();
        TraceContents contents = TraceContents.of(reader);
        facts.put("events", events);
        facts.put("blocks", reader.blocks().size());
        facts.put("bytes", reader.fileBytes());
        facts.put("event_bytes", contents.compressedBytes());
        facts.put(
                "bytes_per_event",
                Math.round(contents.compressedBytes() * 100.0 / Math.max(1, events)) / 100.0);
        facts.put("virtual_time", contents.lastTime());
        facts.put("event_digest", contents.eventDigest());
        facts.put("machine_digest", contents.machineDigest());
        facts.put("halted_status", contents.haltedStatus());
        return facts;
    }

    private static String state(TraceReader reader, List<Damage> damage) {
        if (!damage.isEmpty()) {
            return "damaged: " + damage.size() + (damage.size() == 1 ? " block" : " blocks");
        }
        return reader.isCut() ? "cut: the recording has no end" : "whole";
    }

    private static void print(PrintWriter out, String name, Object value) {
        out.printf(Locale.ROOT, "  %-22s %s%n", name.replace('_', ' '), value);
    }

    private static void printJson(
            Path file, Map<String, Object> facts, List<Damage> damage, PrintWriter out) {
        JsonLine line = JsonLine.of("l4emu/trace-info/1").with("file", file.toString());
        facts.forEach(line::with);
        List<Object> damaged = new ArrayList<>();
        for (Damage one : damage) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("block", one.block());
            place.put("offset", one.offset());
            place.put("what", one.what());
            damaged.add(place);
        }
        out.println(line.with("damage", damaged));
    }
}
