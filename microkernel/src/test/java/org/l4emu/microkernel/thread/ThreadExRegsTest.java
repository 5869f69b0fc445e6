package org.l4emu.microkernel.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.Lab;
import org.l4emu.microkernel.RecordingSink;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.sigma0.Sigma0;

class ThreadExRegsTest {
    private static final int OTHER_PROGRAM = 0xd1000000;
    private static final int PAGE = 0x8000;

    private final RecordingSink sink = new RecordingSink();
    private final Lab lab = new Lab(new PriorityRoundRobin(), sink);
    private final List<String> seen = new ArrayList<>();
    private final L4Task task = lab.task();

    private static Lab.Step exRegs(int lthread) {
        return c -> c.threadExRegs(lthread, -1, -1, ThreadId.INVALID);
    }

    private void reportOf(ExRegsResult result) {
        seen.add(
                "ip 0x%x sp 0x%x cancelled 0x%x started %b"
                        .formatted(
                                result.instructionPointer(),
                                result.stackPointer(),
                                result.cancelled(),
                                result.started()));
    }

    private String resultOf(ThreadContext context) {
        return "result 0x" + Integer.toHexString(context.result());
    }

    @Test
    void itReachesNoThreadOfAnotherTask() {
        L4Thread foreign = lab.thread(lab.task(), 3, 100, c -> c.waitForAny(Timeouts.NEVER));
        lab.thread(task, 0, 50, exRegs(3));

        lab.run();

        assertThat(foreign.state()).isEqualTo(L4Thread.State.RECEIVING);
        assertThat(task.thread(3)).isNotNull();
    }

    @Test
    void itReturnsTheOldPointersOfMachineCode() {
        L4Thread target = lab.kernel.createThread(task, 1, "user");
        target.setPriority(10);
        lab.kernel.start(target, 0x8124, 0x9000);
        lab.thread(
                task,
                0,
                100,
                c -> reportOf(c.threadExRegs(1, 0x8200, 0x9100, ThreadId.INVALID)),
                c -> reportOf(c.threadExRegs(1, -1, -1, ThreadId.INVALID)));

        lab.run();

        assertThat(seen)
                .containsExactly(
                        "ip 0x8124 sp 0x9000 cancelled 0x0 started false",
                        "ip 0x8200 sp 0x9100 cancelled 0x0 started false");
    }

    @Test
    void minusOneLeavesBothPointers() {
        L4Thread target = lab.kernel.createThread(task, 1, "user");
        target.setPriority(10);
        lab.kernel.start(target, 0x8124, 0x9000);
        lab.thread(
                task,
                0,
                100,
                c -> c.threadExRegs(1, -1, -1, ThreadId.INVALID),
                c -> reportOf(c.threadExRegs(1, -1, -1, ThreadId.INVALID)));

        lab.run();

        assertThat(seen).containsExactly("ip 0x8124 sp 0x9000 cancelled 0x0 started false");
    }

    @Test
    void itReturnsTheAddressOfTheNextStepOfAProgram() {
        L4Thread target = lab.thread(task, 1, 100, c -> {}, c -> c.waitForAny(Timeouts.NEVER));
        int[] expected = new int[1];
        lab.thread(
                task,
                0,
                50,
                c -> expected[0] = target.instructionPointer(),
                c -> reportOf(c.threadExRegs(1, -1, -1, ThreadId.INVALID)));

        lab.run();

        assertThat(seen)
                .containsExactly(
                        "ip 0x%x sp 0x0 cancelled 0x40 started false".formatted(expected[0]));
    }

    @Test
    void anInstructionPointerOfAProgramMakesTheThreadRunIt() {
        lab.kernel.images().place(OTHER_PROGRAM, "other", c -> new Noting(seen));
        lab.thread(task, 1, 100, c -> c.waitForAny(Timeouts.NEVER), c -> seen.add("went on"));
        lab.thread(task, 0, 50, c -> c.threadExRegs(1, OTHER_PROGRAM, -1, ThreadId.INVALID));

        lab.run();

        assertThat(seen).containsExactly("other program");
    }

    private static final class Noting extends ThreadProgram {
        private final List<String> seen;

        Noting(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public void step(ThreadContext context) {
            seen.add("other program");
            context.sleep(Timeouts.NEVER);
        }

        @Override
        public String nextStep() {
            return "noting";
        }

        @Override
        public void digest(StateDigest digest) {}
    }

    @Test
    void aReceiveEndsWithItsCancelCode() {
        lab.thread(task, 1, 100, c -> c.waitForAny(Timeouts.NEVER), c -> seen.add(resultOf(c)));
        lab.thread(task, 0, 50, exRegs(1));

        lab.run();

        assertThat(seen).containsExactly("result 0x40");
    }

