package org.l4emu.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.schedule.SeededRandom;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;
import org.l4emu.server.process.Errno;
import org.l4emu.server.signal.Signals;

/** Processor time and the timers on it: a program in a loop never enters the server by itself. */
class ProcessorTimeTest {
    private static final int FORK = 2;
    private static final int GETPID = 20;
    private static final int KILL = 37;
    private static final int SETITIMER = 104;
    private static final int GETITIMER = 105;
    private static final int WAIT4 = 114;
    private static final int NANOSLEEP = 162;
    private static final int CLOCK_GETTIME = 263;
    private static final int CLOCK_NANOSLEEP = 265;
    private static final int GETRUSAGE = 77;
    private static final int VALUE = ArmCode.DATA + 0x20;
    private static final int OUT = ArmCode.DATA + 0x40;
    private static final int VIRTUAL = 1;
    private static final int PROF = 2;

    /** Condition of a branch after a subtraction that did not borrow. */
    private static final int CARRY = 2;

    private static final int TICKS_PER_MICRO = 100;

    /** Puts {@code struct itimerval}. */
    private static ArmCode itimer(ArmCode code, int kind, int intervalMicros, int micros) {
        code.put(VALUE, intervalMicros / 1_000_000).put(VALUE + 4, intervalMicros % 1_000_000);
        code.put(VALUE + 8, micros / 1_000_000).put(VALUE + 12, micros % 1_000_000);
        return code.call(SETITIMER, kind, VALUE, 0);
    }

    /** A loop without end. */
    private static ArmCode forEver(ArmCode code, int label) {
        return code.label(label).branch(ArmCode.ALWAYS, label);
    }

    /** A loop of two instructions a turn. */
    private static ArmCode busy(ArmCode code, int turns, int label) {
        code.set(8, turns).label(label).raw(0xe2588001);
        return code.branch(ArmCode.NOT_EQUAL, label);
    }

    private static ArmCode sleepMicros(ArmCode code, int micros) {
        code.put(OUT, micros / 1_000_000).put(OUT + 4, micros % 1_000_000 * 1000);
        return code.call(NANOSLEEP, OUT, 0);
    }

    @Test
    void aVirtualTimerReachesALoopThatNeverEntersTheServer() {
        ArmCode code = itimer(new ArmCode(), VIRTUAL, 0, 30_000);
        LinuxLab lab = new LinuxLab(forEver(code, 0));

        assertThat(lab.status()).isEqualTo(Signals.SIGVTALRM);
        long micros = lab.machine.kernel().time() / TICKS_PER_MICRO;
        assertThat(micros).isBetween(30_000L, 30_100L);
    }

    @Test
    void aProfilingTimerSendsSigprof() {
        LinuxLab lab = new LinuxLab(forEver(itimer(new ArmCode(), PROF, 0, 5_000), 0));

        assertThat(lab.status()).isEqualTo(Signals.SIGPROF);
    }

    @Test
    void sleepUsesNoVirtualTime() {
        ArmCode code = sleepMicros(itimer(new ArmCode(), VIRTUAL, 0, 30_000), 2_000_000);
        LinuxLab lab = new LinuxLab(forEver(code, 0));

        assertThat(lab.status()).isEqualTo(Signals.SIGVTALRM);
        long micros = lab.machine.kernel().time() / TICKS_PER_MICRO;
        assertThat(micros).isBetween(2_030_000L, 2_030_100L);
    }

