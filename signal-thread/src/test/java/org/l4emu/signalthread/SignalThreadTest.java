package org.l4emu.signalthread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.microkernel.thread.ThreadId;

class SignalThreadTest {
    private static final int HOLDER = 0x1234;
    private static final int LOCK = ExclusivePage.EMU_LOCAL_LOCK;
    private static final int FLAG = ExclusivePage.SIGS_HANDLED;
    private static final String RECEIVE = "signal.receive";
    private static final String CHECK = "signal.checkSender";
    private static final String FORCED = "user forced, sp 20000";

    /** Steps but those that were taken again after a page fault. */
    private static List<String> steps(SignalThreadLab lab) {
        return lab.steps.stream()
                .filter(
                        new java.util.function.Predicate<String>() {
                            private String last = "";

                            @Override
                            public boolean test(String step) {
                                boolean again = step.equals(last);
                                last = step;
                                return !again;
                            }
                        })
                .toList();
    }

    private static boolean isForced(SignalThreadLab lab) {
        return lab.log.stream().anyMatch(line -> line.startsWith("user forced"));
    }

    private static SignalThreadLab locked(String settings) throws Exception {
        return new SignalThreadLab(settings).thenSet(LOCK, HOLDER);
    }

    // The way of a notification

    @Test
    void aNotificationForcesTheUserThreadStepByStep() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("default").thenNotify().run();

