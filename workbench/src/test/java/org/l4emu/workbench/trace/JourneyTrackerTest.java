package org.l4emu.workbench.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.Variable;
import org.l4emu.protocol.schema.TraceHeader;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.protocol.trace.TraceRecorder;

class JourneyTrackerTest {
    private static final int SVC = 0x08;
    private static final int SERVER = 1;
    private static final int USER = 2;

    @TempDir private Path directory;

    private final List<Journey> finished = new ArrayList<>();
    private final JourneyTracker tracker = new JourneyTracker(true, finished::add);

    private void follow(Consumer<EventSink> story) throws IOException {
        Path file = directory.resolve("t");
        try (TraceRecorder recorder =
                TraceRecorder.create(file, TraceHeader.getDefaultInstance())) {
            story.accept(recorder);
        }
        try (TraceReader reader = TraceReader.open(file)) {
            Lanes lanes = new Lanes();
            for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
                tracker.accept(event, lanes.laneOf(event.event()), lanes.current());
            }
        }
    }

    private static void enter(EventSink sink, int number) {
        sink.exception(1, USER, SVC, 0x8000, 0xef000000);
        sink.ipc(2, IpcKind.CALL, USER, SERVER, 1, number, 0);
        sink.schedule(2, SERVER);
        sink.syscallEnter(3, USER, 10, number, new int[6], "");
    }

    private static void leave(EventSink sink) {
        sink.ipc(4, IpcKind.REPLY, SERVER, USER, 0, 0, 0);
        sink.schedule(4, USER);
        sink.variable(5, Variable.EMU_LOCAL_LOCK, USER, USER, 9, 0);
    }

    @Test
    void aCallEndsWithTheStepBackToUserCode() throws IOException {
        follow(
                sink -> {
                    enter(sink, 4);
                    leave(sink);
                    sink.step(6, USER, "emulib.resume");
                    sink.exception(9, USER, 0x10, 0x8004, 0);
                });

        assertThat(finished).hasSize(1);
        assertThat(finished.get(0).stages()).hasSize(8);
        assertThat(finished.get(0).number).isEqualTo(4);
    }

    @Test
    void withoutThatStepTheLocksReleaseIsItsEnd() throws IOException {
        follow(
                sink -> {
                    enter(sink, 4);
                    leave(sink);
                    sink.exception(9, USER, 0x10, 0x8004, 0);
                });

        assertThat(finished).hasSize(1);
        assertThat(finished.get(0).stages()).hasSize(7);
    }

    @Test
    void anotherSvcEndsACallThatWasNotAnswered() throws IOException {
        follow(
                sink -> {
                    enter(sink, 11);
                    enter(sink, 4);
                });
        tracker.end();

        assertThat(finished).extracting(journey -> journey.number).containsExactly(11, 4);
        assertThat(finished.get(0).stages()).hasSize(4);
    }

    @Test
    void theEndOfTheThreadEndsItsCall() throws IOException {
        follow(
                sink -> {
                    enter(sink, 1);
                    sink.threadDeleted(7, USER);
                    sink.schedule(8, SERVER);
                });

        assertThat(finished).hasSize(1);
        assertThat(finished.get(0).stages()).hasSize(5);
    }

    @Test
    void aLockReleasedBeforeTheAnswerEndsNothing() throws IOException {
        follow(
                sink -> {
                    enter(sink, 4);
                    sink.variable(5, Variable.EMU_LOCAL_LOCK, USER, USER, 9, 0);
                    sink.step(6, USER, "emulib.resume");
                });

        assertThat(finished).isEmpty();
    }

    @Test
    void whatTheServerDoesForNobodyBelongsToNoCall() throws IOException {
        follow(
                sink -> {
                    enter(sink, 3);
                    sink.ipc(4, IpcKind.REPLY, SERVER, 7, 0, 0, 0);
                    sink.kernelLog(5, "of nobody");
                });
        tracker.end();

        assertThat(finished.get(0).stages())
                .noneMatch(stage -> stage.event().event().hasKernelLog());
    }
}
