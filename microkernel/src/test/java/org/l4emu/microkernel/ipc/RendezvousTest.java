package org.l4emu.microkernel.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.Lab;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ThreadId;

class RendezvousTest {
    private final Lab lab = new Lab();
    private final List<String> seen = new ArrayList<>();

    @Test
    void callBringsTheAnswerOfReplyAndWait() {
        L4Thread server =
                lab.thread(
                        110,
                        c -> c.waitForAny(Timeouts.NEVER),
                        c -> {
                            c.setMessage(c.w0() + 1, c.w1() + 1, c.w2() + 1);
                            c.replyAndWait(c.sender());
                        });
        lab.thread(
                100,
                c -> {
                    c.setMessage(10, 20, 30);
                    c.call(server.id(), Timeouts.NEVER);
                },
                c -> seen.add(c.w0() + " " + c.w1() + " " + c.w2() + " cc " + c.result()));

        lab.run();

        assertThat(seen).containsExactly("11 21 31 cc 0");
    }

    @Test
    void sendersThatFindNobodyWaitingAreServedInTheOrderTheyCame() {
        L4Task receivers = lab.task();
        ThreadId receiver = ThreadId.of(receivers.number(), 0, receivers.version());
        for (int i = 1; i <= 3; i++) {
            int number = i;
            lab.thread(
                    100,
                    c -> {
                        c.setMessage(number, 0, 0);
                        c.send(receiver, Timeouts.NEVER);
                    });
        }
        lab.thread(
                receivers,
                0,
                50,
                c -> c.waitForAny(Timeouts.NEVER),
                c -> {
                    seen.add("" + c.w0());
                    c.waitForAny(Timeouts.NEVER);
                },
                c -> {
                    seen.add("" + c.w0());
                    c.waitForAny(Timeouts.NEVER);
                },
                c -> seen.add("" + c.w0()));

        lab.run();

        assertThat(seen).containsExactly("1", "2", "3");
    }

    @Test
    void closedReceiveLeavesOtherSendersInTheQueue() {
        L4Task receivers = lab.task();
        ThreadId receiver = ThreadId.of(receivers.number(), 0, receivers.version());
        lab.thread(
                100,
                c -> {
                    c.setMessage(1, 0, 0);
                    c.send(receiver, Timeouts.NEVER);
                });
        L4Thread wanted =
                lab.thread(
                        90,
                        c -> {
                            c.setMessage(2, 0, 0);
                            c.send(receiver, Timeouts.NEVER);
                        });
        lab.thread(
                receivers,
                0,
                50,
                c -> c.receive(wanted.id(), Timeouts.NEVER),
                c -> {
                    seen.add("closed " + c.w0());
                    c.waitForAny(Timeouts.NEVER);
                },
                c -> seen.add("open " + c.w0()));

        lab.run();

        assertThat(seen).containsExactly("closed 2", "open 1");
    }

    @Test
    void pagesOfAMessageThatNobodyTookDoNotTravelWithTheNext() {
        L4Thread busy = lab.thread(50, c -> seen.add("busy runs"), c -> c.sleep(0));
        lab.thread(
                100,
                c -> {
                    c.addMapItem(Flexpage.page(0x100000, true), 0x4000);
                    c.reply(busy.id());
                },
                c -> seen.add("result " + c.result() + ", items left " + c.mapItems()));

        lab.run();

        assertThat(seen)
                .containsExactly(
                        "result " + IpcResult.SEND_TIMEOUT + ", items left 0", "busy runs");
    }

    @Test
    void replyToAClientThatDoesNotWaitFailsAtOnce() {
        L4Thread busy = lab.thread(50, c -> seen.add("busy runs"), c -> c.sleep(0));
        lab.thread(
                100,
                c -> c.reply(busy.id()),
                c -> seen.add("cc 0x" + Integer.toHexString(c.result())));

        lab.run();

        assertThat(seen).containsExactly("cc 0x30", "busy runs");
    }

    @Test
    void receiveTimeoutEndsTheWaitAtItsVirtualTime() {
        lab.thread(
                100,
                c -> c.waitForAny(Timeouts.receiveMicros(1_000)),
                c -> seen.add("cc " + c.result() + " at " + c.time() / 100 + " us"));

        lab.run();

        long micros = Timeouts.receiveMicrosOf(Timeouts.receiveMicros(1_000));
        assertThat(seen).containsExactly("cc 32 at " + micros + " us");
    }

    @Test
    void aWaitThatEndedInTimeIsNotTimedOutLater() {
        L4Thread receiver =
                lab.thread(
                        100,
                        c -> c.waitForAny(Timeouts.receiveMicros(100)),
                        c -> {
                            seen.add("first cc " + c.result());
                            c.waitForAny(Timeouts.NEVER);
                        },
                        c -> seen.add("second cc " + c.result()));
        lab.thread(90, c -> c.send(receiver.id(), Timeouts.NEVER));

        Machine.Outcome outcome = lab.run();

        assertThat(seen).containsExactly("first cc 0");
        assertThat(outcome).isEqualTo(Machine.Outcome.STUCK);
    }

    @Test
    void aStaleIdDoesNotExistAfterItsTaskNumberWasRecycled() {
        L4Task old = lab.task();
        ThreadId stale = lab.thread(old, 0, 50).id();
        lab.kernel.deleteTask(old);
        L4Task recycled = lab.kernel.createTask(old.number(), ThreadId.NIL);
        lab.thread(recycled, 0, 50, c -> c.waitForAny(Timeouts.NEVER));
        lab.thread(
                40,
                c -> c.send(stale, Timeouts.NEVER),
                c -> seen.add("cc 0x" + Integer.toHexString(c.result())));

        lab.run();

        assertThat(seen).containsExactly("cc 0x10");
    }

    @Test
    void deletingATaskReleasesThoseWhoQueueAtItAndThoseWhoWaitForIt() {
        L4Task doomed = lab.task();
        ThreadId id = lab.thread(doomed, 0, 10).id();
        lab.thread(
                100,
                c -> c.send(id, Timeouts.NEVER),
                c -> seen.add("sender 0x" + Integer.toHexString(c.result())));
        lab.thread(
                100,
                c -> c.receive(id, Timeouts.NEVER),
                c -> seen.add("receiver 0x" + Integer.toHexString(c.result())));
        lab.thread(50, c -> lab.kernel.deleteTask(doomed));

        lab.run();

        assertThat(seen).containsExactlyInAnyOrder("sender 0x10", "receiver 0x10");
    }

    @Test
    void sendingToOneselfIsSendingToNobody() {
        lab.thread(
                100,
                c -> c.send(c.id(), Timeouts.NEVER),
                c -> seen.add("cc 0x" + Integer.toHexString(c.result())));

        lab.run();

        assertThat(seen).containsExactly("cc 0x10");
    }

    @Test
    void aServerServesTheQueuedSenderRightAfterItsReply() {
        L4Thread server =
                lab.thread(
                        110,
                        c -> c.waitForAny(Timeouts.NEVER),
                        c -> {
                            seen.add("serve " + c.w0());
                            c.sleep(Timeouts.receiveMicros(10));
                        },
                        c -> c.replyAndWait(c.sender()),
                        c -> seen.add("serve " + c.w0()));
        for (int i = 1; i <= 2; i++) {
            int number = i;
            lab.thread(
                    100,
                    c -> {
                        c.setMessage(number, 0, 0);
                        c.call(server.id(), Timeouts.NEVER);
                    },
                    c -> seen.add("client " + number + " answered"));
        }

        lab.run();

        assertThat(seen).containsExactly("serve 1", "serve 2", "client 1 answered");
    }
}
