package org.l4emu.tests.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.protocol.trace.TraceBlock;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.testkit.SeedExtension;
import org.l4emu.tests.conformance.Fixture;
import org.l4emu.tests.machine.CommandUnderTest;
import org.l4emu.tests.machine.MachineUnderTest;
import org.l4emu.tests.peer.Outcome;

/** One long bash script, recorded: replayed elsewhere, recorded again, damaged, cut, compared. */
@ExtendWith(SeedExtension.class)
class RecordReplayTest {
    private static final int EVENTS_MIN = 200_000;
    private static final List<String> SCRIPT = List.of("/bin/bash", "/data/long.bash", "200");
    private static final List<String> SHORT_SCRIPT = List.of("/bin/bash", "/data/long.bash", "12");

    @TempDir private static Path directory;
    private static @Nullable Fixture tree;
    private static Path recording = Path.of("");
    private static Outcome outcome = new Outcome("", "", 0);

    @BeforeAll
    static void theScriptIsRecorded() {
        tree = Fixture.in(directory.resolve("tree"));
        recording = directory.resolve("long.l4trace");
        outcome = record(SCRIPT, 1, recording);
    }

    @Test
    void theRecordingIsLongAndWhole() throws IOException {
        try (TraceReader reader = TraceReader.open(recording)) {
            assertThat(outcome.status()).isZero();
            assertThat(reader.events()).isGreaterThanOrEqualTo(EVENTS_MIN);
            assertThat(reader.isCut()).isFalse();
            assertThat(reader.check()).isEmpty();
        }
    }

    @Test
    void aFreshJvmReplaysToTheSameDigest() {
        Outcome replayed = CommandUnderTest.run("", "replay", recording.toString(), "--verify");

        assertThat(replayed.status()).as(replayed.errors()).isZero();
    }

    @Test
    void aLaterJavaReplaysToTheSameDigest() {
        assumeTrue(CommandUnderTest.laterJava().isPresent(), "no later Java on this host");

        Outcome replayed =
                CommandUnderTest.run(
                        CommandUnderTest.laterJava().orElseThrow(),
                        "",
                        "replay",
                        recording.toString(),
                        "--verify");

        assertThat(replayed.status()).as(replayed.errors()).isZero();
    }

    @Test
    void theSameSeedRecordsTheSameBytes() throws IOException {
        Path again = directory.resolve("again.l4trace");

        Outcome second = record(SCRIPT, 1, again);

        assertThat(second).isEqualTo(outcome);
        assertThat(Files.mismatch(recording, again)).isEqualTo(-1);
    }

    @RepeatedTest(5)
    void aFlippedByteIsReportedWithItsBlock(SplittableRandom random) throws IOException {
        byte[] bytes = Files.readAllBytes(recording);
        TraceBlock block = blocks().get(random.nextInt(blocks().size()));
        int at = (int) (block.offset() + random.nextInt(block.compressedLength()));
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Path flipped = directory.resolve("flipped.l4trace");
        Files.write(flipped, bytes);

        Outcome replayed = CommandUnderTest.run("", "replay", flipped.toString(), "--verify");

        assertThat(replayed.status()).isNotZero();
        assertThat(replayed.errors()).contains("block " + block.number());
    }

    @RepeatedTest(20)
    void aCutFileIsReadToItsLastWholeBlock(SplittableRandom random) throws IOException {
        byte[] bytes = Files.readAllBytes(recording);
        long first = blocks().get(0).offset();
        int length = (int) random.nextLong(first, bytes.length);
        Path cut = directory.resolve("cut.l4trace");
        Files.write(cut, Arrays.copyOf(bytes, length));

        try (TraceReader reader = TraceReader.open(cut)) {
            long events = 0;
            while (reader.next() != null) {
                events++;
            }
            assertThat(reader.isCut()).isTrue();
            assertThat(events).isEqualTo(reader.events());
            assertThat(reader.blocks())
                    .hasSize(
                            (int)
                                    blocks().stream()
                                            .filter(block -> block.endOffset() <= length)
                                            .count());
        }
    }

    @Test
    void theDifferenceOfTwoSeedsIsTheirFirstDifferingEvent() {
        Path one = directory.resolve("one.l4trace");
        Path other = directory.resolve("other.l4trace");
        record(SHORT_SCRIPT, 1, one);
        record(SHORT_SCRIPT, 2, other);

        Outcome difference =
                CommandUnderTest.run("", "trace", "diff", one.toString(), other.toString());

        assertThat(difference.status()).as(difference.errors()).isEqualTo(1);
        assertThat(difference.output()).containsPattern("event [0-9]+");
    }

    private static List<TraceBlock> blocks() throws IOException {
        try (TraceReader reader = TraceReader.open(recording)) {
            return reader.blocks();
        }
    }

    private static Outcome record(List<String> command, long seed, Path file) {
        MachineUnderTest.Options options =
                MachineUnderTest.Options.PLAIN.seeded(seed).recording(file);
        return Objects.requireNonNull(tree).machine().run(command, "", options);
    }
}