    @Test
    void aSendEndsWithItsCancelCodeAndIsNotReceivedLater() {
        L4Thread busy =
                lab.thread(
                        10,
                        c -> c.waitForAny(Timeouts.receiveMicros(10)),
                        c -> seen.add("receiver's " + resultOf(c)));
        L4Thread other = lab.thread(90, c -> {});
        lab.thread(
                task, 1, 100, c -> c.send(busy.id(), Timeouts.NEVER), c -> seen.add(resultOf(c)));
        lab.thread(task, 0, 50, exRegs(1));

        lab.run();

        assertThat(other.state()).isEqualTo(L4Thread.State.RECEIVING);
        assertThat(seen).containsExactly("result 0x50", "receiver's result 0x20");
    }

    @Test
    void aCallThatWasTakenIsCancelledInItsReceivePhaseAndTheReplyFails() {
        L4Thread server =
                lab.thread(
                        110,
                        c -> c.waitForAny(Timeouts.NEVER),
                        c -> c.sleep(Timeouts.receiveMicros(100)),
                        c -> c.reply(c.sender()),
                        c -> seen.add("reply " + resultOf(c)));
        lab.thread(
                task, 1, 100, c -> c.call(server.id(), Timeouts.NEVER), c -> seen.add(resultOf(c)));
        lab.thread(task, 0, 50, exRegs(1));

        lab.run();

        assertThat(seen).containsExactly("result 0x40", "reply result 0x30");
    }

    @Test
    void aTimeoutThatWasRunningIsGone() {
        lab.thread(
                task,
                1,
                100,
                c -> c.waitForAny(Timeouts.receiveMicros(1_000)),
                c -> c.waitForAny(Timeouts.NEVER),
                c -> seen.add("woken, " + resultOf(c)));
        lab.thread(task, 0, 50, exRegs(1));

        lab.run();

        assertThat(seen).isEmpty();
    }

    @Test
    void aSleepIsOverAtOnce() {
        lab.thread(task, 1, 100, c -> c.sleep(Timeouts.NEVER), c -> seen.add(resultOf(c)));
        lab.thread(task, 0, 50, c -> reportOf(c.threadExRegs(1, -1, -1, ThreadId.INVALID)));

        lab.run();

        assertThat(seen).endsWith("result 0x40");
    }

    @Test
    void aThreadThatRunsIsOnlyMoved() {
        lab.thread(task, 1, 10, c -> seen.add(resultOf(c)));
        lab.thread(task, 0, 50, c -> reportOf(c.threadExRegs(1, -1, -1, ThreadId.INVALID)));

        lab.run();

        assertThat(seen).hasSize(2).last().isEqualTo("result 0x0");
        assertThat(seen.get(0)).endsWith("cancelled 0x0 started false");
    }

    /** Serves one page fault late: the faulting thread has been moved by then. */
    private L4Thread latePager(Lab.Step... last) {
        ThreadId sigma0 = Sigma0.start(lab.kernel);
        ArrayList<Lab.Step> steps = new ArrayList<>();
        steps.add(
                c -> {
                    c.setReceiveWindow(Flexpage.COMPLETE);
                    c.setMessage(Sigma0.ALL_MEMORY, 0, 0);
                    c.call(sigma0, Timeouts.NEVER);
                });
        steps.add(c -> c.waitForAny(Timeouts.NEVER));
        steps.add(c -> c.sleep(Timeouts.receiveMicros(100)));
        steps.add(
                c -> {
                    seen.add("fault " + Integer.toHexString(c.w0()));
                    c.addMapItem(Flexpage.page(7 << 12, true), c.w0() & ~3);
                    c.reply(c.sender());
                });
        steps.add(
                c -> {
                    seen.add("reply " + resultOf(c));
                    c.waitForAny(Timeouts.NEVER);
                });
        steps.addAll(List.of(last));
        return lab.thread(110, steps.toArray(new Lab.Step[0]));
    }

    private L4Thread faulting(L4Thread pager) {
        L4Thread client =
                lab.thread(task, 1, 100, c -> c.store(PAGE + 0x10, 42), c -> seen.add("stored"));
        client.setPager(pager.id());
        return client;
    }

    @Test
    void aPageFaultIsRetriedWithoutACode() {
        L4Thread pager = latePager(c -> seen.add("again " + Integer.toHexString(c.w0())));
        L4Thread client = faulting(pager);
        lab.thread(task, 0, 50, c -> reportOf(c.threadExRegs(1, -1, -1, ThreadId.INVALID)));

        lab.run();

        assertThat(seen.get(0)).endsWith("cancelled 0x100 started false");
        assertThat(seen).endsWith("again " + Integer.toHexString(PAGE + 0x12));
        assertThat(client.ipc.result).isEqualTo(IpcResult.OK);
    }

    @Test
    void theLateReplyToACancelledPageFaultIsDropped() {
        faulting(latePager());
        lab.thread(task, 0, 50, exRegs(1));

        lab.run();

        assertThat(seen)
                .containsExactly("fault " + Integer.toHexString(PAGE + 0x12), "reply result 0x30");
    }

