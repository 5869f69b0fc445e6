package org.l4emu.microkernel.irq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.Lab;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.thread.ThreadId;

class InterruptTest {
    private static final ThreadId LINE_3 = ThreadId.interrupt(3);

    private final Lab lab = new Lab();
    private final List<String> seen = new ArrayList<>();

    @Test
    void attachingAnswersWithATimeoutAndASecondOwnerIsRefused() {
        lab.thread(
                100,
                c -> c.receive(LINE_3, Timeouts.RECEIVE_ZERO),
                c -> seen.add("first 0x" + Integer.toHexString(c.result())));
        lab.thread(
                90,
                c -> c.receive(LINE_3, Timeouts.RECEIVE_ZERO),
                c -> seen.add("second 0x" + Integer.toHexString(c.result())));

        lab.run();

        assertThat(seen).containsExactly("first 0x20", "second 0x10");
    }

    @Test
    void anInterruptWithoutAWaitingThreadIsLatchedOnce() {
        lab.thread(
                100,
                c -> c.receive(LINE_3, Timeouts.RECEIVE_ZERO),
                c -> lab.kernel.ipc().interrupt(3),
                c -> lab.kernel.ipc().interrupt(3),
                c -> c.receive(LINE_3, Timeouts.RECEIVE_ZERO),
                c -> {
                    seen.add("cc " + c.result() + " from " + c.sender());
                    c.receive(LINE_3, Timeouts.RECEIVE_ZERO);
                },
                c -> seen.add("then 0x" + Integer.toHexString(c.result())));

        lab.run();

        assertThat(seen).containsExactly("cc 0 from irq3", "then 0x20");
    }

    @Test
    void theTimerInterruptsAtItsVirtualTime() {
        ThreadId timer = ThreadId.interrupt(InterruptController.TIMER_LINE);
        lab.thread(
                100,
                c -> c.receive(timer, Timeouts.RECEIVE_ZERO),
                c -> c.armTimer(5_000),
                c -> c.receive(timer, Timeouts.NEVER),
                c -> seen.add("at " + c.time()));

        lab.run();

        assertThat(seen).containsExactly("at 5001");
    }
}
