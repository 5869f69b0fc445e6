package org.l4emu.tests.conformance;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Debian's bash, line by line, as it behaves under qemu-arm. */
class BashConformanceTest {
    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> bashBehavesAsUnderThePeer() {
        return Fixture.in(directory).compare(ConformanceFile.read("bash.txt"));
    }
}
