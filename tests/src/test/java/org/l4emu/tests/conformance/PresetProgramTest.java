package org.l4emu.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.tests.machine.MachineUnderTest;
import org.l4emu.tests.peer.Outcome;

/**
 * The guest programs print the same under both generations of the signal protocol as under the
 * preset the emulator boots with, which other tests hold against the peer.
 */
class PresetProgramTest {
    private static final Duration HANG = Duration.ofSeconds(60);

    private static final List<String> FILES =
            List.of("guests", "signals", "timers", "jobs", "threads", "frames", "linux");

    private static final Map<String, SignalProtocol> PRESETS =
            new TreeMap<>(Map.of("first", SignalProtocol.FIRST, "second", SignalProtocol.SECOND));

    /**
     * Both presets let the signal thread keep the old state on the user stack. Where that has
     * overflowed, its own page fault is the end: the handler on the alternate stack never runs.
     */
    private static final String NEEDS_A_STACK = "frame-handler overflow";

    /** LOST: the spinning thread's lock is taken when its signal thread looks, and it spins on. */
    private static final String LOST_IN_SECOND = "thread-signal to-spinning";

    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> guestsPrintTheSameUnderEveryPreset() {
        List<CommandLine> cases = new ArrayList<>();
        FILES.forEach(name -> cases.addAll(ConformanceFile.read(name + ".txt")));
        MachineUnderTest machine = Fixture.withGuests(directory, cases).machine();

        return cases.stream()
                .flatMap(line -> PRESETS.keySet().stream().map(name -> test(machine, line, name)))
                .flatMap(Optional::stream);
    }

    private static Optional<DynamicTest> test(
            MachineUnderTest machine, CommandLine line, String preset) {
        if (preset.equals("second") && line.title().endsWith(LOST_IN_SECOND)) {
            return Optional.empty();
        }
        return Optional.of(
                DynamicTest.dynamicTest(
                        preset + " " + line.title(),
                        () -> compare(machine, line, PRESETS.get(preset))));
    }

    private static void compare(MachineUnderTest machine, CommandLine line, SignalProtocol preset) {
        MachineUnderTest.Options plain = MachineUnderTest.Options.PLAIN;
        Outcome expected = machine.run(line.arguments(), line.input(), plain);

        Outcome actual =
                assertTimeoutPreemptively(
                        HANG,
                        () -> machine.run(line.arguments(), line.input(), plain.under(preset)));

        if (line.title().endsWith(NEEDS_A_STACK)) {
            assertThat(actual.output()).contains("with another stack: signal 11\n");
        } else {
            assertThat(normal(line, actual)).isEqualTo(normal(line, expected));
        }
    }

    private static Outcome normal(CommandLine line, Outcome outcome) {
        Outcome normal = outcome;
        for (Normalisation rule : line.rules()) {
            normal = rule.apply(normal);
        }
        return normal;
    }
}
