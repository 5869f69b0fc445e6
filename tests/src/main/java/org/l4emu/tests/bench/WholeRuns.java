package org.l4emu.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.l4emu.tests.machine.CommandUnderTest;
import org.l4emu.tests.machine.MachineUnderTest;
import org.l4emu.tests.peer.DebianPrograms;
import org.l4emu.tests.peer.GuestTree;
import org.l4emu.tests.peer.Outcome;
import org.l4emu.tests.peer.Peer;
import org.l4emu.tests.peer.Subprocess;

/**
 * Times whole runs under qemu-arm and on the machine, on the same binaries in the same run: {@code
 * main GUESTS [ATTEMPTS [WORD]]}, where WORD picks workloads by name. Cold is a fresh JVM for every
 * run, warm is one JVM that has done the same before, recording is warm with a trace file written.
 */
final class WholeRuns {
    private static final int WARM_UPS = 5;

    private final Path tree;
    private final int attempts;
    private final Path recording;

    private WholeRuns(Path tree, int attempts, Path recording) {
        this.tree = tree;
        this.attempts = attempts;
        this.recording = recording;
    }

    public static void main(String... arguments) throws IOException {
        Optional<DebianPrograms> programs = DebianPrograms.find();
        if (programs.isEmpty()) {
            System.err.println(DebianPrograms.ABSENT);
            System.exit(3);
        }
        Path directory = Files.createTempDirectory("l4emu-bench");
        try {
            GuestTree tree = GuestTree.create(directory.resolve("tree"), programs.orElseThrow());
            tree.addPrograms(Path.of(arguments[0]));
            int attempts = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
            String word = arguments.length > 2 ? arguments[2] : "";
            new WholeRuns(tree.root(), attempts, directory.resolve("trace")).report(word);
        } finally {
            Subprocess.delete(directory);
        }
    }

    private void report(String word) {
        Figures figures = new Figures();
        Peer peer = new Peer(tree);
        MachineUnderTest machine = new MachineUnderTest(tree);
        MachineUnderTest.Options plain = MachineUnderTest.Options.PLAIN;
        ToDoubleFunction<List<String>> peerSeconds =
                command -> seconds(() -> peer.run(command, ""), command);
        ToDoubleFunction<List<String>> warm =
                command -> seconds(() -> machine.run(command, "", plain), command);
        ToDoubleFunction<List<String>> recorded =
                command ->
                        seconds(
                                () -> machine.run(command, "", plain.recording(recording)),
                                command);
        for (Workload workload : Workload.named(word)) {
            double peerFigure = workload.measure(peerSeconds, attempts);
            double coldFigure = workload.measure(this::coldSeconds, attempts);
            warmUp(warm, workload.command(workload.large()));
            double warmFigure = workload.measure(warm, attempts);
            warmUp(recorded, workload.command(workload.large()));
            double recordedFigure = workload.measure(recorded, attempts);
            System.err.println(
                    figures.add(
                            workload.name(),
                            workload.unit(),
                            peerFigure,
                            coldFigure,
                            warmFigure,
                            recordedFigure,
                            workload.ratioMax()));
        }
        if (word.isEmpty()) {
            startUp(figures, warm, recorded);
        }
        System.out.println(figures);
        if (word.isEmpty()) {
            reportTraceDensity(machine);
        }
    }

    /** Start-up counts as a whole, not as a slope; qemu-arm starts the program directly. */
    private void startUp(
            Figures figures,
            ToDoubleFunction<List<String>> warm,
            ToDoubleFunction<List<String>> recorded) {
        List<String> command = List.of("/bin/busybox", "echo", "hi");
        String host = tree.resolve("bin/busybox").toString();
        ToDoubleFunction<List<String>> direct =
                same ->
                        seconds(
                                () ->
                                        Subprocess.run(
                                                List.of("qemu-arm", host, "echo", "hi"),
                                                new byte[0],
                                                10),
                                same);
        warmUp(warm, command);
        figures.add(
                "busybox echo",
                "ms",
                Workload.best(direct, command, attempts * 3) * 1e3,
                Workload.best(this::coldSeconds, command, attempts * 3) * 1e3,
                Workload.best(warm, command, attempts * 3) * 1e3,
                Workload.best(recorded, command, attempts * 3) * 1e3,
                0);
    }

    private double coldSeconds(List<String> command) {
        return seconds(() -> CommandUnderTest.launcher(tree, command), command);
    }

    private void reportTraceDensity(MachineUnderTest machine) {
        List<String> command = List.of("/bin/bash", "/data/long.bash", "100");
        machine.run(command, "", MachineUnderTest.Options.PLAIN.recording(recording));
        Outcome info = CommandUnderTest.run("", "trace", "info", "--json", recording.toString());
        System.out.println("recording of long.bash 100: " + info.output().strip());
        System.out.println("  file size " + size(recording) + " bytes");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void warmUp(ToDoubleFunction<List<String>> seconds, List<String> command) {
        for (int i = 0; i < WARM_UPS; i++) {
            double unused = seconds.applyAsDouble(command);
        }
    }

    private interface Run {
        Outcome once();
    }

    private static double seconds(Run run, List<String> command) {
        long start = System.nanoTime();
        Outcome outcome = run.once();
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (outcome.status() != 0) {
            throw new IllegalStateException(command + " gave " + outcome);
        }
        return seconds;
    }
}
