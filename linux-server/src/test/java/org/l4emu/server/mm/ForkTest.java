package org.l4emu.server.mm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l4emu.server.mm.MemoryLab.R;
import static org.l4emu.server.mm.MemoryLab.RW;

import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.mm.MemoryLab.TestFile;
import org.l4emu.server.mm.MemoryLab.User;

class ForkTest {
    private static final int BASE = 0x40000000;

    private final MemoryLab lab = new MemoryLab();
    private final User parent = lab.user();

    @Test
    void neitherSideSeesWhatTheOtherWritesAfterwards() {
        parent.mapAnonymous(BASE, 0x3000, RW);
        parent.store(BASE, 1);
        parent.store(BASE + 0x1000, 2);
        User child = parent.fork();

        child.store(BASE, 11);
        parent.store(BASE + 0x1000, 22);

        assertThat(parent.load(BASE)).isEqualTo((byte) 1);
        assertThat(child.load(BASE)).isEqualTo((byte) 11);
        assertThat(parent.load(BASE + 0x1000)).isEqualTo((byte) 22);
        assertThat(child.load(BASE + 0x1000)).isEqualTo((byte) 2);
    }

    @Test
    void pagesAreSharedUntilSomebodyWrites() {
        parent.mapAnonymous(BASE, 0x2000, RW);
        parent.store(BASE, 1);
        parent.store(BASE + 0x1000, 1);
        int free = lab.freeFrames();

        User child = parent.fork();
        child.load(BASE);
        child.load(BASE + 0x1000);

        assertThat(lab.freeFrames()).isEqualTo(free);
        assertThat(child.frame(BASE)).isEqualTo(parent.frame(BASE));
    }

    @Test
    void theParentLosesTheRightToWriteButNotTheMapping() {
        parent.mapAnonymous(BASE, 0x1000, RW);
        parent.store(BASE, 1);

        parent.fork();

        assertThat(parent.isMapped(BASE, false)).isTrue();
        assertThat(parent.isMapped(BASE, true)).isFalse();
    }

    @Test
    void theLastOwnerWritesWithoutACopy() {
        parent.mapAnonymous(BASE, 0x1000, RW);
        parent.store(BASE, 1);
        int frame = parent.frame(BASE);
        User child = parent.fork();
        child.load(BASE);
        child.exit();

        parent.store(BASE, 2);

        assertThat(parent.frame(BASE)).isEqualTo(frame);
    }

    @Test
    void theStackPageIsCopiedAtOnceAndTheParentKeepsItsRight() {
        parent.mapAnonymous(BASE, 0x1000, RW);
        parent.store(BASE + 8, 5);

        User child = parent.fork(BASE + 16);

        assertThat(parent.isMapped(BASE, true)).isTrue();
        child.store(BASE + 8, 6);
        assertThat(parent.load(BASE + 8)).isEqualTo((byte) 5);
        assertThat(child.load(BASE + 8)).isEqualTo((byte) 6);
    }

    @Test
    void readOnlyPagesStayPrivateThroughTwoGenerations() {
        parent.mapAnonymous(BASE, 0x1000, RW);
        parent.store(BASE, 1);
        User child = parent.fork();
        User grandchild = child.fork();

        child.store(BASE, 2);
        grandchild.store(BASE, 3);

        assertThat(parent.load(BASE)).isEqualTo((byte) 1);
        assertThat(child.load(BASE)).isEqualTo((byte) 2);
        assertThat(grandchild.load(BASE)).isEqualTo((byte) 3);
    }

    @Test
    void sharedAnonymousMemoryStaysShared() {
        parent.mapFile(BASE, 2, RW, true, new SharedMemory(lab.machine.frames(), 2));
        parent.store(BASE, 1);
        User child = parent.fork();

        child.store(BASE, 2);
        child.store(BASE + 0x1000, 3);

        assertThat(parent.load(BASE)).isEqualTo((byte) 2);
        assertThat(parent.load(BASE + 0x1000)).isEqualTo((byte) 3);
    }

    @Test
    void everyFrameComesBackWhenBothAreGone() {
        int free = lab.freeFrames();
        TestFile file = lab.new TestFile(new byte[5000]);
        int withFile = lab.freeFrames();
        parent.mapAnonymous(BASE, 0x4000, RW);
        parent.mapFile(0x50000000, 2, RW, false, file);
        parent.mapFile(0x60000000, 2, RW, true, new SharedMemory(lab.machine.frames(), 2));
        parent.store(BASE, 1);
        parent.store(0x50000000, 1);
        parent.load(0x50001000);
        parent.store(0x60000000, 1);
        User child = parent.fork();
        child.store(BASE, 2);
        child.store(0x60001000, 2);

        parent.exit();
        child.exit();

        assertThat(lab.freeFrames()).isEqualTo(withFile).isEqualTo(free - 2);
        assertThat(file.areas).isZero();
    }

    @Test
    void aTaskOfTheSameMemorySeesItsStores() {
        parent.mapAnonymous(BASE, 0x1000, RW);
        User thread = parent.cloneVm();
        assertThat(parent.load(BASE)).isZero();

        thread.store(BASE, 4);

        assertThat(parent.load(BASE)).isEqualTo((byte) 4);
        assertThat(parent.frame(BASE)).isEqualTo(thread.frame(BASE));
    }

    @Test
    void afterForkNoThreadOfTheParentWritesToTheSharedFrame() {
        parent.mapAnonymous(BASE, 0x1000, RW);
        User thread = parent.cloneVm();
        parent.store(BASE, 1);
        thread.store(BASE, 1);
        User child = parent.fork();

        assertThat(thread.isMapped(BASE, true)).isFalse();
        thread.store(BASE, 2);

        assertThat(child.load(BASE)).isEqualTo((byte) 1);
        assertThat(parent.load(BASE)).isEqualTo((byte) 2);
    }

    @Test
    void theServersStoreBreaksSharingToo() {
        parent.mapAnonymous(BASE, 0x1000, RW);
        parent.store(BASE, 1);
        User child = parent.fork();
        assertThat(child.load(BASE)).isEqualTo((byte) 1);

        lab.user.setByte(child.task, BASE, 9);

        assertThat(child.load(BASE)).isEqualTo((byte) 9);
        assertThat(parent.load(BASE)).isEqualTo((byte) 1);
    }

    @Test
    void theDigestTellsAWrittenPageFromASharedOne() {
        parent.mapAnonymous(BASE, 0x1000, RW);
        parent.store(BASE, 1);
        User child = parent.fork();
        long before = digest(child.mm);
        long again = digest(child.mm);

        child.store(BASE, 1);

        assertThat(again).isEqualTo(before);
        assertThat(digest(child.mm)).isNotEqualTo(before);
    }

    @Test
    void readOnlyAreasAreInheritedReadOnly() {
        parent.mapAnonymous(BASE, 0x1000, R);
        parent.load(BASE);

        assertThat(parent.fork().access(BASE, true)).isEqualTo(PageFaultResult.NOT_ALLOWED);
    }

    private static long digest(Mm mm) {
        StateDigest digest = new StateDigest();
        mm.digest(digest);
        return digest.value();
    }
}
