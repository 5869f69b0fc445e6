package org.l4emu.microkernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.microkernel.Lab;
import org.l4emu.microkernel.RecordingSink;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;

/** What strategies, priorities and programs decide about who goes on. */
class StrategyTest {
    private static final int PROGRAM = 0xd1000000;

    private final RecordingSink sink = new RecordingSink();
    private final List<String> seen = new ArrayList<>();

    /** Every step is a choice. */
    private abstract static class EveryStep implements Strategy {
        @Override
        public long nextChoiceTime(long now) {
            return now + 1;
        }

        @Override
        public String description() {
            return "of a test";
        }
    }

    private static final class Waits extends EveryStep {
        @Override
        public @Nullable L4Thread choose(SchedulingPoint point) {
            return point.canWait() ? null : point.byPriority();
        }
    }

    private static final class NeverChooses extends EveryStep {
        @Override
        public @Nullable L4Thread choose(SchedulingPoint point) {
            return null;
        }
    }

    /** The last of the runnable threads. */
    private static final class LeastUrgent extends EveryStep {
        @Override
        public L4Thread choose(SchedulingPoint point) {
            return point.thread(point.count() - 1);
        }
    }

    @Test
    void choosingNobodyLetsTimePassToTheNextTimeout() {
        Lab lab = new Lab(new Waits(), sink);
        lab.thread(
                100,
                c -> c.sleep(Timeouts.receiveMicros(1_000)),
                c -> seen.add("sleeper at " + c.time()));
        lab.thread(50, c -> seen.add("other at " + c.time()));

        lab.run();

        long woken = Timeouts.receiveMicrosOf(Timeouts.receiveMicros(1_000)) * 100 + 2;
        assertThat(seen).containsExactly("sleeper at " + woken, "other at " + (woken + 2));
    }

    @Test
    void choosingNobodyIsAnEvent() {
        Lab lab = new Lab(new Waits(), sink);
        lab.thread(100, c -> c.sleep(Timeouts.receiveMicros(1_000)));
        lab.thread(50, c -> {});

        lab.run();

        assertThat(sink.lines()).containsOnlyOnce("schedule -1");
    }

    @Test
    void choosingNobodyIsAnErrorWhereNoTimeoutIsToCome() {
        Lab lab = new Lab(new NeverChooses(), sink);
        lab.thread(100, c -> {});

        assertThatThrownBy(lab::run)
                .isInstanceOfSatisfying(
                        InvariantViolation.class, e -> assertThat(e.id()).isEqualTo("K3_CHOICE"));
    }

    /** Receives, then notes that it goes on. */
    private static final class Receiver extends ThreadProgram {
        private final List<String> seen;
        private final boolean follows;
        private int next;

        Receiver(List<String> seen, boolean follows) {
            this.seen = seen;
            this.follows = follows;
        }

        @Override
        public void step(ThreadContext context) {
            if (next++ == 0) {
                context.waitForAny(Timeouts.NEVER);
            } else {
                seen.add("receiver");
                context.sleep(Timeouts.NEVER);
            }
        }

        @Override
        public boolean followsAtOnce() {
            return follows && next == 1;
        }

        @Override
        public String nextStep() {
            return "receiver";
        }

        @Override
        public void digest(StateDigest digest) {
            digest.put(next);
        }
    }

    private List<String> orderAfterAMessage(boolean follows) {
        Lab lab = new Lab(new LeastUrgent(), sink);
        lab.kernel.images().place(PROGRAM, "receiver", c -> new Receiver(seen, follows));
        L4Thread receiver = lab.kernel.createThread(lab.task(), 0, "receiver");
        receiver.setPriority(100);
        lab.kernel.start(receiver, PROGRAM, 0);
        lab.run();
        lab.thread(20, c -> c.send(receiver.id(), Timeouts.NEVER), c -> seen.add("sender goes on"));
        lab.run();
        return seen;
    }

    @Test
    void aReceiverMayLetNobodyInBeforeItsNextStep() {
        assertThat(orderAfterAMessage(true)).containsExactly("receiver", "sender goes on");
    }

    @Test
    void otherReceiversAreChosenLikeAnybody() {
        assertThat(orderAfterAMessage(false)).containsExactly("sender goes on", "receiver");
    }

    @Test
    void threadScheduleSetsAPriorityUpToTheMaximumOfTheTask() {
        Lab lab = new Lab();
        L4Task task = lab.task();
        task.setMcp(60);
        L4Thread target = lab.thread(task, 1, 10);
        lab.thread(
                task,
                0,
                50,
                c -> c.threadSchedule(1, 60),
                c -> c.threadSchedule(1, 61),
                c -> c.threadSchedule(1, -1),
                c -> c.threadSchedule(9, 20));

        lab.run();

        assertThat(target.priority()).isEqualTo(60);
    }

    @Test
    void aThreadThatBecomesMoreUrgentRunsAtOnce() {
        Lab lab = new Lab();
        L4Task task = lab.task();
        lab.thread(task, 1, 10, c -> seen.add("target"));
        lab.thread(task, 0, 50, c -> c.threadSchedule(1, 60), c -> seen.add("caller"));

        lab.run();

        assertThat(seen).containsExactly("target", "caller");
    }

    @Test
    void aThreadThatWaitsIsNotQueuedByANewPriority() {
        Lab lab = new Lab();
        L4Task task = lab.task();
        L4Thread target = lab.thread(task, 1, 100, c -> c.waitForAny(0), c -> seen.add("woken"));
        lab.thread(task, 0, 50, c -> c.threadSchedule(1, 20));
        lab.thread(5, c -> {}, c -> {});

        lab.run();

        assertThat(seen).isEmpty();
        assertThat(target.priority()).isEqualTo(20);
    }

    @Test
    void everyThreadOfTheChiefsTaskMayMakeATaskAnew() {
        Lab lab = new Lab();
        L4Task chief = lab.task();
        lab.thread(chief, 0, 100, c -> make(c));
        lab.thread(chief, 1, 50, c -> make(c));

        lab.run();

        assertThat(seen).hasSize(2).doesNotHaveDuplicates().doesNotContain("nil");
        assertThat(seen.get(1)).isEqualTo(lab.kernel.task(50).thread(0).id().toString());
    }

    @Test
    void aThreadOfAnotherTaskMayNot() {
        Lab lab = new Lab();
        lab.thread(lab.task(), 0, 100, c -> make(c));
        lab.thread(lab.task(), 0, 50, c -> make(c));

        lab.run();

        assertThat(seen).hasSize(2).last().isEqualTo("nil");
        assertThat(seen.get(0)).isEqualTo(lab.kernel.task(50).thread(0).id().toString());
    }

    private void make(ThreadContext context) {
        ThreadId id = context.taskNew(50, 10, context.id(), 0x8000, 0);
        seen.add(id.equals(ThreadId.NIL) ? "nil" : id.toString());
    }
}
