package org.l4emu.microkernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.Lab;
import org.l4emu.microkernel.RecordingSink;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.thread.L4Thread;

class ScheduleTest {
    @Test
    void theMostUrgentReadyThreadRunsFirst() {
        RecordingSink sink = new RecordingSink();
        Lab lab = new Lab(new PriorityRoundRobin(), sink);
        L4Thread low = lab.thread(10, c -> {});
        L4Thread high = lab.thread(20, c -> {});

        lab.run();

        assertThat(schedules(sink))
                .containsExactly("schedule " + high.serial(), "schedule " + low.serial());
    }

    @Test
    void aMessageSwitchesDirectlyToItsReceiver() {
        RecordingSink sink = new RecordingSink();
        Lab lab = new Lab(new PriorityRoundRobin(), sink);
        L4Thread receiver = lab.thread(10, c -> c.waitForAny(Timeouts.NEVER), c -> {});
        L4Thread other = lab.thread(10, c -> c.yieldProcessor(), c -> {});
        L4Thread sender = lab.thread(10, c -> c.send(receiver.id(), Timeouts.NEVER), c -> {});

        lab.run();

        assertThat(schedules(sink))
                .startsWith(
                        "schedule " + receiver.serial(),
                        "schedule " + other.serial(),
                        "schedule " + sender.serial(),
                        "schedule " + receiver.serial());
    }

    @Test
    void theSameSeedMakesTheSameChoices() {
        assertThat(randomRun(7)).isEqualTo(randomRun(7)).isNotEqualTo(randomRun(8));
    }

    @Test
    void aThreadConsumesTheTimeItRunsAndNoOther() {
        Lab lab = new Lab(new PriorityRoundRobin(), new RecordingSink());
        long[] seen = new long[3];
        L4Thread busy = lab.thread(20, c -> {}, c -> {}, c -> seen[0] = c.consumedTicks(c.id()));
        lab.thread(
                10,
                c -> {},
                c -> seen[1] = c.consumedTicks(c.id()),
                c -> seen[2] = c.consumedTicks(busy.id()));

        lab.run();

        assertThat(seen[0]).isEqualTo(3);
        assertThat(seen[1]).isEqualTo(2);
        assertThat(seen[2]).isEqualTo(lab.machine.kernel().consumedTicks(busy));
    }

    private static List<String> randomRun(long seed) {
        RecordingSink sink = new RecordingSink();
        Lab lab = new Lab(new SeededRandom(seed, 100), sink);
        for (int i = 0; i < 4; i++) {
            Lab.Step[] steps = new Lab.Step[50];
            java.util.Arrays.fill(steps, (Lab.Step) c -> {});
            lab.thread(10 + i, steps);
        }
        lab.run();
        return schedules(sink);
    }

    private static List<String> schedules(RecordingSink sink) {
        return sink.lines().stream().filter(line -> line.startsWith("schedule")).toList();
    }
}
