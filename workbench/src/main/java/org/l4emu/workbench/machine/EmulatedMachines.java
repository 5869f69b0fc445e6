package org.l4emu.workbench.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.microkernel.environment.Environment;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.schedule.ScriptedSchedule;
import org.l4emu.microkernel.schedule.SeededRandom;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.NullSink;
import org.l4emu.protocol.trace.Divergence;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.protocol.trace.TraceRecorder;
import org.l4emu.protocol.trace.TraceUnreadable;
import org.l4emu.protocol.trace.VerifyingSink;
import org.l4emu.server.boot.LinuxMachine;
import org.l4emu.server.boot.NewcArchive;
import org.l4emu.server.boot.RootImage;
import org.l4emu.server.boot.ServerConfiguration;
import org.l4emu.server.check.ProtocolMonitor;
import org.l4emu.workbench.ExitCode;
import org.l4emu.workbench.HostConsole;
import org.l4emu.workbench.InputError;
import org.l4emu.workbench.MachineRunner;
import org.l4emu.workbench.MachineSpec;
import org.l4emu.workbench.trace.EventPrinter;

/** Runs and replays Linux machines: builds one, carries it to its end, says how it ended. */
public final class EmulatedMachines implements MachineRunner {
    private static final int DEFAULT_RANDOM_PREEMPT = 20_000;

    /** Virtual time between two state digests of a recording: one second at 100 MIPS. */
    private static final long DIGEST_INTERVAL = 100_000_000;

    @Override
    public int run(MachineSpec spec, HostConsole console) {
        long seed = spec.seed().orElse(0);
        MachineConfiguration machine = configuration(spec);
        ServerConfiguration server = serverConfiguration(spec);
        Strategy strategy = strategy(spec, seed);
        LiveEnvironment environment =
                new LiveEnvironment(
                        strategy, seed, console, server.terminal(), machine.instructionsPerMicro());
        if (spec.record().isEmpty()) {
            EventSink sink = spec.strace() ? new StraceSink(console) : new NullSink();
            return runToEnd(
                    machine,
                    server,
                    spec.root(),
                    environment,
                    monitored(sink, spec),
                    console,
                    null);
        }
        Path file = spec.record().get();
        try (TraceRecorder recorder =
                RunRecord.create(
                        file, machine, server, spec.root(), strategy.description(), seed)) {
            EventSink sink =
                    spec.strace()
                            ? new org.l4emu.protocol.trace.TeeSink(
                                    recorder, new StraceSink(console))
                            : recorder;
            return runToEnd(
                    machine,
                    server,
                    spec.root(),
                    environment,
                    monitored(sink, spec),
                    console,
                    file);
        } catch (IOException e) {
            throw InputError.unreadable(
                    file.toString(), "cannot be written", "name a file that can be created", e);
        }
    }

    private static MachineConfiguration configuration(MachineSpec spec) {
        MachineConfiguration standard = MachineConfiguration.STANDARD;
        boolean random = spec.seed().isPresent();
        long slice =
                random || spec.preemptInstructions().isEmpty()
                        ? standard.sliceInstructions()
                        : spec.preemptInstructions().getAsInt();
        return new MachineConfiguration(
                standard.memoryBytes(),
                standard.instructionsPerMicro(),
                slice,
                spec.record().isPresent() ? DIGEST_INTERVAL : 0);
    }

    private static Strategy strategy(MachineSpec spec, long seed) {
        if (spec.schedule().isPresent()) {
            String text = spec.schedule().get();
            try {
                return ScriptedSchedule.parse(text);
            } catch (ScriptedSchedule.BadSchedule bad) {
                throw InputError.usage("--schedule", String.valueOf(bad.getMessage()));
            }
        }
        return spec.seed().isPresent()
                ? new SeededRandom(seed, spec.preemptInstructions().orElse(DEFAULT_RANDOM_PREEMPT))
                : new PriorityRoundRobin();
    }

    private static ServerConfiguration serverConfiguration(MachineSpec spec) {
        List<String> arguments = new ArrayList<>();
        for (String argument : spec.command()) {
            arguments.add(RunRecord.bytesOf(argument));
        }
        List<String> environment = new ArrayList<>();
        for (String assignment : spec.environment()) {
            environment.add(RunRecord.bytesOf(assignment));
        }
        return new ServerConfiguration(
                arguments,
                RunRecord.bytesOf(spec.init()),
                environment,
                "/",
                spec.isBoot(),
                "l4emu",
                spec.strace() || spec.record().isPresent(),
                spec.isBoot(),
                spec.protocol(),
                spec.faultMicros());
    }

    private static EventSink monitored(EventSink sink, MachineSpec spec) {
        return spec.check() ? ProtocolMonitor.throwing(sink) : sink;
    }

    /** Builds a machine; its sink, if it is a monitor, watches it. */
    private static Machine open(
            MachineConfiguration configuration,
            ServerConfiguration server,
            RootImage root,
            Environment environment,
            EventSink sink) {
        LinuxMachine machine = LinuxMachine.open(configuration, server, root, environment, sink);
        if (sink instanceof ProtocolMonitor monitor) {
            monitor.watch(machine);
        }
        return machine.machine();
    }

    private static void atTheEnd(EventSink sink) {
        if (sink instanceof ProtocolMonitor monitor) {
            monitor.quiescent();
        }
    }