        assertThat(steps(lab))
                .containsExactly(
                        RECEIVE,
                        CHECK,
                        "signal.lock",
                        "signal.exRegsPark",
                        "signal.storeIp",
                        "signal.storeSp",
                        "signal.exRegsForce",
                        RECEIVE);
        assertThat(lab.log)
                .endsWith("FORCED " + Integer.toHexString(SignalThreadLab.userIp()), FORCED);
    }

    @Test
    void theLockIsTakenInItsOwnNameAndLeftToTheUserThread() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("default").thenNotify().run();

        assertThat(lab.pageWord(LOCK)).isEqualTo((int) lab.signalThread.value());
        assertThat(lab.log).doesNotContain("emu_local_lock " + lab.pageWord(LOCK) + ">0");
    }

    @Test
    void theOldIpAndSpAreKeptInTheExclusivePage() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("default").thenNotify().run();

        assertThat(lab.pageWord(ExclusivePage.FORCED_IP)).isEqualTo(SignalThreadLab.userIp());
        assertThat(lab.pageWord(ExclusivePage.FORCED_SP)).isEqualTo(SignalThreadLab.USER_SP);
        assertThat(lab.log).contains(FORCED);
    }

    @Test
    void theOldIpAndSpAreKeptOnTheUserStackWhichMayFaultInItsName() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("second").thenNotify().run();

        int kept = SignalThreadLab.USER_SP - 8;
        assertThat(lab.log)
                .contains("fault of lthread 1 at " + Integer.toHexString(kept))
                .contains("user forced, sp " + Integer.toHexString(kept));
        assertThat(lab.word(kept)).isEqualTo(SignalThreadLab.userIp());
        assertThat(lab.word(kept + 4)).isEqualTo(SignalThreadLab.USER_SP);
        assertThat(lab.pageWord(ExclusivePage.FORCED_IP)).isZero();
    }

    @Test
    void anUnalignedStackPointerIsKeptAtAWordBoundary() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("second", 0, 0x1f003).thenNotify().run();

        assertThat(lab.log).contains("user forced, sp 1eff8");
        assertThat(lab.word(0x1eff8)).isEqualTo(SignalThreadLab.userIp());
        assertThat(lab.word(0x1effc)).isEqualTo(0x1f003);
    }

    @Test
    void aNotificationThatComesWhileItWorksIsServedAfterwards() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("default");
        boolean[] told = new boolean[1];
        lab.observer =
                step -> {
                    if (step.equals("signal.exRegsForce") && !told[0]) {
                        told[0] = true;
                        lab.set(LOCK, 0);
                        lab.machine
                                .kernel()
                                .ipc()
                                .notify(
                                        lab.machine
                                                .kernel()
                                                .task(SignalThreadLab.SERVER_TASK)
                                                .thread(0),
                                        lab.signalThread,
                                        SignalThreadLab.LABEL,
                                        true);
                    }
                };
        lab.thenNotify().run();

        assertThat(lab.log.stream().filter(line -> line.startsWith("FORCED"))).hasSize(2);
    }

    @Test
    void eachServesTheUserThreadBelowItsOwnNumber() throws Exception {
        SignalThreadLab lab =
                new SignalThreadLab("default", 6, SignalThreadLab.USER_SP).thenNotify().run();

        assertThat(lab.log)
                .contains(FORCED)
                .contains(
                        "fault of lthread 7 at " + Integer.toHexString(ExclusivePage.addressOf(6)));
    }

    // Who may make it act

    @Test
    void aForeignTasksMessageIsIgnored() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("default").thenSendFrom(9, 0).run();

        assertThat(steps(lab)).containsExactly(RECEIVE, CHECK, RECEIVE);
    }

    @Test
    void aMessageOfItsOwnTaskIsIgnored() throws Exception {
        SignalThreadLab lab =
                new SignalThreadLab("default").thenSendFrom(SignalThreadLab.USER_TASK, 4).run();

        assertThat(steps(lab)).containsExactly(RECEIVE, CHECK, RECEIVE);
    }

    @Test
    void aMessageOfAnyThreadOfTheServersTaskCounts() throws Exception {
        SignalThreadLab lab =
                new SignalThreadLab("default").thenSendFrom(SignalThreadLab.SERVER_TASK, 3).run();

        assertThat(lab.log).contains(FORCED);
    }

    @Test
    void aReceiveThatWasCancelledIsNoNotification() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("default").thenNotify().thenSet(LOCK, 0);
        lab.then(
                server ->
                        lab.machine
                                .kernel()
                                .threadExRegs(
                                        lab.machine.kernel().task(SignalThreadLab.USER_TASK),
                                        1,
                                        lab.machine.kernel().threadOf(lab.user),
                                        -1,
                                        -1,
                                        ThreadId.INVALID));
        lab.run();

        assertThat(steps(lab)).endsWith("signal.exRegsForce", RECEIVE, CHECK, RECEIVE);
    }

    // The lock is taken

    @Test
    void itForgetsTheSignalIfTheLockIsTaken() throws Exception {
        SignalThreadLab lab = locked("second").thenNotify().thenSet(LOCK, 0).run();

        assertThat(steps(lab)).containsExactly(RECEIVE, CHECK, "signal.lock", RECEIVE);
        assertThat(lab.log).contains("FORGOTTEN 1234");
        assertThat(isForced(lab)).isFalse();
    }

    @Test
    void itWaitsWithSleepsThatDoubleUpTo256Micros() throws Exception {
        SignalThreadLab lab = locked("default").thenNotify().then(server -> {}).run();

        long[] micros = new long[11];
        // The first look faulted: the page was not there yet
        for (int i = 0; i < micros.length; i++) {
            micros[i] = (lab.looks.get(i + 2) - lab.looks.get(i + 1)) / 100;
        }
        assertThat(micros).containsExactly(1, 2, 4, 8, 16, 32, 64, 128, 256, 256, 256);
        assertThat(isForced(lab)).isFalse();
    }

    @Test
    void itGoesOnWhenTheLockIsFreed() throws Exception {
        SignalThreadLab lab = locked("default").thenNotify();
        lab.observer =
                step -> {
                    if (lab.looks.size() == 5) {
                        lab.set(LOCK, 0);
                    }
                };
        lab.run();

        assertThat(lab.log).contains(FORCED).noneMatch(line -> line.startsWith("FORGOTTEN"));
    }

    @Test
    void everyNotificationBeginsWithTheShortestSleep() throws Exception {
        SignalThreadLab lab = locked("default").thenNotify();
        boolean[] second = new boolean[1];
        lab.observer =
                step -> {
                    if (lab.looks.size() == 6 && !second[0]) {
                        lab.set(LOCK, 0);
                    }
                    if (step.equals(RECEIVE) && lab.looks.size() > 6 && !second[0]) {
                        second[0] = true;
                        lab.set(LOCK, HOLDER);
                        lab.looks.clear();
                        lab.then(server -> server.sendNotification(lab.signalThread, 1, true));
                    }
                    if (second[0] && lab.looks.size() == 3) {
                        lab.set(LOCK, 0);
                    }
                };
        lab.then(server -> {}).then(server -> {}).run();

        assertThat((lab.looks.get(1) - lab.looks.get(0)) / 100).isEqualTo(1);
        assertThat((lab.looks.get(2) - lab.looks.get(1)) / 100).isEqualTo(2);
    }

    @Test
    void withoutTheLockItLooksAtNothing() throws Exception {
        SignalThreadLab lab = locked("default,emuLocalLock=off").thenNotify().run();

        assertThat(steps(lab))
                .startsWith(RECEIVE, CHECK, "signal.exRegsPark")
                .doesNotContain("signal.lock");
        assertThat(lab.log).contains(FORCED);
        assertThat(lab.pageWord(LOCK)).isEqualTo(HOLDER);
    }

    // sigs_handled

    @Test
    void itSetsSigsHandledBeforeItTouchesTheStack() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("first").thenNotify().run();

        assertThat(steps(lab))
                .containsSubsequence(
                        "signal.exRegsPark", "signal.setSigsHandled", "signal.storeIp");
        assertThat(lab.pageWord(FLAG)).isEqualTo(1);
    }

    @Test
    void itLeavesSigsHandledAloneWhereTheProtocolHasNone() throws Exception {
        SignalThreadLab lab = new SignalThreadLab("second").thenNotify().run();

        assertThat(lab.pageWord(FLAG)).isZero();
        assertThat(steps(lab)).doesNotContain("signal.setSigsHandled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"atomic", "lock-then-flag", "flag-then-lock"})
    void aClearFlagLetsItForgetInEveryOrderOfLooking(String order) throws Exception {
        SignalThreadLab lab = locked("first,lookOrder=" + order).thenNotify().run();

        assertThat(lab.log).contains("FORGOTTEN 1234");
        assertThat(steps(lab)).endsWith(RECEIVE).doesNotContain("signal.exRegsPark");
    }

    @ParameterizedTest
    @ValueSource(strings = {"atomic", "lock-then-flag", "flag-then-lock"})
    void aSetFlagMakesItWaitInEveryOrderOfLooking(String order) throws Exception {
        SignalThreadLab lab = locked("first,lookOrder=" + order).thenSet(FLAG, 1).thenNotify();
        lab.observer =
                step -> {
                    if (lab.looks.size() == 5) {
                        lab.set(LOCK, 0);
                    }
                };
        lab.run();

        assertThat(isForced(lab)).isTrue();
        assertThat(lab.log).noneMatch(line -> line.startsWith("FORGOTTEN"));
    }

    @Test
    void withWaitAClearFlagMakesItWaitToo() throws Exception {
        SignalThreadLab lab = locked("first,lockTaken=wait").thenNotify().then(s -> {}).run();

        assertThat(lab.looks).hasSizeGreaterThan(5);
        assertThat(lab.log).noneMatch(line -> line.startsWith("FORGOTTEN"));
    }

    @Test
    void lookingAtLockAndFlagAtOnceIsOneStep() throws Exception {
        SignalThreadLab lab = locked("first").thenNotify().run();

        assertThat(steps(lab)).containsExactly(RECEIVE, CHECK, "signal.lock", RECEIVE);
    }

    @Test
    void lookingAtTheLockFirstSeesAFlagSetInBetween() throws Exception {
        SignalThreadLab lab = locked("first,lookOrder=lock-then-flag").thenNotify();
        lab.observer =
                step -> {
                    if (step.equals("signal.readSigsHandled")) {
                        lab.set(FLAG, 1);
                    }
                };
        lab.then(s -> {}).run();

        assertThat(steps(lab))
                .startsWith(RECEIVE, CHECK, "signal.lock", "signal.readSigsHandled", "signal.lock");
        assertThat(lab.log).noneMatch(line -> line.startsWith("FORGOTTEN"));
    }

    @Test
    void lookingAtTheFlagFirstTrustsAFlagClearedInBetween() throws Exception {
        SignalThreadLab lab =
                locked("first,lookOrder=flag-then-lock").thenSet(FLAG, 1).thenNotify();
        lab.observer =
                step -> {
                    if (step.equals("signal.lock") && lab.looks.isEmpty()) {
                        lab.set(FLAG, 0);
                    }
                };
        lab.then(s -> {}).run();

        assertThat(steps(lab))
                .startsWith(
                        RECEIVE,
                        CHECK,
                        "signal.readSigsHandled",
                        "signal.lock",
                        "signal.readSigsHandled");
    }

    @Test
    void withoutSigsHandledTheOrderOfLookingDoesNotMatter() throws Exception {
        SignalThreadLab lab = locked("second,lookOrder=flag-then-lock").thenSet(FLAG, 1);
        lab.thenNotify().run();

        assertThat(steps(lab)).containsExactly(RECEIVE, CHECK, "signal.lock", RECEIVE);
        assertThat(lab.log).contains("FORGOTTEN 1234");
    }

    @Test
    void theNextTakerClearsWhatTheLastOneLeft() throws Exception {
        SignalThreadLab lab =
                new SignalThreadLab("first,release=next-taker").thenSet(FLAG, 1).thenNotify();
        lab.run();

        assertThat(steps(lab))
                .containsSubsequence(
                        "signal.lock",
                        "signal.clearSigsHandled",
                        "signal.exRegsPark",
                        "signal.setSigsHandled");
        assertThat(lab.log).containsSubsequence("sigs_handled 1>0", "sigs_handled 0>1");
    }
}
