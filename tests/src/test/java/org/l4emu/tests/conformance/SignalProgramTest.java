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

/** Signals as programs see them: as under qemu-arm, and where that differs as Linux documents. */
class SignalProgramTest {
    private static final String[] PROGRAMS = {
        "sig-action",
        "sig-altstack",
        "sig-child",
        "sig-fd",
        "sig-linux",
        "sig-mask",
        "sig-pidfd",
        "sig-queue",
        "sig-send",
        "sig-wait"
    };

    @TempDir private static Path directory;

    private static Fixture fixture(String name) {
        GuestBuild.assumeCompiler();
        Path place = directory.resolve(name);
        Fixture fixture = Fixture.in(place.resolve("tree"));
        fixture.tree().addPrograms(GuestBuild.build(place.resolve("guests"), PROGRAMS));
        return fixture;
    }

    @TestFactory
    Stream<DynamicTest> signalsBehaveAsUnderThePeer() {
        return fixture("peer").compare(ConformanceFile.read("signals.txt"));
    }

    @Test
    void signalsBehaveAsLinuxDocumentsWhereThePeerDoesNot() {
        MachineUnderTest machine = fixture("linux").machine();

        Outcome outcome =
                machine.run(List.of("/bin/sig-linux"), "", MachineUnderTest.Options.PLAIN);

        assertThat(outcome.output()).contains(", wrong 0").doesNotContain("WRONG");
        assertThat(outcome.status()).isZero();
    }
}
