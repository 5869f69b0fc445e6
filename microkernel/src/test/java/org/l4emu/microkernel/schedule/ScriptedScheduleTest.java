package org.l4emu.microkernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l4emu.microkernel.Lab;
import org.l4emu.microkernel.RecordingSink;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.schedule.ScriptedSchedule.BadSchedule;
import org.l4emu.microkernel.schedule.ScriptedSchedule.NotReached;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;

class ScriptedScheduleTest {
    private static final int FIRST_ADDRESS = 0xd2000000;
    private static final int KERNEL_TASK = 4;

    private final List<String> seen = new ArrayList<>();
    private int programs;

    /** One step of a walk by its name; what it does beside being noted. */
    private record Named(String name, Lab.Step action) {}

    private static Named step(String name) {
        return new Named(name, c -> {});
    }

    /** Takes named steps, notes each, then sleeps for ever. */
    private final class Walk extends ThreadProgram {
        private final String who;
        private final List<Named> steps;
        private int next;

        Walk(String who, List<Named> steps) {
            this.who = who;
            this.steps = steps;
        }

        @Override
        public void step(ThreadContext context) {
            if (next == steps.size()) {
                context.sleep(Timeouts.NEVER);
                return;
            }
            Named step = steps.get(next++);
            seen.add(who + "." + step.name());
            step.action().take(context);
        }

        @Override
        public String nextStep() {
            return next == steps.size() ? "end" : steps.get(next).name();
        }

        @Override
        public void digest(StateDigest digest) {
            digest.put(next);
        }
    }

    private ThreadId walk(Lab lab, int task, int priority, Named... steps) {
        int address = FIRST_ADDRESS + 4 * programs++;
        lab.kernel
                .images()
                .place(address, "walk", c -> new Walk(Integer.toString(task), List.of(steps)));
        L4Thread thread =
                lab.kernel.createThread(lab.kernel.createTask(task, ThreadId.NIL), 0, "walk");
        thread.setPriority(priority);
        lab.kernel.start(thread, address, 0);
        return thread.id();
    }

    private static Lab lab(String schedule) throws BadSchedule {
        return new Lab(ScriptedSchedule.parse(schedule), new RecordingSink());
    }

    private void twoWalks(Lab lab) {
        walk(lab, 8, 50, step("a"), step("b"), step("c"));
        walk(lab, 9, 100, step("a"), step("b"), step("c"));
    }

    @Test
    void untilStopsBeforeTheStep() throws BadSchedule {
        Lab lab = lab("8.0 until c");
        twoWalks(lab);

        lab.run();

        assertThat(seen).containsExactly("8.a", "8.b", "9.a", "9.b", "9.c", "8.c");
    }

    @Test
    void pastTakesThatStepToo() throws BadSchedule {
        Lab lab = lab("8.0 past b");
        twoWalks(lab);

        lab.run();

        assertThat(seen).containsExactly("8.a", "8.b", "9.a", "9.b", "9.c", "8.c");
    }

    @Test
    void forTakesThatManySteps() throws BadSchedule {
        Lab lab = lab("8.0 for 1; 9.0 for 2; 8.0 for 1");
        twoWalks(lab);

        lab.run();

        assertThat(seen).containsExactly("8.a", "9.a", "9.b", "8.b", "9.c", "8.c");
    }

    @Test
    void aStretchWhoseStepIsNextAlreadyIsOver() throws BadSchedule {
        Lab lab = lab("8.0 until a; 9.0 until b");
        twoWalks(lab);

        lab.run();

        assertThat(seen).startsWith("9.a", "9.b");
    }

    @Test
    void whatStandsInBracketsDoesNotCount() throws BadSchedule {
        Lab lab = lab("8.0 until word");
        walk(lab, 8, 50, step("a"), step("word[3]"));
        walk(lab, 9, 100, step("a"));

        lab.run();

        assertThat(seen).containsExactly("8.a", "9.a", "8.word[3]");
    }

    @Test
    void aStretchThatPassesAStepEndsWhenItBlocksThere() throws BadSchedule {
        Lab lab = lab("8.0 past wait; 9.0 until b");
        walk(lab, 8, 100, step("a"), new Named("wait", c -> c.waitForAny(0)), step("c"));
        walk(lab, 9, 50, step("a"), step("b"));
        walk(lab, 10, 70, step("a"));

        lab.run();

        assertThat(seen).containsExactly("8.a", "8.wait", "9.a", "10.a", "9.b");
    }

    @Test
    void threadsOfTheKernelDoWhatTheThreadWaitsForAndOthersStandStill() throws BadSchedule {
        Lab lab = lab("8.0 until c");
        ThreadId server =
                walk(
                        lab,
                        KERNEL_TASK,
                        10,
                        new Named("receive", c -> c.waitForAny(0)),
                        new Named("reply", c -> c.reply(c.sender())));
        walk(lab, 8, 50, new Named("call", c -> c.call(server, 0)), step("b"), step("c"));
        walk(lab, 9, 100, step("a"));

        lab.run();

        assertThat(seen).containsExactly("8.call", "4.receive", "4.reply", "8.b", "9.a", "8.c");
    }

