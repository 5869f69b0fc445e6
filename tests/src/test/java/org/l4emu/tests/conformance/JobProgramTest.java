package org.l4emu.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.tests.guests.GuestBuild;
import org.l4emu.tests.machine.MachineUnderTest;
import org.l4emu.tests.peer.Outcome;

/** Stops, process groups and pseudo-terminals are here what they are under qemu-arm. */
class JobProgramTest {
    private static final List<Integer> SEEDS = List.of(1, 2, 3);

    @TempDir private static Path directory;

    private static Fixture fixture(String name) {
        GuestBuild.assumeCompiler();
        Fixture fixture = Fixture.in(directory.resolve(name));
        fixture.tree().addPrograms(GuestBuild.build(directory.resolve(name + "-guests")));
        return fixture;
    }

    @TestFactory
    Stream<DynamicTest> jobsBehaveAsUnderThePeer() {
        return fixture("peer").compare(ConformanceFile.read("jobs.txt"));
    }

    /** What a stop, a continue and their order show does not depend on who runs when. */
    @TestFactory
    Stream<DynamicTest> jobsBehaveTheSameUnderRandomSchedules() {
        MachineUnderTest machine = fixture("random").machine();
        return Stream.of("job-stop", "job-orphan", "job-pty")
                .flatMap(
                        guest ->
                                SEEDS.stream()
                                        .map(
                                                seed ->
                                                        DynamicTest.dynamicTest(
                                                                guest + " under seed " + seed,
                                                                () -> same(machine, guest, seed))));
    }

    private static void same(MachineUnderTest machine, String guest, int seed) {
        List<String> command = List.of("/bin/" + guest);
        Outcome usual = machine.run(command, "", MachineUnderTest.Options.PLAIN);
        Outcome random = machine.run(command, "", MachineUnderTest.Options.PLAIN.seeded(seed));

        assertThat(random).isEqualTo(usual);
    }

    /** qemu-user 7.2 loses SA_NOCLDSTOP, so this is what sigaction(2) says. */
    @Test
    void stopsAreToldBySigchldUnlessTheParentDoesNotWantToKnow() {
        Outcome outcome =
                fixture("quiet")
                        .machine()
                        .run(List.of("/bin/job-quiet-stops"), "", MachineUnderTest.Options.PLAIN);

        assertThat(outcome.output())
                .isEqualTo(
                        """
                        stop, code 5: SIGCHLD pending 1
                        continue, code 6: SIGCHLD pending 1
                        stop, code 5: SIGCHLD pending 0
                        continue, code 6: SIGCHLD pending 0
                        stop, code 5: SIGCHLD pending 0
                        continue, code 6: SIGCHLD pending 0
                        ignored SIGCHLD: wait says -1
                        """);
    }
}
