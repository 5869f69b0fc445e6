package org.l4emu.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;
import org.l4emu.server.process.Errno;
import org.l4emu.server.signal.Signals;

/** What qemu-arm cannot show: setting the clock, exact times, limits, restarts. */
class TimerSyscallsTest {
    private static final int RESTART_SYSCALL = 0;
    private static final int FORK = 2;
    private static final int READ = 3;
    private static final int KILL = 37;
    private static final int SETRLIMIT = 75;
    private static final int SETUID = 213;
    private static final int SELECT = 142;
    private static final int NANOSLEEP = 162;
    private static final int PAUSE = 29;
    private static final int SIGPROCMASK = 175;
    private static final int SIGTIMEDWAIT = 177;
    private static final int TIMER_CREATE = 257;
    private static final int TIMER_SETTIME = 258;
    private static final int TIMER_GETOVERRUN = 260;
    private static final int TIMER_DELETE = 261;
    private static final int CLOCK_SETTIME = 262;
    private static final int CLOCK_NANOSLEEP = 265;
    private static final int TIMERFD_CREATE = 350;
    private static final int TIMERFD_SETTIME = 353;
    private static final int SPEC = ArmCode.DATA + 0x20;
    private static final int OUT = ArmCode.DATA + 0x60;
    private static final int WALL_START = 1_767_225_600;
    private static final long SECOND = 100_000_000;

    private static ArmCode time(ArmCode code, int address, int seconds, int nanos) {
        return code.put(address, seconds).put(address + 4, nanos);
    }

    private static ArmCode sleep(ArmCode code, int seconds, int nanos) {
        return time(code, OUT, seconds, nanos).call(NANOSLEEP, OUT, 0);
    }

    private static long endOf(LinuxLab lab) {
        return lab.machine.kernel().time();
    }

