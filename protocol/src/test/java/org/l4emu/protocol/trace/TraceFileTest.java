package org.l4emu.protocol.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.protocol.schema.TraceHeader;
import org.l4emu.testkit.SeedExtension;

@ExtendWith(SeedExtension.class)
class TraceFileTest {
    private static final TraceHeader HEADER =
            TraceHeader.newBuilder().setL4EmuVersion("test").setBlockBytes(600).build();

    @TempDir private Path directory;

    private static byte[] record(long seed, int events, TraceHeader header) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceRecorder recorder = new TraceRecorder(out, header)) {
            new RandomEvents(new SplittableRandom(seed), recorder).emit(events);
        }
        return out.toByteArray();
    }

    /** A file of many small blocks. */
    private static byte[] recordSmall(int events) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TraceHeader header = HEADER.toBuilder().setBlockBytes(64).build();
        try (TraceRecorder recorder = new TraceRecorder(out, header)) {
            for (int i = 0; i < events; i++) {
                recorder.step(i * 3L, i % 5, "step" + i % 3);
            }
        }
        return out.toByteArray();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("trace.l4t"), bytes);
    }

    private static List<TraceEvent> readAll(TraceReader reader) throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }

    private List<TraceBlock> blocksOf(byte[] bytes) throws IOException {
        try (TraceReader reader = TraceReader.open(file(bytes))) {
            return List.copyOf(reader.blocks());
        }
    }

    private List<TraceEvent> eventsOf(byte[] bytes) throws IOException {
        try (TraceReader reader = TraceReader.open(file(bytes))) {
            return readAll(reader);
        }
    }

    @RepeatedTest(5)
    void whatWasRecordedIsRead(SplittableRandom random) throws IOException {
        Path path = directory.resolve("t");
        RandomEvents events;
        try (TraceRecorder recorder = TraceRecorder.create(path, HEADER)) {
            events = new RandomEvents(random, recorder).emitEachKind().emit(1000);
        }

        try (TraceReader reader = TraceReader.open(path)) {
            EventEncoderTest.agree(events.said(), readAll(reader));
            assertThat(reader.events()).isEqualTo(events.said().size());
            assertThat(reader.isCut()).isFalse();
            assertThat(reader.check()).isEmpty();
            assertThat(reader.header().getL4EmuVersion()).isEqualTo("test");
            assertThat(reader.digests()).isNotEmpty();
        }
    }

    @Test
    void theSameEventsMakeTheSameBytes() throws IOException {
        TraceHeader header = HEADER.toBuilder().setBlockBytes(20_000).build();

        assertThat(record(3, 2000, header)).isEqualTo(record(3, 2000, header));
    }

    @RepeatedTest(5)
    void anyEventCanBeSought(SplittableRandom random) throws IOException {
        Path path = file(record(random.nextLong(), 700, HEADER));

        try (TraceReader reader = TraceReader.open(path)) {
            List<TraceEvent> all = readAll(reader);
            for (int i = 0; i < 100; i++) {
                int sequence = random.nextInt(all.size());
                reader.seek(sequence);
                assertThat(reader.next()).isEqualTo(all.get(sequence));
            }
            reader.seek(all.size());
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void theRootImageComesBack() throws IOException {
        byte[] image = new byte[3 * 1024 * 1024 + 17];
        new SplittableRandom(1).nextBytes(image);
        Path path = directory.resolve("t");
        try (TraceRecorder recorder = TraceRecorder.create(path, HEADER)) {
            recorder.rootImage(new ByteArrayInputStream(image));
            recorder.schedule(1, 1);
        }

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceReader reader = TraceReader.open(path)) {
            reader.rootImage(out);
            assertThat(readAll(reader)).hasSize(1);
        }
        assertThat(out.toByteArray()).isEqualTo(image);
    }

    @Test
    void anEmptyRecordingIsWhole() throws IOException {
        try (TraceReader reader = TraceReader.open(file(record(1, 0, HEADER)))) {
            assertThat(reader.isCut()).isFalse();
            assertThat(reader.next()).isNull();
            assertThat(reader.check()).isEmpty();
        }
    }

    @Test
    void aFileCutAtAnyByteIsReadToItsLastWholeBlock() throws IOException {
        byte[] whole = recordSmall(80);
        List<TraceEvent> all = eventsOf(whole);
        List<TraceBlock> blocks = blocksOf(whole);

        for (int length = 0; length < whole.length; length++) {
            Path path = file(Arrays.copyOf(whole, length));
            if (length < blocks.get(0).offset()) {
                assertThatThrownBy(() -> TraceReader.open(path))
                        .isInstanceOf(TraceUnreadable.class);
                continue;
            }
            long end = length;
            int expected =
                    blocks.stream()
                            .filter(block -> block.kind() == BlockKind.EVENTS)
                            .filter(block -> block.endOffset() <= end)
                            .mapToInt(block -> block.span().events())
                            .sum();
            try (TraceReader reader = TraceReader.open(path)) {
                assertThat(reader.isCut()).as("cut at %d", length).isTrue();
                assertThat(reader.check()).as("cut at %d", length).isEmpty();
                assertThat(readAll(reader)).isEqualTo(all.subList(0, expected));
            }
        }
    }

    @Test
    void aFlippedByteIsReportedWithItsBlockAndOffset() throws IOException {
        byte[] whole = recordSmall(60);
        List<TraceBlock> blocks = blocksOf(whole);

        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Path path = file(flipped);
            if (at < blocks.get(0).offset()) {
                assertThatThrownBy(() -> TraceReader.open(path))
                        .isInstanceOf(TraceUnreadable.class);
                continue;
            }
            int block = blockAt(blocks, at);
            long offset =
                    block < blocks.size()
                            ? blocks.get(block).offset()
                            : whole.length - Trailer.BYTES;
            try (TraceReader reader = TraceReader.open(path)) {
                List<Damage> damage = reader.check();
                assertThat(damage).as("flipped at %d", at).hasSize(1);
                assertThat(damage.get(0).block()).as("flipped at %d", at).isEqualTo(block);
                assertThat(damage.get(0).offset()).as("flipped at %d", at).isEqualTo(offset);
            }
        }
    }

    private static int blockAt(List<TraceBlock> blocks, int place) {
        return blocks.stream()
                .filter(block -> block.offset() <= place && place < block.endOffset())
                .mapToInt(TraceBlock::number)
                .findFirst()
                .orElse(blocks.size());
    }

    @Test
    void readingGoesOnBehindADamagedBlock() throws IOException {
        byte[] whole = recordSmall(60);
        List<TraceEvent> expected = eventsOf(whole);
        TraceBlock second = blocksOf(whole).get(1);
        int first = (int) second.span().firstSequence();
        expected.subList(first, (int) second.endSequence()).clear();
        whole[(int) second.offset() + BlockHeader.BYTES + 3] ^= 1;

        List<TraceEvent> read = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(file(whole))) {
            for (int i = 0; i < first; i++) {
                read.add(reader.next());
            }
            assertThatThrownBy(reader::next)
                    .isInstanceOf(TraceDamaged.class)
                    .hasMessageContaining("block 1 at offset " + second.offset());
            read.addAll(readAll(reader));
        }

        assertThat(read).isEqualTo(expected);
    }

    @Test
    void aFileThatIsNoTraceIsRefused() throws IOException {
        Path path = file("#!/bin/sh\necho this is not a trace\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> TraceReader.open(path))
                .isInstanceOf(TraceUnreadable.class)
                .hasMessageContaining("not a trace");
    }

    @Test
    void anErrorOfTheDiskComesOutOfClosing() throws IOException {
        OutputStream full =
                new OutputStream() {
                    private int room = 2000;

                    @Override
                    public void write(int b) throws IOException {
                        if (room-- <= 0) {
                            throw new IOException("no space left");
                        }
                    }
                };
        TraceRecorder recorder = new TraceRecorder(full, TraceHeader.getDefaultInstance());
        byte[] noise = new byte[5000];
        new SplittableRandom(1).nextBytes(noise);
        recorder.output(1, 1, noise, 0, noise.length);

        assertThatThrownBy(recorder::close).hasMessageContaining("no space left");
    }
}
