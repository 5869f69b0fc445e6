package org.l4emu.tests.conformance;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Programs with threads see here what they see under qemu-arm. */
class ThreadProgramTest {
    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> guestsBehaveAsUnderThePeer() {
        return Fixture.withGuests(directory, ConformanceFile.read("threads.txt"))
                .compare(ConformanceFile.read("threads.txt"));
    }
}
