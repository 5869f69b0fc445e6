package org.l4emu.server.mm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l4emu.server.mm.MemoryLab.R;
import static org.l4emu.server.mm.MemoryLab.RW;

import org.junit.jupiter.api.Test;
import org.l4emu.server.mm.MemoryLab.TestFile;
import org.l4emu.server.mm.MemoryLab.User;

class FaultHandlerTest {
    private static final int BASE = 0x40000000;

    private final MemoryLab lab = new MemoryLab();
    private final User user = lab.user();

    @Test
    void aFirstTouchFindsZeros() {
        user.mapAnonymous(BASE, 0x4000, RW);

        assertThat(user.load(BASE + 0x123)).isZero();
        assertThat(user.mm.residentPages()).isEqualTo(1);
    }

    @Test
    void aRecycledFrameIsZeroAgain() {
        user.mapAnonymous(BASE, 0x1000, RW);
        user.store(BASE, 7);
        user.mm.map().zap(BASE >>> 12, (BASE >>> 12) + 1);

        assertThat(user.load(BASE)).isZero();
    }

    @Test
    void outsideEveryAreaNothingIsMapped() {
        assertThat(user.access(BASE, false)).isEqualTo(PageFaultResult.NOT_MAPPED);
        assertThat(user.access(0xbf000000, false)).isEqualTo(PageFaultResult.NOT_MAPPED);
        assertThat(user.access(0xfffff000, true)).isEqualTo(PageFaultResult.NOT_MAPPED);
    }

    @Test
    void aStoreToReadOnlyMemoryIsNotAllowed() {
        user.mapAnonymous(BASE, 0x1000, R);

        assertThat(user.access(BASE, false)).isEqualTo(PageFaultResult.MAPPED);
        assertThat(user.access(BASE, true)).isEqualTo(PageFaultResult.NOT_ALLOWED);
    }

    @Test
    void memoryWithoutRightsCannotBeRead() {
        user.mapAnonymous(BASE, 0x1000, 0);

        assertThat(user.access(BASE, false)).isEqualTo(PageFaultResult.NOT_ALLOWED);
    }

    @Test
    void beyondTheEndOfAFileIsABusError() {
        user.mapFile(BASE, 2, R, false, lab.new TestFile(new byte[100]));

        assertThat(user.access(BASE + 200, false)).isEqualTo(PageFaultResult.MAPPED);
        assertThat(user.access(BASE + 0x1000, false)).isEqualTo(PageFaultResult.BEYOND_FILE);
    }

    @Test
    void aPrivateFilePageIsSharedUntilItIsWritten() {
        TestFile file = lab.new TestFile(new byte[] {1, 2, 3});
        user.mapFile(BASE, 1, RW, false, file);

        assertThat(user.load(BASE + 1)).isEqualTo((byte) 2);
        assertThat(user.frame(BASE)).isEqualTo(file.frames[0]);

        user.store(BASE + 1, 9);

        assertThat(user.frame(BASE)).isNotEqualTo(file.frames[0]);
        assertThat(user.load(BASE + 1)).isEqualTo((byte) 9);
        assertThat(user.load(BASE + 2)).isEqualTo((byte) 3);
        assertThat(file.at(1)).isEqualTo((byte) 2);
    }

    @Test
    void aStoreThroughASharedMappingReachesTheFile() {
        TestFile file = lab.new TestFile(new byte[] {1, 2, 3});
        User other = lab.user();
        user.mapFile(BASE, 1, RW, true, file);
        other.mapFile(0x50000000, 1, R, true, file);
        assertThat(other.load(0x50000000)).isEqualTo((byte) 1);

        user.store(BASE, 8);

        assertThat(file.at(0)).isEqualTo((byte) 8);
        assertThat(other.load(0x50000000)).isEqualTo((byte) 8);
    }

    @Test
    void neighboursInThePageCacheComeWithTheFault() {
        user.mapFile(BASE, 24, R, false, lab.new TestFile(new byte[20 * 4096]));

        user.load(BASE + 0x3000);

        assertThat(user.isMapped(BASE, false)).isTrue();
        assertThat(user.isMapped(BASE + 0xf000, false)).isTrue();
        assertThat(user.isMapped(BASE + 0x10000, false)).isFalse();
        assertThat(user.mm.residentPages()).isEqualTo(16);
    }

    @Test
    void neighboursOfWritableAreasStayAway() {
        user.mapFile(BASE, 4, RW, false, lab.new TestFile(new byte[4 * 4096]));

        user.load(BASE);

        assertThat(user.isMapped(BASE + 0x1000, false)).isFalse();
    }

    @Test
    void theStackGrowsToItsLimit() {
        int top = 0xbf000000;
        Area stack = AddressMap.anonymous((top >>> 12) - 4, top >>> 12, RW, Area.STACK);
        stack.growsDown = true;
        user.mm.map().insert(stack);

        assertThat(user.access(top - (8 << 20), true)).isEqualTo(PageFaultResult.MAPPED);
        assertThat(user.access(top - (8 << 20) - 1, true)).isEqualTo(PageFaultResult.NOT_MAPPED);
        assertThat(user.mm.mappedPages()).isEqualTo(2048);
    }

    @Test
    void theStackKeepsItsDistanceFromWhatIsBelow() {
        int top = 0xbf000000;
        Area stack = AddressMap.anonymous((top >>> 12) - 4, top >>> 12, RW, Area.STACK);
        stack.growsDown = true;
        user.mm.map().insert(stack);
        user.mapAnonymous(top - 0x200000, 0x1000, RW);

        assertThat(user.access(top - 0xff000, true)).isEqualTo(PageFaultResult.MAPPED);
        assertThat(user.access(top - 0x100000, true)).isEqualTo(PageFaultResult.NOT_MAPPED);
    }

    @Test
    void withoutFramesTheFaultSaysSo() {
        MemoryLab small = new MemoryLab(256);
        User greedy = small.user();
        greedy.mapAnonymous(BASE, 0x200000, RW);
        PageFaultResult result = PageFaultResult.MAPPED;

        for (int page = 0; page < 256 && result == PageFaultResult.MAPPED; page++) {
            result = greedy.access(BASE + (page << 12), true);
        }

        assertThat(result).isEqualTo(PageFaultResult.OUT_OF_MEMORY);
    }
}
