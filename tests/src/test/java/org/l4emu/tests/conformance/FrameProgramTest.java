package org.l4emu.tests.conformance;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Signal frames, restarted calls and exceptions look here as under qemu-arm. */
class FrameProgramTest {
    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> guestsBehaveAsUnderThePeer() {
        return Fixture.withGuests(directory, ConformanceFile.read("frames.txt"))
                .compare(ConformanceFile.read("frames.txt"));
    }
}
