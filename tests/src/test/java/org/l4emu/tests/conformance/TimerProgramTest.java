package org.l4emu.tests.conformance;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.tests.guests.GuestBuild;

/** Programs that wait for timers and clocks see here what they see under qemu-arm. */
class TimerProgramTest {
    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> timersBehaveAsUnderThePeer() {
        GuestBuild.assumeCompiler();
        Fixture fixture = Fixture.in(directory.resolve("tree"));
        fixture.tree().addPrograms(GuestBuild.build(directory.resolve("guests")));

        return fixture.compare(ConformanceFile.read("timers.txt"));
    }
}
