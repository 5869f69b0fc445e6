package org.l4emu.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;
import org.l4emu.server.process.Errno;

class SignalTest {
    private static final int FORK = 2;
    private static final int GETPID = 20;
    private static final int KILL = 37;
    private static final int ALARM = 27;
    private static final int PAUSE = 29;
    private static final int WAIT4 = 114;
    private static final int NANOSLEEP = 162;
    private static final int SIGACTION = 174;
    private static final int SIGPROCMASK = 175;
    private static final int SIGPENDING = 176;
    private static final int SIGTIMEDWAIT = 177;
    private static final int SIGSUSPEND = 179;
    private static final int ACTION = ArmCode.DATA + 0x40;
    private static final int SET = ArmCode.DATA + 0x80;
    private static final int USR1 = Signals.SIGUSR1;

    /** Registers a handler that begins at a label placed before. */
    private static ArmCode handle(ArmCode code, int signal, int handler, int flags) {
        code.put(ACTION, handler).put(ACTION + 4, flags).put(ACTION + 8, 0);
        return code.put(ACTION + 12, 0).put(ACTION + 16, 0).call(SIGACTION, signal, ACTION, 0, 8);
    }

    /** A program whose handler adds 1 to the first data word and returns. */
    private static ArmCode withHandler() {
        ArmCode code = new ArmCode().branch(ArmCode.ALWAYS, 1);
        code.label(0).load(3, ArmCode.DATA).raw(0xe2833001).store(3, ArmCode.DATA);
        return code.raw(0xe12fff1e).label(1);
    }

    private static ArmCode killSelf(ArmCode code, int signal) {
        return code.call(GETPID).set(1, signal).call(KILL);
    }

    @Test
    void theDefaultOfMostSignalsEndsTheProcess() {
        assertThat(new LinuxLab(killSelf(new ArmCode(), USR1).exit(0)).status()).isEqualTo(USR1);
    }

    @Test
    void signalsIgnoredByDefaultDoNothing() {
        ArmCode code = killSelf(new ArmCode(), Signals.SIGCHLD);
        assertThat(new LinuxLab(killSelf(code, Signals.SIGWINCH).exit(5)).status())
                .isEqualTo(5 << 8);
    }

    @Test
    void anIgnoredSignalDoesNothing() {
        ArmCode code = handle(new ArmCode(), USR1, SignalAction.SIG_IGN, 0);

        assertThat(new LinuxLab(killSelf(code, USR1).exit(5)).status()).isEqualTo(5 << 8);
    }