    @Test
    void thePageOfALateReplyDoesNotGoToTheNextClient() {
        L4Thread pager =
                latePager(
                        c -> c.replyAndWait(c.sender()),
                        c -> seen.add("next fault " + Integer.toHexString(c.w0())));
        faulting(pager);
        lab.thread(task, 0, 50, exRegs(1), c -> c.threadExRegs(1, 0x9000, -1, ThreadId.NIL));
        lab.thread(
                40,
                c -> {
                    c.setReceiveWindow(Flexpage.COMPLETE);
                    c.call(pager.id(), Timeouts.NEVER);
                },
                c -> seen.add("client loads " + c.load(PAGE)));

        lab.run();

        assertThat(seen).contains("reply result 0x30").doesNotContain("client loads 0");
        assertThat(sink.lines()).noneMatch(line -> line.matches("mapping MAP \\d+>12"));
    }

    @Test
    void aQueuedPageFaultLeavesThePagersQueue() {
        L4Thread pager =
                lab.thread(20, c -> {}, c -> c.waitForAny(0), c -> seen.add("a fault came"));
        L4Thread client = lab.thread(task, 1, 100, c -> c.load(PAGE));
        client.setPager(pager.id());
        lab.kernel.images().place(OTHER_PROGRAM, "other", c -> new Noting(seen));
        lab.thread(task, 0, 50, c -> c.threadExRegs(1, OTHER_PROGRAM, -1, ThreadId.INVALID));

        lab.run();

        assertThat(seen).containsExactly("other program");
    }

    @Test
    void itCreatesAndStartsAThreadWithTheCallersPriorityAndPager() {
        lab.kernel.images().place(OTHER_PROGRAM, "other", c -> new Noting(seen));
        L4Thread caller =
                lab.thread(
                        task,
                        0,
                        50,
                        c -> reportOf(c.threadExRegs(5, OTHER_PROGRAM, 0x700, ThreadId.INVALID)));
        ThreadId pager = ThreadId.of(77, 0, 0);
        caller.setPager(pager);

        lab.run();

        L4Thread made = task.thread(5);
        assertThat(made).isNotNull();
        assertThat(made.priority()).isEqualTo(50);
        assertThat(made.pager()).isEqualTo(pager);
        assertThat(made.registers().r[13]).isEqualTo(0x700);
        assertThat(made.role()).isEqualTo("other");
        assertThat(seen).hasSize(2).last().isEqualTo("other program");
        assertThat(seen.get(0)).endsWith("cancelled 0x0 started true");
    }

    @Test
    void itSetsThePagerOnlyIfOneIsNamed() {
        ThreadId one = ThreadId.of(77, 0, 0);
        L4Thread target = lab.thread(task, 1, 10, c -> {});
        lab.thread(
                task,
                0,
                50,
                c -> c.threadExRegs(1, -1, -1, one),
                c -> c.threadExRegs(1, -1, -1, ThreadId.INVALID));

        lab.run();

        assertThat(target.pager()).isEqualTo(one);
    }

    @Test
    void itIsAnEventWithCallerTargetAndWhatWasCancelled() {
        L4Thread target = lab.thread(task, 1, 100, c -> c.waitForAny(Timeouts.NEVER));
        L4Thread caller = lab.thread(task, 0, 50, exRegs(1));

        lab.run();

        assertThat(sink.lines())
                .contains("exRegs " + caller.serial() + ">" + target.serial() + " 0x40");
    }

    private void moveToAProgramThatReceivesAndSendToIt() {
        lab.kernel.images().place(OTHER_PROGRAM, "other", c -> new Receiving(seen));
        lab.thread(
                task,
                0,
                50,
                c -> c.threadExRegs(1, OTHER_PROGRAM, -1, ThreadId.INVALID),
                c -> c.sleep(Timeouts.receiveMicros(10)),
                c -> {
                    c.setMessage(1, 2, 3);
                    c.send(c.id().sibling(1), Timeouts.NEVER);
                });
    }

    @Test
    void aThreadStoppedAtAFaultReceivesMessagesWhenItIsStartedAnew() {
        lab.thread(task, 1, 100, c -> c.load(PAGE), c -> seen.add("unreachable"));
        moveToAProgramThatReceivesAndSendToIt();

        lab.run();

        assertThat(seen).containsExactly("received 1 2 3");
    }

    @Test
    void aThreadWhosePageFaultWasCancelledReceivesMessagesInItsNextProgram() {
        L4Thread pager = lab.thread(110, c -> c.waitForAny(Timeouts.NEVER));
        lab.thread(task, 1, 100, c -> c.load(PAGE)).setPager(pager.id());
        moveToAProgramThatReceivesAndSendToIt();

        lab.run();

        assertThat(seen).containsExactly("received 1 2 3");
    }

    private static final class Receiving extends ThreadProgram {
        private final List<String> seen;
        private boolean waited;

        Receiving(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public void step(ThreadContext context) {
            if (waited) {
                seen.add("received " + context.w0() + " " + context.w1() + " " + context.w2());
            }
            waited = true;
            context.waitForAny(Timeouts.NEVER);
        }

        @Override
        public String nextStep() {
            return "receiving";
        }

        @Override
        public void digest(StateDigest digest) {
            digest.put(waited);
        }
    }
}
