package org.l4emu.microkernel.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.Lab;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.Notification;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;

class NotificationTest {
    private static final int LABEL = 0x21;

    private final Lab lab = new Lab();
    private final List<String> seen = new ArrayList<>();

    private Lab.Step notify(ThreadId target, int label, boolean latch) {
        return c -> seen.add("" + c.sendNotification(target, label, latch));
    }

    private void note(ThreadContext c) {
        seen.add("w0 %x w1 %d w2 %d from %s".formatted(c.w0(), c.w1(), c.w2(), c.sender()));
    }

    private static Lab.Step receiveNow() {
        return c -> c.waitForAny(Timeouts.RECEIVE_ZERO);
    }

    @Test
    void aThreadThatWaitsHasItAtOnce() {
        L4Thread target =
                lab.thread(
                        100,
                        c -> {
                            c.setMessage(7, 8, 9);
                            c.waitForAny(Timeouts.NEVER);
                        },
                        this::note);
        L4Thread sender = lab.thread(50, notify(target.id(), LABEL, false));

        lab.run();

        assertThat(seen)
                .containsExactlyInAnyOrder(
                        Notification.RECEIVED.name(), "w0 21 w1 0 w2 0 from " + sender.id());
    }

    @Test
    void theSenderGoesOnWithoutWaiting() {
        L4Thread target = lab.thread(10, c -> {});
        L4Thread sender =
                lab.thread(100, notify(target.id(), LABEL, true), c -> seen.add("went on"));

        lab.run();

        assertThat(seen).containsExactly("LATCHED", "went on");
        assertThat(sender.ipc.result).isEqualTo(IpcResult.OK);
    }

    @Test
    void aThreadThatDoesNotWaitGetsItWithItsNextReceiveAndOnlyOnce() {
        L4Thread target =
                lab.thread(
                        10,
                        receiveNow(),
                        c -> {
                            note(c);
                            c.waitForAny(Timeouts.RECEIVE_ZERO);
                        },
                        c -> seen.add("then 0x" + Integer.toHexString(c.result())));
        L4Thread sender =
                lab.thread(100, notify(target.id(), 1, true), notify(target.id(), LABEL, true));

        lab.run();

        assertThat(seen)
                .containsExactly(
                        "LATCHED", "LATCHED", "w0 21 w1 0 w2 0 from " + sender.id(), "then 0x20");
    }

    @Test
    void withoutLatchNothingIsRemembered() {
        L4Thread target =
                lab.thread(10, receiveNow(), c -> seen.add("0x" + Integer.toHexString(c.result())));
        lab.thread(100, notify(target.id(), LABEL, false));

        lab.run();

        assertThat(seen).containsExactly("DROPPED", "0x20");
    }

    @Test
    void aStaleIdDoesNotExist() {
        L4Task doomed = lab.task();
        ThreadId stale = lab.thread(doomed, 0, 10).id();
        lab.kernel.deleteTask(doomed);
        lab.thread(
                lab.kernel.createTask(doomed.number(), ThreadId.NIL),
                0,
                10,
                receiveNow(),
                c -> seen.add("0x" + Integer.toHexString(c.result())));
        lab.thread(100, notify(stale, LABEL, true));

        lab.run();

        assertThat(seen).containsExactly("NOT_EXISTENT", "0x20");
    }

    @Test
    void aClosedReceiveFromTheSenderTakesIt() {
        ThreadId sender = lab.thread(100, c -> {}).id();
        L4Thread target = lab.thread(10, c -> c.receive(sender, Timeouts.RECEIVE_ZERO), this::note);
        lab.kernel.ipc().notify(lab.kernel.threadOf(sender), target.id(), LABEL, true);

        lab.run();

        assertThat(seen).containsExactly("w0 21 w1 0 w2 0 from " + sender);
    }

    @Test
    void aClosedReceiveFromAnotherLeavesItForTheNextOne() {
        ThreadId other = lab.thread(100, c -> {}).id();
        L4Thread target =
                lab.thread(
                        10,
                        c -> c.receive(other, Timeouts.RECEIVE_ZERO),
                        c -> {
                            seen.add("0x" + Integer.toHexString(c.result()));
                            c.waitForAny(Timeouts.RECEIVE_ZERO);
                        },
                        this::note);
        L4Thread sender = lab.thread(90, notify(target.id(), LABEL, true));

        lab.run();

        assertThat(seen).containsExactly("LATCHED", "0x20", "w0 21 w1 0 w2 0 from " + sender.id());
    }

    @Test
    void aThreadThatWaitsForAnotherDoesNotTakeIt() {
        ThreadId other = lab.thread(20, c -> {}).id();
        L4Thread target = lab.thread(100, c -> c.receive(other, Timeouts.NEVER), this::note);
        lab.thread(50, notify(target.id(), LABEL, false));

        lab.run();

        assertThat(seen).containsExactly("DROPPED");
    }

    @Test
    void aSleepDoesNotTakeIt() {
        L4Thread target =
                lab.thread(100, c -> c.sleep(Timeouts.NEVER), c -> seen.add("woken by it"));
        lab.thread(50, notify(target.id(), LABEL, true));

        Machine.Outcome outcome = lab.run();

        assertThat(seen).containsExactly("LATCHED");
        assertThat(outcome).isEqualTo(Machine.Outcome.STUCK);
    }

    @Test
    void aThreadThatWaitsForItsPagerKeepsItForLater() {
        L4Thread pager =
                lab.thread(
                        50,
                        c -> c.waitForAny(Timeouts.NEVER),
                        c -> seen.add("" + c.sendNotification(c.sender(), LABEL, true)));
        L4Thread target = lab.thread(100, c -> c.load(0x8000), c -> seen.add("went on"));
        target.setPager(pager.id());

        lab.run();

        assertThat(seen).containsExactly("LATCHED");
        assertThat(target.state()).isEqualTo(L4Thread.State.RECEIVING);
        assertThat(target.ipc.faulting).isTrue();
    }

    @Test
    void aPageFaultDoesNotTakeALatchedOneOfThePagerForItsAnswer() {
        int[] faults = new int[1];
        L4Thread pager =
                lab.thread(
                        110,
                        c -> c.waitForAny(Timeouts.NEVER),
                        c -> {
                            faults[0]++;
                            c.waitForAny(Timeouts.NEVER);
                        },
                        c -> faults[0]++);
        L4Thread target = lab.thread(10, c -> c.load(0x8000));
        target.setPager(pager.id());
        lab.kernel.ipc().notify(pager, target.id(), LABEL, true);

        lab.run();

        assertThat(faults[0]).isEqualTo(1);
        assertThat(target.state()).isEqualTo(L4Thread.State.RECEIVING);
        assertThat(target.ipc.latched).isEqualTo(pager.id());
    }
}