    @Test
    void aSleepToATimeOfDayMovesWithTheClock() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        time(code, SPEC, WALL_START + 50, 0).call(CLOCK_NANOSLEEP, 0, 1, SPEC, 0).exit(0);
        sleep(code.label(1), 1, 0);
        time(code, SPEC, WALL_START + 45, 0).call(CLOCK_SETTIME, 0, SPEC).exit(0);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isZero();
        assertThat(endOf(lab)).isBetween(6 * SECOND, 6 * SECOND + 10_000);
    }

    @Test
    void aSleepForALengthOfTimeDoesNotCareAboutTheClock() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        time(code, SPEC, 5, 0).call(CLOCK_NANOSLEEP, 0, 0, SPEC, 0).exit(0);
        sleep(code.label(1), 1, 0);
        time(code, SPEC, WALL_START + 900, 0).call(CLOCK_SETTIME, 0, SPEC).exit(0);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isZero();
        assertThat(endOf(lab)).isBetween(5 * SECOND, 5 * SECOND + 10_000);
    }

    @Test
    void onlyTheTimeOfDayCanBeSetAndOnlyByTheSuperuser() {
        ArmCode code = time(new ArmCode(), SPEC, WALL_START, 0);
        code.call(CLOCK_SETTIME, 1, SPEC).call(CLOCK_SETTIME, 2, SPEC);
        code.call(CLOCK_SETTIME, -6, SPEC).call(CLOCK_SETTIME, 99, SPEC);
        time(code, SPEC + 8, 0, 1_000_000_000).call(CLOCK_SETTIME, 0, SPEC + 8);
        code.call(CLOCK_SETTIME, 0, 4).call(CLOCK_SETTIME, 0, SPEC);
        code.call(SETUID, 1000).call(CLOCK_SETTIME, 0, SPEC);
        LinuxLab lab = new LinuxLab(code.exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, CLOCK_SETTIME))
                .containsExactly(
                        -Errno.EINVAL,
                        -Errno.EINVAL,
                        -Errno.EPERM,
                        -Errno.EINVAL,
                        -Errno.EINVAL,
                        -Errno.EFAULT,
                        0,
                        -Errno.EPERM);
    }

    @Test
    void aReadOfATimerFileIsCancelledWhenTheClockIsSet() {
        ArmCode code = new ArmCode().call(TIMERFD_CREATE, 0, 0).move(6, 0);
        time(code, SPEC, 0, 0);
        time(code, SPEC + 8, WALL_START + 99, 0);
        code.set(1, 3).set(2, SPEC).set(3, 0).call(TIMERFD_SETTIME);
        code.call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        code.move(0, 6).set(1, OUT).set(2, 8).call(READ).exit(0);
        sleep(code.label(1), 1, 0);
        time(code, SPEC, WALL_START, 0).call(CLOCK_SETTIME, 0, SPEC).exit(0);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isZero();
        assertThat(lab.results(LinuxLab.PROGRAM, READ)).containsExactly(-Errno.ECANCELED);
    }

    @Test
    void aStopDoesNotMakeASleepLonger() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        sleep(code, 3, 0).exit(0);
        sleep(code.label(1), 1, 0);
        code.set(0, LinuxLab.PROGRAM).set(1, Signals.SIGSTOP).call(KILL);
        sleep(code, 1, 0);
        code.set(0, LinuxLab.PROGRAM).set(1, Signals.SIGCONT).call(KILL).exit(0);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isZero();
        assertThat(lab.results(LinuxLab.PROGRAM, NANOSLEEP)).containsExactly(0);
        assertThat(endOf(lab)).isBetween(3 * SECOND, 3 * SECOND + 10_000);
    }

    @Test
    void restartSyscallWithoutAReasonIsEintr() {
        LinuxLab lab = new LinuxLab(new ArmCode().call(RESTART_SYSCALL).exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, RESTART_SYSCALL)).containsExactly(-Errno.EINTR);
    }

    @Test
    void selectTakesMoreMicrosecondsThanASecondHas() {
        ArmCode code = time(new ArmCode(), SPEC, 1, 2_500_000).call(SELECT, 0, 0, 0, 0, SPEC);
        time(code, SPEC, 5, -1).call(SELECT, 0, 0, 0, 0, SPEC);
        LinuxLab lab = new LinuxLab(code.exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, SELECT)).containsExactly(0, -Errno.EINVAL);
        assertThat(endOf(lab)).isBetween(350_000_000L, 350_010_000L);
    }

    /** Blocks SIGALRM and makes timer 0, which sends it. */
    private static ArmCode withTimer() {
        ArmCode code = new ArmCode().put(OUT, (int) Signals.bit(Signals.SIGALRM)).put(OUT + 4, 0);
        return code.call(SIGPROCMASK, 0, OUT, 0, 8).call(TIMER_CREATE, 1, 0, OUT + 8);
    }

    private static ArmCode setTimer(ArmCode code, int intervalNanos, int nanos) {
        time(code, SPEC, 0, intervalNanos);
        return time(code, SPEC + 8, 0, nanos).call(TIMER_SETTIME, 0, 0, SPEC, 0);
    }

    @Test
    void intervalsAddUpExactlyHoweverLateTheSignalIsTaken() {
        ArmCode code = setTimer(withTimer(), 100_000_000, 100_000_000);
        sleep(code, 0, 550_000_000);
        code.put(OUT, (int) Signals.bit(Signals.SIGALRM)).put(OUT + 4, 0);
        code.call(SIGTIMEDWAIT, OUT, 0, 0, 8).call(SIGTIMEDWAIT, OUT, 0, 0, 8);
        code.call(TIMER_GETOVERRUN, 0).call(SIGTIMEDWAIT, OUT, 0, 0, 8);
        LinuxLab lab = new LinuxLab(code.exit(0));

        assertThat(lab.status()).isZero();
        assertThat(lab.results(LinuxLab.PROGRAM, TIMER_GETOVERRUN)).containsExactly(0);
        assertThat(endOf(lab)).isBetween(7 * SECOND / 10, 7 * SECOND / 10 + 10_000);
    }

    @Test
    void theOverrunIsTheNumberOfExpiriesMissed() {
        ArmCode code = setTimer(withTimer(), 100_000_000, 100_000_000);
        sleep(code, 0, 550_000_000).put(OUT, (int) Signals.bit(Signals.SIGALRM));
        code.put(OUT + 4, 0).call(SIGTIMEDWAIT, OUT, SPEC, 0, 8).call(TIMER_GETOVERRUN, 0);
        LinuxLab lab = new LinuxLab(code.load(0, SPEC + 16).call(248));

        assertThat(lab.status()).isEqualTo(4 << 8);
        assertThat(lab.results(LinuxLab.PROGRAM, TIMER_GETOVERRUN)).containsExactly(4);
    }

    @Test
    void timersAreAsManyAsSignalsMayWait() {
        ArmCode code = new ArmCode().put(OUT, 2).put(OUT + 4, 2).call(SETRLIMIT, 11, OUT);
        for (int i = 0; i < 3; i++) {
            code.call(TIMER_CREATE, 1, 0, OUT);
        }
        code.call(TIMER_DELETE, 0).call(TIMER_CREATE, 1, 0, OUT).call(TIMER_CREATE, 1, 0, 4);
        LinuxLab lab = new LinuxLab(code.call(TIMER_DELETE, 7).exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, TIMER_CREATE))
                .containsExactly(0, 0, -Errno.EAGAIN, 0, -Errno.EAGAIN);
        assertThat(lab.results(LinuxLab.PROGRAM, TIMER_DELETE)).containsExactly(0, -Errno.EINVAL);
    }

    @Test
    void aTimerWhoseNumberCannotBeStoredIsTakenBack() {
        ArmCode code = new ArmCode().call(TIMER_CREATE, 1, 0, 4).call(TIMER_DELETE, 0);
        LinuxLab lab = new LinuxLab(code.exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, TIMER_CREATE)).containsExactly(-Errno.EFAULT);
        assertThat(lab.results(LinuxLab.PROGRAM, TIMER_DELETE)).containsExactly(-Errno.EINVAL);
    }

    @Test
    void aTimerSignalEndsAProcessThatDoesNotHandleIt() {
        ArmCode code = new ArmCode().call(TIMER_CREATE, 1, 0, OUT);
        LinuxLab lab = new LinuxLab(setTimer(code, 0, 250_000_000).call(PAUSE).exit(0));

        assertThat(lab.status()).isEqualTo(Signals.SIGALRM);
        assertThat(endOf(lab)).isBetween(25_000_000L, 25_010_000L);
    }
}