    @Test
    void onlyItsOwnProcessCounts() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        code.move(6, 0);
        itimer(code, VIRTUAL, 0, 50_000);
        forEver(code, 0);
        code.label(1);
        forEver(code, 2);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.machine.run(7_000_000)).isNotNull();
        assertThat(lab.linux.processes().group(LinuxLab.PROGRAM)).isNotNull();
        assertThat(lab.status()).isEqualTo(Signals.SIGVTALRM);
        long micros = lab.machine.kernel().time() / TICKS_PER_MICRO;
        assertThat(micros).isBetween(85_000L, 125_000L);
    }

    @Test
    void anotherProcessThatIsBusyDoesNotMakeTheTimerAskAllTheTime() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        itimer(code, VIRTUAL, 0, 200_000);
        forEver(code, 0);
        code.label(1);
        forEver(code, 2);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isEqualTo(Signals.SIGVTALRM);
        long messages = lab.events.lines().stream().filter(line -> line.startsWith("ipc")).count();
        assertThat(messages).isLessThan(3_000);
    }

    @Test
    void theTimeLeftShrinksByWhatTheProcessUses() {
        ArmCode code = itimer(new ArmCode(), VIRTUAL, 7_000, 500_000);
        busy(code, 1_000_000, 0);
        sleepMicros(code, 300_000);
        code.call(GETITIMER, VIRTUAL, VALUE).load(4, VALUE + 12).load(5, VALUE + 4);
        code.set(6, 10_000);
        // microseconds left / 10,000 and the interval / 1,000: 48 or 47, and 7
        code.raw(0xe3a00000).label(1).raw(0xe0544006).raw(0x22800001);
        code.branch(CARRY, 1).call(248);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status() >>> 8).isEqualTo(47);
    }

    @Test
    void processorClocksDoNotRunWhileOthersDo() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        busy(code, 1_000_000, 0).call(WAIT4, -1, 0, 0, 0);
        code.call(CLOCK_GETTIME, 2, OUT).load(4, OUT + 4).set(5, 1_000_000);
        code.raw(0xe3a00000).label(3).raw(0xe0544005).raw(0x22800001);
        code.branch(CARRY, 3).call(248);
        code.label(1);
        busy(code, 3_000_000, 2).exit(0);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status() >>> 8).as("milliseconds of 20").isEqualTo(20);
    }

    @Test
    void theClockOfAnotherProcessCanBeRead() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        code.move(6, 0);
        sleepMicros(code, 50_000);
        // ~pid << 3 | 2
        code.raw(0xe1e00006).raw(0xe1a00180).raw(0xe3800002).set(1, OUT).call(CLOCK_GETTIME);
        code.load(4, OUT + 4).set(5, 1_000_000);
        code.raw(0xe3a09000).label(3).raw(0xe0544005).raw(0x22899001);
        code.branch(CARRY, 3);
        code.move(0, 6).set(1, 9).call(KILL).move(0, 9).call(248);
        code.label(1);
        forEver(code, 2);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status() >>> 8).as("milliseconds of 50").isIn(49, 50);
    }

    @Test
    void aCollectedChildLeavesItsTimeToItsParent() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        sleepMicros(code.move(6, 0), 30_000);
        code.move(0, 6).set(1, 9).call(KILL).call(WAIT4, -1, 0, 0, 0);
        code.call(GETRUSAGE, -1, OUT).load(4, OUT + 4).set(5, 1000);
        code.raw(0xe3a00000).label(3).raw(0xe0544005).raw(0x22800001);
        code.branch(CARRY, 3).call(248);
        code.label(1);
        forEver(code, 2);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status() >>> 8).as("milliseconds of 30").isIn(29, 30);
    }

    @Test
    void aSleepOnTheProcessorClockOfTheWholeProcessNeedsAnotherThread() {
        ArmCode code = new ArmCode().put(OUT, 0).put(OUT + 4, 1_000_000);
        code.call(CLOCK_NANOSLEEP, 3, 0, OUT, 0).call(CLOCK_NANOSLEEP, -2 << 3 | 7, 0, OUT, 0);
        code.call(GETPID);
        LinuxLab lab = new LinuxLab(code.exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, CLOCK_NANOSLEEP))
                .containsExactly(-Errno.ENOTSUP, -Errno.EINVAL);
    }

    @Test
    void theSameSeedEndsInTheSameStateWithTimersUnderWay() {
        assertThat(digestOfSeed(5)).isEqualTo(digestOfSeed(5));
    }

    private static long digestOfSeed(long seed) {
        ArmCode code = itimer(new ArmCode().call(FORK), PROF, 0, 20_000);
        busy(code, 500_000, 0);
        LinuxLab lab = new LinuxLab(code.exit(0), new SeededRandom(seed, 100));
        lab.machine.run(5_000_000);
        return lab.machine.digest();
    }
}
