package org.l4emu.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.tests.machine.MachineUnderTest;
import org.l4emu.tests.peer.Outcome;

/** Programs see here what Linux shows them, where qemu-arm is known to show something else. */
class LinuxBehaviourTest {
    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> guestsBehaveAsOnLinux() {
        List<CommandLine> cases = ConformanceFile.read("linux.txt");
        MachineUnderTest machine = Fixture.withGuests(directory, cases).machine();

        return cases.stream()
                .map(line -> DynamicTest.dynamicTest(line.title(), () -> check(machine, line)));
    }

    private static void check(MachineUnderTest machine, CommandLine line) {
        Outcome outcome =
                machine.run(line.arguments(), line.input(), MachineUnderTest.Options.PLAIN);

        assertThat(outcome).isEqualTo(new Outcome(line.expected(), "", 0));
    }
}
