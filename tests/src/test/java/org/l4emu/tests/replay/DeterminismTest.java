package org.l4emu.tests.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.tests.conformance.Fixture;
import org.l4emu.tests.guests.GuestBuild;
import org.l4emu.tests.machine.CommandUnderTest;
import org.l4emu.tests.machine.RecordingDigests;
import org.l4emu.tests.peer.Outcome;

/**
 * Random schedules over a pipe-and-fork workload; {@code -Dl4emu.determinism.seeds=N} takes another
 * number of seeds.
 */
class DeterminismTest {
    private static final int SEEDS = Integer.getInteger("l4emu.determinism.seeds", 300);

    @TempDir private static Path directory;
    private static Path tree = Path.of("/");

    @BeforeAll
    static void theWorkloadIsInTheTree() {
        GuestBuild.assumeCompiler();
        Fixture fixture = Fixture.in(directory.resolve("tree"));
        Path programs = GuestBuild.build(directory.resolve("guests"), "pipe-and-fork");
        fixture.tree().addPrograms(programs);
        tree = fixture.tree().root();
    }

    @Test
    void aSeedRecordsTheSameBytesTwiceAndInAnotherJvm() {
        RecordingDigests digests = new RecordingDigests(tree);
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Set<String> outputs = new HashSet<>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            RecordingDigests.Run run = digests.of(seed);
            first.add(run.digest());
            outputs.add(run.output());
            second.add(digests.of(seed).digest());
        }
        Outcome elsewhere =
                CommandUnderTest.main(
                        Path.of(System.getProperty("java.home")),
                        RecordingDigests.class.getName(),
                        "",
                        tree.toString(),
                        "1",
                        Integer.toString(SEEDS));

        assertThat(second).isEqualTo(first);
        assertThat(elsewhere.output().lines().toList())
                .as("in another JVM, which says: %s", elsewhere.errors())
                .isEqualTo(first);
        assertThat(outputs).as("orders that the seeds made").hasSizeGreaterThan(SEEDS / 2);
    }
}