    @Test
    void sigkillAndSigstopTakeNoHandler() {
        LinuxLab lab = new LinuxLab(handle(new ArmCode(), 9, 0x10000, 0).exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, SIGACTION)).containsExactly(-Errno.EINVAL);
    }

    @Test
    void aHandlerRunsOnTheWayBackAndTheCallKeepsItsResult() {
        ArmCode code = withHandler();
        killSelf(handle(code, USR1, code.addressOf(0), 0), USR1);
        code.compare(0, 0).branch(ArmCode.NOT_EQUAL, 2);
        code.load(0, ArmCode.DATA).call(248).label(2).exit(99);

        assertThat(new LinuxLab(code).status()).isEqualTo(1 << 8);
    }

    @Test
    void aBlockedSignalWaitsUntilItIsUnblocked() {
        ArmCode code = withHandler();
        handle(code, USR1, code.addressOf(0), 0);
        code.put(SET, (int) Signals.bit(USR1)).put(SET + 4, 0).call(SIGPROCMASK, 0, SET, 0, 8);
        killSelf(code, USR1);
        killSelf(code, USR1);
        code.load(4, ArmCode.DATA).call(SIGPENDING, SET + 8, 8).load(5, SET + 8);
        code.call(SIGPROCMASK, 1, SET, 0, 8);
        // 100 * (handled while blocked) + 10 * (pending was right) + handled at the end
        code.load(0, ArmCode.DATA).raw(0xe0840000).raw(0xe3550c02).branch(ArmCode.EQUAL, 2);
        code.exit(50).label(2).call(248);

        assertThat(new LinuxLab(code).status()).isEqualTo(1 << 8);
    }

    @Test
    void sigsuspendAnswersEintrAfterTheHandler() {
        ArmCode code = withHandler();
        handle(code, USR1, code.addressOf(0), 0);
        code.put(SET, (int) Signals.bit(USR1)).put(SET + 4, 0).call(SIGPROCMASK, 0, SET, 0, 8);
        killSelf(code, USR1).put(SET, 0).call(SIGSUSPEND, SET, 8);
        code.load(0, ArmCode.DATA).call(248);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isEqualTo(1 << 8);
        assertThat(lab.events.lines()).contains("exit 3 179 -514");
    }

    @Test
    void anAlarmEndsAPause() {
        LinuxLab lab = new LinuxLab(new ArmCode().call(ALARM, 2).call(PAUSE).exit(0));

        assertThat(lab.status()).isEqualTo(Signals.SIGALRM);
        assertThat(lab.machine.kernel().time()).isBetween(200_000_000L, 200_100_000L);
    }

    @Test
    void aSleepThatAHandlerInterruptsSaysWhatWasLeft() {
        ArmCode code = withHandler();
        handle(code, Signals.SIGALRM, code.addressOf(0), SignalAction.SA_RESTART);
        code.call(ALARM, 1).put(SET, 3).put(SET + 4, 0).call(NANOSLEEP, SET, SET + 8);
        // 10 for EINTR, and the seconds left
        code.raw(0xe3700004).raw(0x03a0400a).raw(0x13a04000);
        code.load(0, SET + 8).raw(0xe0800004).call(248);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status() >>> 8).isEqualTo(12);
        assertThat(lab.results(LinuxLab.PROGRAM, NANOSLEEP))
                .containsExactly(-Errno.ERESTART_RESTARTBLOCK);
    }

    @Test
    void saRestartLetsAnInterruptedWaitGoOn() {
        ArmCode code = withHandler();
        handle(code, Signals.SIGALRM, code.addressOf(0), SignalAction.SA_RESTART);
        code.call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 3);
        code.put(SET, 2).put(SET + 4, 0).call(NANOSLEEP, SET, 0).exit(0);
        code.label(3).call(ALARM, 1).call(WAIT4, -1, 0, 0, 0);
        code.load(1, ArmCode.DATA).raw(0xe0800001).call(248);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isEqualTo((5 + 1) << 8);
    }

    @Test
    void killKnowsWhomItMayReach() {
        ArmCode code = new ArmCode().call(KILL, 77, 0).call(KILL, 3, 65).call(KILL, 1, 9);
        LinuxLab lab = new LinuxLab(code.exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, KILL))
                .containsExactly(-Errno.ESRCH, -Errno.EINVAL, 0);
    }

    @Test
    void aProcessInUserModeDiesWithoutComingToTheServer() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.label(0).branch(ArmCode.ALWAYS, 0);
        code.label(1).move(6, 0).put(SET, 0).put(SET + 4, 1_000_000).call(NANOSLEEP, SET, 0);
        code.move(0, 6).set(1, 9).call(KILL).call(WAIT4, -1, SET, 0, 0).load(0, SET).call(248);

        assertThat(new LinuxLab(code).status()).isEqualTo(9 << 8);
    }

    @Test
    void standardSignalsCoalesceAndRealTimeOnesQueue() {
        PendingSignals pending = new PendingSignals();
        for (int i = 0; i < 3; i++) {
            pending.add(SignalInfo.kernel(USR1));
            pending.add(SignalInfo.kernel(40));
        }

        assertThat(pending.take(USR1).signal()).isEqualTo(USR1);
        assertThat(Signals.contains(pending.set(), USR1)).isFalse();
        pending.take(40);
        pending.take(40);
        assertThat(Signals.contains(pending.set(), 40)).isTrue();
        pending.take(40);
        assertThat(pending.set()).isZero();
    }

    @Test
    void aBlockedSignalThatWouldBeFatalEndsAWaitForIt() {
        ArmCode code = new ArmCode().put(SET, (int) Signals.bit(USR1)).put(SET + 4, 0);
        code.call(SIGPROCMASK, 0, SET, 0, 8).call(FORK).compare(0, 0);
        code.branch(ArmCode.EQUAL, 1).call(SIGTIMEDWAIT, SET, 0, 0, 8).call(248);
        code.label(1).put(ACTION, 0).put(ACTION + 4, 10_000_000).call(NANOSLEEP, ACTION, 0);
        LinuxLab lab = new LinuxLab(code.set(0, LinuxLab.PROGRAM).set(1, USR1).call(KILL).exit(0));

        assertThat(lab.status()).isEqualTo(USR1 << 8);
        assertThat(lab.results(LinuxLab.PROGRAM, SIGTIMEDWAIT)).containsExactly(USR1);
    }
}