    @Test
    void untilBlockedLastsUntilItWaitsAndTheKernelIsDone() throws BadSchedule {
        Lab lab = lab("8.0 until blocked; 9.0 until c");
        ThreadId server =
                walk(
                        lab,
                        KERNEL_TASK,
                        10,
                        new Named("receive", c -> c.waitForAny(0)),
                        step("work"),
                        new Named("receive", c -> c.waitForAny(0)));
        walk(lab, 8, 50, step("a"), new Named("call", c -> c.call(server, 0)), step("c"));
        walk(lab, 9, 40, step("a"), step("b"), step("c"));
        walk(lab, 10, 100, step("a"));

        lab.run();

        assertThat(seen)
                .containsExactly(
                        "8.a",
                        "8.call",
                        "4.receive",
                        "4.work",
                        "4.receive",
                        "9.a",
                        "9.b",
                        "10.a",
                        "9.c");
    }

    @Test
    void aThreadThatSleepsIsWaitedForWhileOthersStandStill() throws BadSchedule {
        Lab lab = lab("8.0 until c");
        walk(
                lab,
                8,
                50,
                new Named("sleep", c -> c.sleep(Timeouts.receiveMicros(500))),
                step("b"),
                step("c"));
        walk(lab, 9, 100, step("a"));

        lab.run();

        assertThat(seen).containsExactly("8.sleep", "8.b", "9.a", "8.c");
    }

    @Test
    void aThreadThatWaitsForeverDoesNotReachItsStep() throws BadSchedule {
        Lab lab = lab("8.0 until a; 8.0 until c");
        walk(lab, 8, 50, new Named("a", c -> c.waitForAny(0)), step("c"));
        walk(lab, 9, 40, step("a"));

        assertThatThrownBy(lab::run)
                .isInstanceOf(NotReached.class)
                .hasMessage(
                        "stretch 2 (8.0 UNTIL c): it waits, and nobody in the kernel can go on");
    }

    @Test
    void aStepThatNeverComesIsNotReachedInTime() throws BadSchedule {
        Lab lab = lab("8.0 until c");
        L4Thread thread =
                lab.kernel.createThread(lab.kernel.createTask(8, ThreadId.NIL), 0, "walk");
        lab.kernel.images().place(FIRST_ADDRESS, "walk", c -> new Endless());
        lab.kernel.start(thread, FIRST_ADDRESS, 0);

        assertThatThrownBy(lab::run)
                .isInstanceOf(NotReached.class)
                .hasMessage("stretch 1 (8.0 UNTIL c) does not end");
    }

    @Test
    void everyStretchHasItsOwnTime() throws BadSchedule {
        Lab lab = lab("8.0 until b; 8.0 until c; 8.0 until end");
        Lab.Step sleep = c -> c.sleep(Timeouts.receiveMicros(300_000));
        walk(lab, 8, 50, new Named("a", sleep), new Named("b", sleep), step("c"));

        lab.run();

        assertThat(seen).containsExactly("8.a", "8.b", "8.c");
    }

    /** Sleeps again and again. */
    private static final class Endless extends ThreadProgram {
        @Override
        public void step(ThreadContext context) {
            context.sleep(Timeouts.receiveMicros(10_000));
        }

        @Override
        public String nextStep() {
            return "again";
        }

        @Override
        public void digest(StateDigest digest) {}
    }

    @Test
    void prioritiesDecideUntilTheFirstThreadIsThere() throws BadSchedule {
        Lab lab = lab("12.0 until b");
        walk(
                lab,
                9,
                100,
                step("a"),
                new Named("make", c -> walk(lab, 12, 10, step("a"), step("b"))),
                step("c"));

        lab.run();

        assertThat(seen).containsExactly("9.a", "9.make", "12.a", "9.c", "12.b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8.0 until|'8.0 until' is not TASK.LTHREAD until",
                "8 until a|'8 until a' is not TASK.LTHREAD until",
                ".0 until a|'.0 until a' is not TASK.LTHREAD until",
                "8.0 until a b|'8.0 until a b' is not TASK.LTHREAD until",
                "x.0 until a|'x' in 'x.0 until a' is not a number",
                "8.y until a|'y' in '8.y until a' is not a number",
                "8.0 for a|'a' in '8.0 for a' is not a number",
                "8.0 after a|'after' in '8.0 after a' is none of until, past, for"
            })
    void textThatIsNoScheduleIsRefusedWithTheWordThatIsWrong(String text, String message) {
        assertThatThrownBy(() -> ScriptedSchedule.parse("9.0 until a; " + text))
                .isInstanceOf(BadSchedule.class)
                .hasMessageStartingWith(message.strip());
    }

    @Test
    void commentsAndEmptyLinesAreLeftOut() throws BadSchedule {
        assertThat(ScriptedSchedule.parse("# first\n\n 8.0 until a ;; 9.0 for 3\n").description())
                .isEqualTo("script 8.0 until a; 9.0 for 3");
    }
}
