package org.l4emu.workbench.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;
import org.l4emu.workbench.trace.Diagram.Bar;
import org.l4emu.workbench.trace.Diagram.BarKind;
import org.l4emu.workbench.trace.Diagram.LaneKind;
import org.l4emu.workbench.trace.Diagram.Row;
import org.l4emu.workbench.trace.Diagram.Shape;

class DiagramBuilderTest {
    private static final int SERVER = 0;
    private static final int USER = 1;
    private static final int SIGNAL_THREAD = 2;
    private static final int TIMER = 3;

    private static Diagram draw(boolean everyStep, Consumer<EventSink> story) {
        return draw(everyStep, Map.of(), story);
    }

    private static Diagram draw(
            boolean everyStep, Map<Long, String> marks, Consumer<EventSink> story) {
        EventKeeper keeper = new EventKeeper(1000, true);
        keeper.threadCreated(0, SERVER, id(2, 0), 2, "server");
        keeper.threadCreated(0, USER, id(9, 0), 9, "user");
        keeper.threadCreated(0, SIGNAL_THREAD, id(9, 1), 9, "signal");
        keeper.threadCreated(0, TIMER, id(2, 1), 2, "timer");
        keeper.schedule(0, USER);
        story.accept(keeper);
        return Diagram.of(keeper.events(), everyStep, marks);
    }

    private static long id(int task, int lthread) {
        return ThreadId.of(task, lthread, 1).value();
    }

    private static void saveState(EventSink sink) {
        for (int word = 0; word < 18; word++) {
            sink.step(1, USER, "emulib.saveState[" + word + "]");
        }
        sink.step(1, USER, "emulib.call");
    }

    @Test
    void aRunOfTheSameStepIsOneRowWithACount() {
        Diagram diagram = draw(false, DiagramBuilderTest::saveState);

        assertThat(diagram.rows())
                .extracting(Row::text)
                .containsExactly("emulib.saveState \u00d718", "emulib.call");
    }

    @Test
    void everyStepUnfoldsIt() {
        Diagram diagram = draw(true, DiagramBuilderTest::saveState);

        assertThat(diagram.rows())
                .extracting(Row::text)
                .contains("emulib.saveState[0]", "emulib.saveState[17]");
    }

