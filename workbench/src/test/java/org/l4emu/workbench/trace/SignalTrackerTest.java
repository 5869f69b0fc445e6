package org.l4emu.workbench.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;
import org.l4emu.protocol.trace.TraceEvent;

class SignalTrackerTest {
    private static final int SERVER = 1;
    private static final int USER = 2;
    private static final int SIGNAL_THREAD = 3;
    private static final int PID = 5;
    private static final int USR1 = 10;
    private static final int USR2 = 12;
    private static final int SIGRETURN = 119;

    private static List<SignalStory> follow(Consumer<EventSink> story) {
        EventKeeper keeper = new EventKeeper(100_000, false);
        keeper.threadCreated(0, SERVER, ThreadId.of(2, 0, 1).value(), 2, "server");
        keeper.threadCreated(0, USER, ThreadId.of(9, 0, 1).value(), 9, "user");
        keeper.threadCreated(0, SIGNAL_THREAD, ThreadId.of(9, 1, 1).value(), 9, "signal");
        keeper.syscallEnter(0, USER, PID, 20, new int[0], "getpid()");
        story.accept(keeper);
        List<SignalStory> stories = new ArrayList<>();
        ThreadDirectory threads = ThreadDirectory.of(keeper.events());
        SignalTracker tracker = new SignalTracker(threads, stories::add);
        Lanes lanes = new Lanes();
        for (TraceEvent event : keeper.events()) {
            tracker.accept(event, lanes.laneOf(event.event()));
        }
        tracker.end();
        return stories;
    }

    private static void post(EventSink sink, int signal) {
        sink.signal(1, SignalStep.POSTED, SERVER, USER, signal, 0);
    }

    private static void handle(EventSink sink, int signal, int frame) {
        sink.signal(2, SignalStep.DELIVERED, SERVER, USER, signal, 0x10400);
        sink.signal(3, SignalStep.FRAME_BUILT, USER, USER, signal, frame);
        sink.signal(4, SignalStep.HANDLER_ENTERED, USER, USER, signal, 0x10400);
    }

    @Test
    void theCallOfSigreturnIsEnoughToKnowThatAHandlerCameBack() {
        List<SignalStory> stories =
                follow(
                        sink -> {
                            post(sink, USR1);
                            handle(sink, USR1, 0xbeff0000);
                            sink.syscallEnter(9, USER, PID, SIGRETURN, new int[0], "");
                            sink.variable(11, Variable.UNDER_KERNEL_CONTROL, SERVER, USER, 1, 0);
                        });

        assertThat(stories)
                .extracting(SignalStory::ending)
                .containsExactly("handled on the way back to user code, 10 instructions later");
    }

    @Test
    void theFrameTellsWhichOfTwoNestedHandlersReturns() {
        List<SignalStory> stories =
                follow(
                        sink -> {
                            post(sink, USR1);
                            handle(sink, USR1, 0xbeff0000);
                            post(sink, USR2);
                            handle(sink, USR2, 0xbefe0000);
                            sink.signal(9, SignalStep.RETURNED, SERVER, USER, 0, 0xbeff0000);
                        });

        assertThat(stories.get(0).ending()).startsWith("handled");
        assertThat(stories.get(1).ending()).isEqualTo("in its handler at the end");
    }

    @Test
    void theEndOfTheProcessEndsWhatIsPending() {
        List<SignalStory> stories =
                follow(
                        sink -> {
                            post(sink, USR1);
                            sink.process(2, ProcessEvent.EXIT, PID, 0, "");
                        });

        assertThat(stories)
                .extracting(SignalStory::ending)
                .containsExactly("still pending when its process ended");
    }

    @Test
    void aForgottenSignalThatNobodyDeliversIsSaidToBePending() {
        List<SignalStory> stories =
                follow(
                        sink -> {
                            post(sink, USR1);
                            sink.signal(2, SignalStep.NOTIFIED, SERVER, USER, USR1, 0);
                            sink.signal(3, SignalStep.FORGOTTEN, SIGNAL_THREAD, USER, 0, 9);
                        });

        assertThat(stories)
                .extracting(SignalStory::ending)
                .containsExactly("forgotten by the signal thread, still pending at the end");
    }

    @Test
    void aSignalToAProcessBelongsToTheThreadThatTakesIt() {
        List<SignalStory> stories =
                follow(
                        sink -> {
                            sink.signal(1, SignalStep.POSTED, SERVER, -1, USR1, 0);
                            handle(sink, USR1, 0xbeff0000);
                        });

        assertThat(stories).hasSize(1);
        assertThat(stories.get(0).owner).isEqualTo(USER);
    }

    @Test
    void ofManyChangesTheLastBeforeAStepAreKept() {
        List<SignalStory> stories =
                follow(
                        sink -> {
                            post(sink, USR1);
                            for (int i = 0; i < 1000; i++) {
                                sink.variable(
                                        2, Variable.UNDER_KERNEL_CONTROL, SERVER, USER, i, i + 1);
                            }
                            handle(sink, USR1, 0xbeff0000);
                        });

        assertThat(stories.get(0).stages()).hasSize(10);
        assertThat(stories.get(0).stages().get(1).omitted()).isEqualTo(994);
    }
}
