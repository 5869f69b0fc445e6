package org.l4emu.server.mm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l4emu.server.mm.MemoryLab.R;
import static org.l4emu.server.mm.MemoryLab.RW;

import org.junit.jupiter.api.Test;
import org.l4emu.server.mm.MemoryLab.TestFile;
import org.l4emu.server.mm.MemoryLab.User;

class ForeignMemoryTest {
    private static final int BASE = 0x40000000;
    private static final int NONE = 0;

    private final MemoryLab lab = new MemoryLab();
    private final ForeignMemory foreign = new ForeignMemory(lab.machine);
    private final User user = lab.user();

    private boolean poke(User target, int address, int value) {
        return foreign.poke(target.task, address, value);
    }

    @Test
    void aWordIsWrittenIntoAPrivateCopyOfAReadOnlyFilePage() {
        TestFile file = lab.new TestFile(new byte[4096]);
        user.mapFile(BASE, 1, R, /* shared= */ false, file);
        assertThat(user.load(BASE + 8)).isZero();

        assertThat(poke(user, BASE + 8, 0x01020304)).isTrue();

        assertThat(user.load(BASE + 8)).isEqualTo((byte) 4);
        assertThat(user.load(BASE + 11)).isEqualTo((byte) 1);
        assertThat(lab.machine.window().bytes(file.frames[0])[8]).isZero();
        assertThat(user.access(BASE, true)).isEqualTo(PageFaultResult.NOT_ALLOWED);
    }

    @Test
    void aPageThatWasNeverTouchedIsFilledFirst() {
        TestFile file = lab.new TestFile(new byte[] {1, 2, 3, 4, 5});
        user.mapFile(BASE, 1, R, /* shared= */ false, file);

        assertThat(poke(user, BASE, 9)).isTrue();

        assertThat(user.load(BASE + 4)).isEqualTo((byte) 5);
    }

    @Test
    void aChildKeepsWhatItHadWhenItsParentIsWrittenTo() {
        user.mapAnonymous(BASE, 0x1000, RW);
        user.store(BASE, 1);
        User child = user.fork();
        child.load(BASE);

        assertThat(poke(user, BASE, 2)).isTrue();

        assertThat(user.load(BASE)).isEqualTo((byte) 2);
        assertThat(child.load(BASE)).isEqualTo((byte) 1);
    }

    @Test
    void afterForkTheWrittenCodeOfEachIsItsOwn() {
        TestFile file = lab.new TestFile(new byte[4096]);
        user.mapFile(BASE, 1, R, /* shared= */ false, file);
        poke(user, BASE, 1);
        User child = user.fork();

        poke(child, BASE, 2);

        assertThat(user.load(BASE)).isEqualTo((byte) 1);
        assertThat(child.load(BASE)).isEqualTo((byte) 2);
    }

    @Test
    void memoryWithoutRightsIsReadAndWrittenAndStaysWithoutRights() {
        user.mapAnonymous(BASE, 0x1000, NONE);

        assertThat(foreign.peek(user.task, BASE)).isZero();
        assertThat(poke(user, BASE, 7)).isTrue();

        assertThat(foreign.peek(user.task, BASE)).isEqualTo(7);
        assertThat(user.access(BASE, false)).isEqualTo(PageFaultResult.NOT_ALLOWED);
    }

    @Test
    void sharedMemoryThatMayNotBeWrittenIsNotWritten() {
        TestFile file = lab.new TestFile(new byte[4096]);
        user.mapFile(BASE, 1, R, /* shared= */ true, file);

        assertThat(poke(user, BASE, 1)).isFalse();

        assertThat(user.load(BASE)).isZero();
    }

    @Test
    void nothingIsWrittenIfTheFarPageIsMissing() {
        user.mapAnonymous(BASE, 0x1000, RW);

        assertThat(poke(user, BASE + 0xffe, -1)).isFalse();

        assertThat(user.load(BASE + 0xfff)).isZero();
        assertThat(foreign.peek(user.task, BASE + 0xffe)).isNull();
    }
}
