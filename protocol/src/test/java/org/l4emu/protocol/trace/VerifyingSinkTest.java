package org.l4emu.protocol.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.schema.TraceHeader;

class VerifyingSinkTest {
    private static final TraceHeader HEADER =
            TraceHeader.newBuilder().setBlockBytes(500).setEveryStep(true).build();

    @TempDir private Path directory;

    private static void run(EventSink sink, int events, int strangeAt) {
        for (int i = 0; i < events; i++) {
            sink.step(i, i == strangeAt ? 77 : 1, i % 2 == 0 ? "emulib.lock" : "emulib.call");
        }
    }

    private Path record(int events) throws IOException {
        Path path = directory.resolve("t");
        try (TraceRecorder recorder = TraceRecorder.create(path, HEADER)) {
            run(recorder, events, -1);
        }
        return path;
    }

    @Test
    void theSameRunAgreesToItsEnd() throws IOException {
        Path path = directory.resolve("t");
        try (TraceRecorder recorder = TraceRecorder.create(path, HEADER)) {
            new RandomEvents(new SplittableRandom(5), recorder).emit(400);
        }

        try (TraceReader reader = TraceReader.open(path)) {
            VerifyingSink sink = new VerifyingSink(reader);
            new RandomEvents(new SplittableRandom(5), sink).emit(400);
            sink.finish();

            assertThat(sink.verified()).isEqualTo(reader.events());
            assertThat(sink.wantsEveryStep()).isTrue();
        }
    }

    @Test
    void theFirstDifferenceIsNamedWithBothEvents() throws IOException {
        try (TraceReader reader = TraceReader.open(record(500))) {
            VerifyingSink sink = new VerifyingSink(reader);

            Divergence divergence =
                    catchThrowableOfType(Divergence.class, () -> run(sink, 500, 312));

            assertThat(divergence.sequence()).isEqualTo(312);
            TraceEvent expected = Objects.requireNonNull(divergence.expected());
            TraceEvent actual = Objects.requireNonNull(divergence.actual());
            assertThat(expected.event().getStep().getThread()).isEqualTo(1);
            assertThat(actual.event().getStep().getThread()).isEqualTo(77);
            assertThat(actual.name()).isEqualTo("emulib.lock");
            assertThat(actual.time()).isEqualTo(312);
            assertThat(divergence.before()).hasSize(20);
            assertThat(divergence.before().get(19).sequence()).isEqualTo(311);
            assertThat(sink.divergence()).isSameAs(divergence);
        }
    }

    @Test
    void aRunThatEndsEarlyDiffers() throws IOException {
        try (TraceReader reader = TraceReader.open(record(500))) {
            VerifyingSink sink = new VerifyingSink(reader);
            run(sink, 499, -1);

            Divergence divergence = catchThrowableOfType(Divergence.class, sink::finish);

            assertThat(divergence.sequence()).isEqualTo(499);
            assertThat(divergence.actual()).isNull();
        }
    }

    @Test
    void aRunThatGoesOnDiffers() throws IOException {
        try (TraceReader reader = TraceReader.open(record(500))) {
            VerifyingSink sink = new VerifyingSink(reader);

            Divergence divergence =
                    catchThrowableOfType(Divergence.class, () -> run(sink, 501, -1));

            assertThat(divergence.sequence()).isEqualTo(500);
            assertThat(divergence.expected()).isNull();
        }
    }

    @Test
    void eventsBehindACutAreNotCompared() throws IOException {
        Path path = record(500);
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length / 2));

        try (TraceReader reader = TraceReader.open(path)) {
            VerifyingSink sink = new VerifyingSink(reader);
            run(sink, 500, -1);
            sink.finish();

            assertThat(sink.verified()).isEqualTo(reader.events()).isLessThan(500);
        }
    }

    @Test
    void theDigestOfARunIsTheDigestOfItsTrace() throws IOException {
        Path path = directory.resolve("t");
        DigestSink digest = new DigestSink(500, true);
        try (TraceRecorder recorder = TraceRecorder.create(path, HEADER)) {
            TeeSink tee = new TeeSink(recorder, digest);
            new RandomEvents(new SplittableRandom(9), tee).emit(300);
            assertThat(tee.wantsEveryStep()).isTrue();
        }

        try (TraceReader reader = TraceReader.open(path)) {
            assertThat(reader.eventDigest()).hasValue(digest.digest());
        }
    }

    @Test
    void oneOtherEventMakesAnotherDigest() {
        DigestSink one = new DigestSink();
        DigestSink other = new DigestSink();

        run(one, 100, -1);
        run(other, 100, 99);

        assertThat(one.digest()).isNotEqualTo(other.digest());
    }
}
