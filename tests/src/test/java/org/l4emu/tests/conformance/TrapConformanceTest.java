package org.l4emu.tests.conformance;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Traps, kills and waits of Debian's shells, line by line, as they behave under qemu-arm. */
class TrapConformanceTest {
    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> shellsBehaveAsUnderThePeer() {
        return Fixture.in(directory).compare(ConformanceFile.read("traps.txt"));
    }
}
