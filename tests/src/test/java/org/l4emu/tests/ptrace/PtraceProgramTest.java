package org.l4emu.tests.ptrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.tests.guests.GuestBuild;
import org.l4emu.tests.machine.MachineUnderTest;
import org.l4emu.tests.machine.MachineUnderTest.Options;
import org.l4emu.tests.peer.Outcome;

/**
 * The tracers of {@code ptrace-*.c} print what ptrace(2) and wait(2) document for Linux on ARM, and
 * for single steps and SYSEMU what {@code docs/ptrace.md} does; under every schedule the same.
 * There is no peer to compare with: qemu-user has no ptrace.
 */
class PtraceProgramTest {
    private static final List<String> PROGRAMS =
            List.of(
                    "strace", "step", "break", "signals", "attach", "sysemu", "events", "rules",
                    "threads", "slaves", "flood");

    private static final int SEEDS = 3;
    private static final int SLICE_INSTRUCTIONS = 20;

    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> tracersSeeWhatLinuxDocuments() throws IOException {
        MachineUnderTest machine = machine();
        return PROGRAMS.stream()
                .map(
                        name ->
                                DynamicTest.dynamicTest(
                                        name, () -> run(machine, name, Options.PLAIN)));
    }

    @TestFactory
    Stream<DynamicTest> andTheSameUnderRandomSchedules() throws IOException {
        MachineUnderTest machine = machine();
        return PROGRAMS.stream()
                .flatMap(
                        name ->
                                Stream.iterate(1, seed -> seed <= SEEDS, seed -> seed + 1)
                                        .map(seed -> seeded(machine, name, seed)));
    }

    private static DynamicTest seeded(MachineUnderTest machine, String name, int seed) {
        Options options = Options.PLAIN.seeded(seed).preempting(SLICE_INSTRUCTIONS);
        return DynamicTest.dynamicTest(
                name + " with seed " + seed, () -> run(machine, name, options));
    }

    private static MachineUnderTest machine() throws IOException {
        GuestBuild.assumeCompiler();
        Path tree = directory.resolve("tree");
        for (String name : List.of("bin", "tmp", "proc", "dev")) {
            Files.createDirectories(tree.resolve(name));
        }
        String[] guests = PROGRAMS.stream().map(name -> "ptrace-" + name).toArray(String[]::new);
        GuestBuild.build(tree.resolve("bin"), guests);
        return new MachineUnderTest(tree);
    }

    private static void run(MachineUnderTest machine, String name, Options options) {
        Outcome outcome = machine.run(List.of("/bin/ptrace-" + name), "", options);

        assertThat(outcome).isEqualTo(new Outcome(expected(name), "", 0));
    }

    private static String expected(String name) {
        String resource = "/ptrace/" + name + ".txt";
        try (InputStream text = PtraceProgramTest.class.getResourceAsStream(resource)) {
            assertThat(text).as(resource).isNotNull();
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