    private static int runToEnd(
            MachineConfiguration configuration,
            ServerConfiguration server,
            RootImage root,
            LiveEnvironment environment,
            EventSink sink,
            HostConsole console,
            @Nullable Path record) {
        Machine machine = open(configuration, server, root, environment, sink);
        try {
            Machine.Outcome outcome = machine.run(Long.MAX_VALUE);
            atTheEnd(sink);
            sink.digest(machine.kernel().time(), machine.digest());
            if (outcome == Machine.Outcome.STUCK) {
                return stuck(machine, console);
            }
            return exitStatus(machine.haltStatus());
        } catch (ScriptedSchedule.NotReached notReached) {
            throw InputError.usage("--schedule", String.valueOf(notReached.getMessage()));
        } catch (InvariantViolation broken) {
            sink.kdebug(machine.kernel().time(), -1, String.valueOf(broken.getMessage()));
            printError(console, "l4emu: " + broken.getMessage());
            printError(
                    console,
                    record == null
                            ? "  run again with --record FILE to keep the run that shows it"
                            : "  replay: l4emu replay "
                                    + record
                                    + (sink instanceof ProtocolMonitor ? " --check" : " --verify"));
            throw broken;
        }
    }

    private static int stuck(Machine machine, HostConsole console) {
        printError(
                console,
                "l4emu: no thread can run and nothing will come to change that (deadlock)");
        for (String line : ThreadReport.lines(machine.kernel())) {
            printError(console, "  " + line);
        }
        return ExitCode.BUG;
    }

    /** A Linux wait status as a shell's exit status. */
    static int exitStatus(int waitStatus) {
        int signal = waitStatus & 0x7f;
        return signal == 0 ? waitStatus >>> 8 & 0xff : 128 + signal;
    }

    @Override
    public int replay(
            Path trace, boolean verify, OptionalLong at, boolean check, HostConsole console) {
        try (TraceReader reader = TraceReader.open(trace)) {
            return replay(reader, verify, at, check, console);
        } catch (TraceUnreadable e) {
            throw InputError.unreadable(
                    trace.toString(),
                    String.valueOf(e.getMessage()),
                    "give a trace recorded by l4emu run --record",
                    e);
        } catch (IOException e) {
            throw InputError.unreadable(
                    trace.toString(), "cannot be read: " + e.getMessage(), "give a trace", e);
        }
    }

    private static int replay(
            TraceReader reader, boolean verify, OptionalLong at, boolean check, HostConsole console)
            throws IOException {
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        reader.rootImage(image);
        VerifyingSink verifier = new VerifyingSink(reader);
        ReplayEnvironment environment =
                new ReplayEnvironment(
                        reader.choices(),
                        (device, bytes, offset, length) -> {
                            if (device == 2) {
                                console.writeError(bytes, offset, length);
                            } else {
                                console.write(bytes, offset, length);
                            }
                        });
        EventSink plain = verify ? verifier : new NullSink();
        EventSink sink = check ? ProtocolMonitor.throwing(plain) : plain;
        Machine machine =
                open(
                        RunRecord.machineOf(reader.header()),
                        RunRecord.serverOf(reader.header()),
                        NewcArchive.read(image.toByteArray()),
                        environment,
                        sink);
        try {
            machine.run(at.isPresent() ? timeOf(reader, at.getAsLong()) : Long.MAX_VALUE);
            if (at.isPresent()) {
                showState(machine, at.getAsLong(), console);
                return ExitCode.OK;
            }
            atTheEnd(sink);
            sink.digest(machine.kernel().time(), machine.digest());
            if (verify) {
                verifier.finish();
            }
        } catch (Divergence divergence) {
            reportDivergence(divergence, EventPrinter.of(reader), console);
            return ExitCode.NO;
        } catch (InvariantViolation broken) {
            printError(console, "l4emu: " + broken.getMessage());
            throw broken;
        } catch (ReplayMismatch mismatch) {
            printError(console, "l4emu: the replay leaves its recording: " + mismatch.getMessage());
            return ExitCode.NO;
        }
        if (verify) {
            printError(
                    console,
                    "verified "
                            + verifier.verified()
                            + " events, final digest "
                            + String.format("%016x", machine.digest()));
        }
        return ExitCode.OK;
    }

    /** What {@code --at} is for: where every thread stands, and why. */
    private static void showState(Machine machine, long sequence, HostConsole console) {
        printLine(
                console, "before event " + sequence + ", virtual time " + machine.kernel().time());
        for (String line : ThreadReport.lines(machine.kernel())) {
            printLine(console, "  " + line);
        }
    }

    private static long timeOf(TraceReader reader, long sequence) throws IOException {
        reader.seek(sequence);
        TraceEvent event = reader.next();
        return event == null ? Long.MAX_VALUE : event.time();
    }

    private static void reportDivergence(
            Divergence divergence, EventPrinter printer, HostConsole console) {
        printError(console, "l4emu: event " + divergence.sequence() + " differs");
        for (TraceEvent before : divergence.before()) {
            printError(console, "    before    " + printer.line(before));
        }
        printError(console, "    recorded  " + lineOf(divergence.expected(), printer));
        printError(console, "    replayed  " + lineOf(divergence.actual(), printer));
    }

    private static String lineOf(@Nullable TraceEvent event, EventPrinter printer) {
        return event == null ? "nothing: the run ends here" : printer.line(event);
    }

    static void printError(HostConsole console, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        console.writeError(bytes, 0, bytes.length);
    }

    private static void printLine(HostConsole console, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        console.write(bytes, 0, bytes.length);
    }
}
