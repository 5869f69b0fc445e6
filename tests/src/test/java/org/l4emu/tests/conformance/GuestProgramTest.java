package org.l4emu.tests.conformance;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.tests.guests.GuestBuild;

/** The small guest programs see here what they see under qemu-arm. */
class GuestProgramTest {
    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> guestsBehaveAsUnderThePeer() {
        GuestBuild.assumeCompiler();
        Fixture fixture = Fixture.in(directory.resolve("tree"));
        fixture.tree().addPrograms(GuestBuild.build(directory.resolve("guests")));

        return fixture.compare(ConformanceFile.read("guests.txt"));
    }
}
