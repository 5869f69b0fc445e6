package org.l4emu.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.schedule.SeededRandom;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;
import org.l4emu.server.process.Errno;

class TimeTest {
    private static final int FORK = 2;
    private static final int TIME = 13;
    private static final int NANOSLEEP = 162;
    private static final int FUTEX = 240;
    private static final int CLOCK_GETTIME64 = 403;
    private static final int SPEC = ArmCode.DATA + 0x20;
    private static final int WORD = ArmCode.DATA;
    private static final int PRIVATE = 0x80;

    @Test
    void aSleepTakesExactlyItsVirtualTime() {
        ArmCode code = new ArmCode().put(SPEC, 3).put(SPEC + 4, 500_000_000);
        LinuxLab lab = new LinuxLab(code.call(NANOSLEEP, SPEC, 0).exit(0));

        assertThat(lab.status()).isZero();
        assertThat(lab.machine.kernel().time()).isBetween(350_000_000L, 350_010_000L);
    }

    @Test
    void aTimeThatIsNotNormalIsEinval() {
        ArmCode code = new ArmCode().put(SPEC, 0).put(SPEC + 4, 1_000_000_000);
        code.call(NANOSLEEP, SPEC, 0).put(SPEC, -1).put(SPEC + 4, 0).call(NANOSLEEP, SPEC, 0);
        LinuxLab lab = new LinuxLab(code.exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, NANOSLEEP))
                .containsExactly(-Errno.EINVAL, -Errno.EINVAL);
    }

    @Test
    void theWallClockIsTheHostsAtBootPlusVirtualTime() {
        ArmCode code = new ArmCode().put(SPEC, 10).put(SPEC + 4, 0).call(NANOSLEEP, SPEC, 0);
        LinuxLab lab = new LinuxLab(code.call(TIME, 0).exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, TIME)).containsExactly(1_767_225_600 + 10);
    }

    @Test
    void theMonotonicClockCountsFromBoot() {
        ArmCode code = new ArmCode().put(SPEC, 2).put(SPEC + 4, 0).call(NANOSLEEP, SPEC, 0);
        code.call(CLOCK_GETTIME64, 1, SPEC).load(0, SPEC).call(248);

        assertThat(new LinuxLab(code).status()).isEqualTo(2 << 8);
    }

    @Test
    void aFutexWaitOnAnotherValueIsEagain() {
        ArmCode code = new ArmCode().put(WORD, 5).call(FUTEX, WORD, PRIVATE, 6, 0, 0, 0).exit(0);
        LinuxLab lab = new LinuxLab(code);
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, FUTEX)).containsExactly(-Errno.EAGAIN);
    }

    @Test
    void aFutexWaitEndsWithItsTimeout() {
        ArmCode code = new ArmCode().put(SPEC, 1).put(SPEC + 4, 0);
        code.call(FUTEX, WORD, PRIVATE, 0, SPEC, 0, 0).exit(0);
        LinuxLab lab = new LinuxLab(code);
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, FUTEX)).containsExactly(-Errno.ETIMEDOUT);
        assertThat(lab.machine.kernel().time()).isBetween(100_000_000L, 100_010_000L);
    }

    @Test
    void wakingANewFutexWakesNobody() {
        ArmCode code = new ArmCode().call(FUTEX, WORD, PRIVATE | 1, 1, 0, 0, 0).exit(0);
        LinuxLab lab = new LinuxLab(code);
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, FUTEX)).containsExactly(0);
    }

    @Test
    void twoBusyProcessesBothMakeProgress() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        code.set(8, 3_000_000).label(0).raw(0xe2588001).branch(ArmCode.NOT_EQUAL, 0).exit(1);
        code.label(1).set(8, 1_000_000).label(2).raw(0xe2588001).branch(ArmCode.NOT_EQUAL, 2);
        LinuxLab lab = new LinuxLab(code.exit(0));

        assertThat(lab.status()).isEqualTo(1 << 8);
        assertThat(lab.events.lines()).contains("process EXIT 5 0");
    }

    @Test
    void theSameSeedEndsInTheSameState() {
        assertThat(digestOfSeed(11)).isEqualTo(digestOfSeed(11));
    }

    private static long digestOfSeed(long seed) {
        ArmCode code = new ArmCode().call(FORK).call(FORK).call(20).call(114, -1, 0, 0, 0);
        LinuxLab lab = new LinuxLab(code.exit(0), new SeededRandom(seed, 100));
        lab.status();
        return lab.machine.digest();
    }
}