    @Test
    void aStepOfAnotherThreadInBetweenEndsTheRun() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.step(1, USER, "emulib.saveState[0]");
                            sink.schedule(1, SIGNAL_THREAD);
                            sink.step(2, SIGNAL_THREAD, "signal.look");
                            sink.schedule(2, USER);
                            sink.step(3, USER, "emulib.saveState[1]");
                        });

        assertThat(diagram.rows())
                .extracting(Row::text)
                .containsExactly(
                        "emulib.saveState",
                        "schedule: signal 9.1",
                        "signal.look",
                        "schedule: user 9.0",
                        "emulib.saveState");
    }

    @Test
    void aDetourOnWhichNothingHappensIsNotShown() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.step(1, USER, "emulib.saveState[0]");
                            sink.schedule(1, SIGNAL_THREAD);
                            sink.schedule(2, SERVER);
                            sink.schedule(3, USER);
                            sink.step(3, USER, "emulib.saveState[1]");
                        });

        assertThat(diagram.rows()).hasSize(1);
        assertThat(diagram.rows().get(0).events()).isEqualTo(2);
    }

    @Test
    void theSwitchToWhomAMessageWakesIsPartOfTheMessage() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.ipc(1, IpcKind.CALL, USER, SERVER, 1, 20, 0);
                            sink.schedule(1, SERVER);
                            sink.step(2, SERVER, "server.receive");
                            sink.schedule(3, USER);
                        });

        assertThat(diagram.rows()).extracting(Row::shape).containsExactly(Shape.IPC, Shape.SWITCH);
        assertThat(diagram.rows().get(0).label()).isEqualTo("call 20");
    }

    @Test
    void aSwitchThatIsNoConsequenceOfAMessageIsShown() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.ipc(1, IpcKind.CALL, USER, SERVER, 1, 20, 0);
                            sink.schedule(1, SIGNAL_THREAD);
                        });

        assertThat(diagram.rows()).extracting(Row::shape).containsExactly(Shape.IPC, Shape.SWITCH);
    }

    @Test
    void anAbortIsPartOfItsPageFaultMessage() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.exception(1, USER, 0x10, 0x8000, 0x9004);
                            sink.ipc(1, IpcKind.PAGE_FAULT, USER, SERVER, 0x9006, 0x8000, 0);
                        });

        assertThat(diagram.rows()).hasSize(1);
        assertThat(diagram.rows().get(0).whole())
                .isEqualTo("fault: write of 0x00009004, pc 0x00008000");
    }

    @Test
    void theNotificationAndItsMessageAreOneArrow() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.ipc(1, IpcKind.SEND, SERVER, SIGNAL_THREAD, 1, 0, 0);
                            sink.signal(1, SignalStep.NOTIFIED, SERVER, USER, 10, 0);
                        });

        assertThat(diagram.rows()).hasSize(1);
        assertThat(diagram.rows().get(0).shape()).isEqualTo(Shape.NOTIFICATION);
        assertThat(diagram.rows().get(0).label()).isEqualTo("SIGUSR1");
    }

    @Test
    void lanesKeepTheirOrderWhoeverComesFirst() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.step(1, SERVER, "server.work");
                            sink.step(1, SIGNAL_THREAD, "signal.look");
                            sink.step(1, USER, "emulib.lock");
                        });

        assertThat(diagram.lanes())
                .extracting(Diagram.Lane::kind)
                .containsExactly(LaneKind.USER, LaneKind.SIGNAL, LaneKind.SERVER, LaneKind.KERNEL);
    }

    @Test
    void aDevicesThreadIsOnTheKernelsLane() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.ipc(1, IpcKind.INTERRUPT, -1, TIMER, 1, 0, 0);
                            sink.schedule(1, TIMER);
                            sink.ipc(2, IpcKind.SEND, TIMER, SERVER, 4, 0, 0);
                        });

        assertThat(diagram.lanes()).hasSize(2);
        assertThat(diagram.rows()).extracting(Row::shape).containsExactly(Shape.POINT, Shape.IPC);
    }

    @Test
    void theLocksBarIsWhereTheLockWordSaysItIs() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            lock(sink, SIGNAL_THREAD, 0, (int) id(9, 1));
                            sink.exRegs(1, SIGNAL_THREAD, USER, 0x8000, 0xc0000000, 0);
                            lock(sink, SIGNAL_THREAD, (int) id(9, 1), (int) id(9, 0));
                            sink.step(2, USER, "emulib.saveState");
                            lock(sink, USER, (int) id(9, 0), 0);
                        });

        assertThat(diagram.bars())
                .containsExactly(
                        new Bar(BarKind.LOCK, 1, 0, 2, "user 9.0", 0),
                        new Bar(BarKind.LOCK, 0, 2, 4, "user 9.0", 0));
    }

    private static void lock(EventSink sink, int writer, int before, int after) {
        sink.variable(1, Variable.EMU_LOCAL_LOCK, writer, USER, before, after);
    }

    @Test
    void whatWasSetBeforeTheFirstRowIsDrawnFromTheTop() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.step(1, SERVER, "server.work");
                            sink.variable(2, Variable.UNDER_KERNEL_CONTROL, SERVER, USER, 1, 0);
                        });

        assertThat(diagram.bars())
                .containsExactly(new Bar(BarKind.UNDER_KERNEL_CONTROL, 0, 0, 1, "user 9.0", 0));
    }

    @Test
    void flagsThatOverlapHaveSlotsOfTheirOwn() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.threadCreated(1, 7, id(10, 0), 10, "user");
                            for (int owner : new int[] {USER, 7}) {
                                sink.variable(
                                        2, Variable.UNDER_KERNEL_CONTROL, SERVER, owner, 0, 1);
                            }
                            for (int owner : new int[] {USER, 7}) {
                                sink.variable(
                                        3, Variable.UNDER_KERNEL_CONTROL, SERVER, owner, 1, 0);
                            }
                        });

        assertThat(diagram.bars()).extracting(Bar::slot).containsExactly(0, 1);
    }

    @Test
    void aMarkStandsAtTheRowThatHoldsItsEvent() {
        Diagram diagram =
                draw(
                        false,
                        Map.of(7L, "here"),
                        sink -> {
                            sink.step(1, USER, "emulib.saveState[0]");
                            sink.step(1, USER, "emulib.saveState[1]");
                            sink.step(1, USER, "emulib.saveState[2]");
                            sink.step(1, USER, "emulib.call");
                        });

        assertThat(diagram.rows().get(0).marks()).containsExactly("here");
        assertThat(diagram.rows().get(1).marks()).isEmpty();
    }

    @Test
    void theCallsArgumentsAndResultStandOnItsArrows() {
        Diagram diagram =
                draw(
                        false,
                        sink -> {
                            sink.ipc(1, IpcKind.CALL, USER, SERVER, 1, 4, 0);
                            sink.schedule(1, SERVER);
                            sink.syscallEnter(2, USER, 5, 4, new int[3], "write(1, \"a\", 1)");
                            sink.syscallExit(3, USER, 5, 4, 1, "");
                            sink.ipc(4, IpcKind.REPLY, SERVER, USER, 0, 0, 0);
                        });

        assertThat(diagram.rows())
                .extracting(Row::whole)
                .containsExactly("call 4: write(1, \"a\", 1)", "reply: = 1");
    }
}
