package org.l4emu.tests.conformance;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Debian's busybox, line by line, as it behaves under qemu-arm. */
class BusyboxConformanceTest {
    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> busyboxBehavesAsUnderThePeer() {
        return Fixture.in(directory).compare(ConformanceFile.read("busybox.txt"));
    }
}
