package org.l4emu.protocol.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.protocol.schema.TraceHeader;
import org.l4emu.testkit.SeedExtension;

@ExtendWith(SeedExtension.class)
class ChoiceCursorTest {
    @TempDir private Path directory;

    @RepeatedTest(5)
    void choicesAndInputsComeInTheirOrderWithTheirTimes(SplittableRandom random)
            throws IOException {
        Path path = directory.resolve("t");
        RandomEvents events;
        try (TraceRecorder recorder =
                TraceRecorder.create(path, TraceHeader.newBuilder().setBlockBytes(900).build())) {
            events = new RandomEvents(random, recorder).emit(2000);
        }

        try (TraceReader reader = TraceReader.open(path)) {
            ChoiceCursor cursor = reader.choices();
            List<RandomEvents.Said> said = events.said();
            for (int i = 0; i < said.size(); i++) {
                RandomEvents.Said one = said.get(i);
                if (one.event().hasSchedule()) {
                    assertThat(cursor.nextChoiceSequence()).isEqualTo(i);
                    assertThat(cursor.nextChoiceTime()).isEqualTo(one.time());
                    assertThat(cursor.takeChoice()).isEqualTo(one.event().getSchedule());
                } else if (one.event().hasInput()) {
                    assertThat(cursor.nextInputSequence()).isEqualTo(i);
                    assertThat(cursor.nextInputTime()).isEqualTo(one.time());
                    assertThat(cursor.nextInputKind().name())
                            .isEqualTo(one.event().getInput().getKind().name());
                    assertThat(cursor.takeInput())
                            .isEqualTo(one.event().getInput().getData().toByteArray());
                }
            }
            assertThat(cursor.nextChoiceTime()).isEqualTo(ChoiceCursor.NEVER);
            assertThat(cursor.takeChoice()).isEqualTo(-1);
            assertThat(cursor.nextInputTime()).isEqualTo(ChoiceCursor.NEVER);
        }
    }
}
