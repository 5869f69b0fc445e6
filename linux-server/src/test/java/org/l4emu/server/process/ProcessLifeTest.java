package org.l4emu.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;

class ProcessLifeTest {
    private static final int FORK = 2;
    private static final int GETPID = 20;
    private static final int KILL = 37;
    private static final int WAIT4 = 114;
    private static final int CLONE = 120;
    private static final int NANOSLEEP = 162;
    private static final int VFORK = 190;
    private static final int GETPPID = 64;
    private static final int EXIT = 1;
    private static final int FUTEX = 240;
    private static final int WNOHANG = 1;
    private static final int CHILD = 5;
    private static final int STATUS = ArmCode.DATA + 0x100;

    /** Forks a child that does {@code child}, waits, and exits with the low byte of a word. */
    private static ArmCode parentOf(ArmCode child, int shiftOfStatus) {
        child.call(WAIT4, -1, STATUS, 0, 0);
        int moveRight = shiftOfStatus == 0 ? 0xe1a00000 : 0xe1a00020 | shiftOfStatus << 7;
        return child.load(0, STATUS).raw(moveRight).call(248);
    }

    @Test
    void wait4TellsTheExitCode() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.exit(7).label(1);

        assertThat(new LinuxLab(parentOf(code, 8)).status()).isEqualTo(7 << 8);
    }

    @Test
    void wait4TellsTheSignalThatEnded() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.call(GETPID).call(KILL).label(0).branch(ArmCode.ALWAYS, 0).label(1);
        code.move(6, 0).set(1, 15).call(KILL);

        assertThat(new LinuxLab(parentOf(code, 0)).status()).isEqualTo(15 << 8);
    }

    @Test
    void wnohangAnswersZeroWhileTheChildLives() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.call(29).label(1).call(WAIT4, -1, 0, WNOHANG, 0).exit(0);
        LinuxLab lab = new LinuxLab(code);
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, WAIT4)).containsExactly(0);
    }

    @Test
    void waitingWithoutChildrenIsEchild() {
        LinuxLab lab = new LinuxLab(new ArmCode().call(WAIT4, -1, 0, 0, 0).exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, WAIT4)).containsExactly(-Errno.ECHILD);
    }

    @Test
    void anUnknownWaitOptionIsEinval() {
        LinuxLab lab = new LinuxLab(new ArmCode().call(WAIT4, -1, 0, 0x10000, 0).exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, WAIT4)).containsExactly(-Errno.EINVAL);
    }

    @Test
    void orphansGoToInitAndAreCollectedThere() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 2);
        code.put(ArmCode.DATA, 0).put(ArmCode.DATA + 4, 1_000_000);
        code.call(NANOSLEEP, ArmCode.DATA, 0).call(GETPPID).exit(0);
        code.label(2).exit(0);
        code.label(1).call(WAIT4, -1, 0, 0, 0);
        code.put(ArmCode.DATA, 0).put(ArmCode.DATA + 4, 5_000_000);
        code.call(NANOSLEEP, ArmCode.DATA, 0).exit(0);
        LinuxLab lab = new LinuxLab(code);
        lab.status();

        assertThat(lab.results(CHILD + 1, GETPPID)).containsExactly(1);
        assertThat(lab.events.lines()).contains("process REAP 6 1");
    }

    @Test
    void forkCopiesMemory() {
        ArmCode code = new ArmCode().put(ArmCode.DATA, 1);
        code.call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.put(ArmCode.DATA, 2).exit(0);
        code.label(1).call(WAIT4, -1, 0, 0, 0).load(0, ArmCode.DATA).call(248);

        assertThat(new LinuxLab(code).status()).isEqualTo(1 << 8);
    }

    @Test
    void vforkSharesMemoryAndTheParentSleepsUntilTheChildIsGone() {
        ArmCode code = new ArmCode().put(ArmCode.DATA, 1);
        code.call(VFORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.put(ArmCode.DATA, 2).exit(0);
        code.label(1).load(0, ArmCode.DATA).call(248);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isEqualTo(2 << 8);
        assertThat(lab.events.lines().indexOf("exit 3 190 5"))
                .isGreaterThan(lab.events.lines().indexOf("process EXIT 5 0"));
    }

    @Test
    void cloneRefusesThreadsWithoutSharedHandlersAndMemory() {
        int thread = CloneFlags.THREAD | CloneFlags.VM;
        int handlers = CloneFlags.SIGHAND;
        int names = CloneFlags.NEWNS;
        ArmCode code = new ArmCode().call(CLONE, thread, 0, 0, 0, 0);
        code.call(CLONE, handlers, 0, 0, 0, 0).call(CLONE, names, 0, 0, 0, 0).exit(0);
        LinuxLab lab = new LinuxLab(code);
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, CLONE))
                .containsExactly(-Errno.EINVAL, -Errno.EINVAL, -Errno.EINVAL);
    }

    @Test
    void threadIdsAreStoredWhereCloneWasTold() {
        int flags = CloneFlags.PARENT_SETTID | CloneFlags.CHILD_SETTID | 17;
        ArmCode code = new ArmCode();
        code.call(CLONE, flags, 0, ArmCode.DATA, 0, ArmCode.DATA + 4);
        code.compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.load(0, ArmCode.DATA + 4).call(248);
        code.label(1);
        code.call(WAIT4, -1, STATUS, 0, 0);
        code.load(0, ArmCode.DATA).load(1, ArmCode.DATA + 4).raw(0xe0800201).call(248);
        LinuxLab lab = new LinuxLab(code);

        // The parent has its own word only, the child its own too
        assertThat(lab.status()).isEqualTo(CHILD << 8);
        assertThat(lab.events.lines()).contains("process EXIT 5 " + (CHILD << 8));
    }

    /** A thread that ends clears its tid word and wakes who waits for it. */
    @Test
    void aThreadSharesMemoryAndItsEndWakesWhoJoins() {
        int flags =
                CloneFlags.VM
                        | CloneFlags.FS
                        | CloneFlags.FILES
                        | CloneFlags.SIGHAND
                        | CloneFlags.THREAD
                        | CloneFlags.SYSVSEM
                        | CloneFlags.SETTLS
                        | CloneFlags.PARENT_SETTID
                        | CloneFlags.CHILD_CLEARTID;
        int tid = ArmCode.DATA + 8;
        ArmCode code = new ArmCode();
        code.call(CLONE, flags, ArmCode.DATA + 0x8000, tid, 0x1234, tid);
        code.compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.call(0xf0006).store(0, ArmCode.DATA).call(EXIT, 0);
        code.label(1).call(FUTEX, tid, 0, CHILD, 0, 0, 0);
        code.load(0, ArmCode.DATA).load(1, tid).raw(0xe0800001).raw(0xe1a00420).call(248);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isEqualTo(0x12 << 8);
        assertThat(lab.events.of("kdebug")).isEmpty();
    }

    @Test
    void exitGroupEndsAllThreads() {
        int flags = CloneFlags.VM | CloneFlags.SIGHAND | CloneFlags.THREAD;
        ArmCode code = new ArmCode();
        code.call(CLONE, flags, ArmCode.DATA + 0x8000, 0, 0, 0);
        code.compare(0, 0).branch(ArmCode.EQUAL, 1);
        code.label(0).branch(ArmCode.ALWAYS, 0);
        code.label(1).exit(9);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isEqualTo(9 << 8);
    }

    @Test
    void theMachineEndsWithTheStatusOfItsProgram() {
        LinuxLab lab = new LinuxLab(new ArmCode().exit(300));

        assertThat(lab.status()).isEqualTo((300 & 0xff) << 8);
    }

    @Test
    void framesAreFreeAgainWhenAProcessIsCollected() {
        ArmCode code = new ArmCode().set(8, 20).label(2);
        code.call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.put(ArmCode.DATA, 2).exit(0);
        code.label(1).call(WAIT4, -1, 0, 0, 0);
        code.raw(0xe2588001).branch(ArmCode.NOT_EQUAL, 2).call(29);
        LinuxLab once = new LinuxLab(new ArmCode().put(ArmCode.DATA, 2).call(29));
        once.runABit();
        LinuxLab often = new LinuxLab(code);
        often.runABit();

        int difference =
                often.linux.frames().allocatedCount() - once.linux.frames().allocatedCount();
        assertThat(difference).isBetween(-2, 2);
    }
}
