package org.l4emu.server.mm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l4emu.server.mm.MemoryLab.R;
import static org.l4emu.server.mm.MemoryLab.RW;

import org.junit.jupiter.api.Test;
import org.l4emu.server.mm.MemoryLab.TestFile;
import org.l4emu.server.mm.MemoryLab.User;
import org.l4emu.server.process.Errno;
import org.l4emu.server.syscall.Syscall;
import org.l4emu.server.syscall.SyscallTable;

class MemorySyscallsTest {
    private static final int BRK = 45;
    private static final int MUNMAP = 91;
    private static final int MPROTECT = 125;
    private static final int MSYNC = 144;
    private static final int MREMAP = 163;
    private static final int MMAP2 = 192;
    private static final int MINCORE = 219;
    private static final int MADVISE = 220;

    private static final int SHARED = 1;
    private static final int PRIVATE = 2;
    private static final int FIXED = 0x10;
    private static final int ANONYMOUS = 0x20;
    private static final int FIXED_NOREPLACE = 0x100000;

    private static final int BASE = 0x40000000;
    private static final int FILE_DESCRIPTOR = 3;

    private final MemoryLab lab = new MemoryLab();
    private final User user = lab.user();
    private final TestFile file = lab.new TestFile(new byte[3 * 4096]);
    private final SyscallTable table = new SyscallTable();

    MemorySyscallsTest() {
        MappableLookup lookup =
                (task, descriptor) ->
                        descriptor == FILE_DESCRIPTOR
                                ? ErrorOr.of(file)
                                : ErrorOr.error(Errno.EBADF);
        new MemorySyscalls(lab.machine, lab.user, lookup).register(table);
    }

    private int call(int number, int... arguments) {
        return call(user, number, arguments);
    }

    private int call(User caller, int number, int... arguments) {
        int[] all = new int[7];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        Syscall row = table.row(number);
        assertThat(row).isNotNull();
        return row.handler().call(caller.args(all).task);
    }

    private int mapAnywhere(int bytes) {
        return call(MMAP2, 0, bytes, RW, PRIVATE | ANONYMOUS, -1, 0);
    }

    private void mapAt(int address, int bytes, int prot) {
        int result = call(MMAP2, address, bytes, prot, PRIVATE | ANONYMOUS | FIXED, -1, 0);
        assertThat(result).isEqualTo(address);
    }

    @Test
    void mappingsGrowDownwardsFromBelowTheStack() {
        int first = mapAnywhere(0x3000);
        int second = mapAnywhere(0x1000);

        assertThat(first).isEqualTo(0xb7000000 - 0x3000);
        assertThat(second).isEqualTo(first - 0x1000);
        assertThat(user.mm.areas().size()).isEqualTo(1);
    }

    @Test
    void aHoleIsFilledBeforeNewRoomIsUsed() {
        int first = mapAnywhere(0x1000);
        int second = mapAnywhere(0x2000);
        mapAnywhere(0x1000);
        call(MUNMAP, second, 0x2000);

        assertThat(mapAnywhere(0x2000)).isEqualTo(second);
        assertThat(first).isEqualTo(second + 0x2000);
    }

    @Test
    void aFreeHintIsTakenAndATakenOneIsNot() {
        assertThat(call(MMAP2, BASE, 4096, RW, PRIVATE | ANONYMOUS, -1, 0)).isEqualTo(BASE);
        assertThat(call(MMAP2, BASE, 4096, RW, PRIVATE | ANONYMOUS, -1, 0)).isNotEqualTo(BASE);
    }

    @Test
    void fixedReplacesAndNoreplaceRefuses() {
        mapAt(BASE, 0x3000, RW);
        user.store(BASE + 0x1000, 1);
        user.store(BASE + 0x2000, 2);

        mapAt(BASE + 0x1000, 0x1000, RW);

        assertThat(user.load(BASE + 0x1000)).isZero();
        assertThat(user.load(BASE + 0x2000)).isEqualTo((byte) 2);
        int flags = PRIVATE | ANONYMOUS | FIXED_NOREPLACE;
        assertThat(call(MMAP2, BASE + 0x2000, 0x2000, RW, flags, -1, 0)).isEqualTo(-Errno.EEXIST);
        assertThat(call(MMAP2, BASE + 0x3000, 0x1000, RW, flags, -1, 0)).isEqualTo(BASE + 0x3000);
    }

    @Test
    void badMapArgumentsAreRefusedAsLinuxDoes() {
        int flags = PRIVATE | ANONYMOUS;
        assertThat(call(MMAP2, 0, 0, RW, flags, -1, 0)).isEqualTo(-Errno.EINVAL);
        assertThat(call(MMAP2, 0, -1, RW, flags, -1, 0)).isEqualTo(-Errno.ENOMEM);
        assertThat(call(MMAP2, 0, 4096, RW, ANONYMOUS, -1, 0)).isEqualTo(-Errno.EINVAL);
        assertThat(call(MMAP2, BASE + 1, 4096, RW, flags | FIXED, -1, 0)).isEqualTo(-Errno.EINVAL);
        assertThat(call(MMAP2, 0xbefff000, 0x2000, RW, flags | FIXED, -1, 0))
                .isEqualTo(-Errno.ENOMEM);
        assertThat(call(MMAP2, 0, 4096, RW, PRIVATE, 99, 0)).isEqualTo(-Errno.EBADF);
        assertThat(call(MMAP2, 0, 8192, R, PRIVATE, FILE_DESCRIPTOR, -1))
                .isEqualTo(-Errno.EOVERFLOW);
    }

    @Test
    void aReadOnlyFileIsNeitherMappedNorMadeSharedWritable() {
        file.writable = false;
        assertThat(call(MMAP2, 0, 4096, RW, SHARED, FILE_DESCRIPTOR, 0)).isEqualTo(-Errno.EACCES);
        int readable = call(MMAP2, 0, 4096, R, SHARED, FILE_DESCRIPTOR, 0);

        assertThat(call(MPROTECT, readable, 4096, RW)).isEqualTo(-Errno.EACCES);
        int privately = call(MMAP2, 0, 4096, R, PRIVATE, FILE_DESCRIPTOR, 0);
        assertThat(call(MPROTECT, privately, 4096, RW)).isZero();
    }

    @Test
    void theOffsetCountsPages() {
        lab.machine.window().writable(file.frames[2])[5] = 42;

        int address = call(MMAP2, 0, 4096, R, PRIVATE, FILE_DESCRIPTOR, 2);

        assertThat(user.load(address + 5)).isEqualTo((byte) 42);
    }

    @Test
    void sharedAnonymousMemorySurvivesForkAndLastsWithTheLastUser() {
        int free = lab.freeFrames();
        int address = call(MMAP2, 0, 0x2000, RW, SHARED | ANONYMOUS, -1, 0);
        user.store(address, 1);
        User child = user.fork();
        child.store(address, 2);
        assertThat(user.load(address)).isEqualTo((byte) 2);

        call(MUNMAP, address, 0x2000);
        assertThat(child.load(address)).isEqualTo((byte) 2);
        child.exit();

        assertThat(lab.freeFrames()).isEqualTo(free);
    }

    @Test
    void munmapInTheMiddleLeavesBothEnds() {
        mapAt(BASE, 0x3000, RW);
        user.store(BASE, 1);
        user.store(BASE + 0x1000, 2);
        user.store(BASE + 0x2000, 3);
        int free = lab.freeFrames();

        assertThat(call(MUNMAP, BASE + 0x1000, 0x1000)).isZero();

        assertThat(user.load(BASE)).isEqualTo((byte) 1);
        assertThat(user.access(BASE + 0x1000, false)).isEqualTo(PageFaultResult.NOT_MAPPED);
        assertThat(user.load(BASE + 0x2000)).isEqualTo((byte) 3);
        assertThat(lab.freeFrames()).isEqualTo(free + 1);
        assertThat(user.mm.areas().size()).isEqualTo(2);
        assertThat(user.mm.mappedPages()).isEqualTo(2);
    }

    @Test
    void munmapOfAHoleIsFineAndOfNothingIsNot() {
        assertThat(call(MUNMAP, BASE, 0x1000)).isZero();
        assertThat(call(MUNMAP, BASE, 0)).isEqualTo(-Errno.EINVAL);
        assertThat(call(MUNMAP, BASE + 4, 0x1000)).isEqualTo(-Errno.EINVAL);
        assertThat(call(MUNMAP, 0xbefff000, 0x2000)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void mprotectSplitsAndMergesAgain() {
        mapAt(BASE, 0x3000, RW);
        user.store(BASE + 0x1000, 1);

        assertThat(call(MPROTECT, BASE + 0x1000, 0x1000, R)).isZero();

        assertThat(user.mm.areas().size()).isEqualTo(3);
        assertThat(user.isMapped(BASE + 0x1000, false)).isTrue();
        assertThat(user.access(BASE + 0x1000, true)).isEqualTo(PageFaultResult.NOT_ALLOWED);
        user.store(BASE, 1);
        user.store(BASE + 0x2000, 1);

        assertThat(call(MPROTECT, BASE + 0x1000, 0x1000, RW)).isZero();

        assertThat(user.mm.areas().size()).isEqualTo(1);
        user.store(BASE + 0x1000, 2);
        assertThat(user.load(BASE + 0x1000)).isEqualTo((byte) 2);
    }

    @Test
    void memoryWithoutRightsKeepsItsContents() {
        mapAt(BASE, 0x1000, RW);
        user.store(BASE, 7);

        assertThat(call(MPROTECT, BASE, 0x1000, 0)).isZero();
        assertThat(user.access(BASE, false)).isEqualTo(PageFaultResult.NOT_ALLOWED);
        assertThat(lab.user.isAccessible(user.task, BASE, 1, false)).isFalse();

        assertThat(call(MPROTECT, BASE, 0x1000, R)).isZero();
        assertThat(user.load(BASE)).isEqualTo((byte) 7);
    }

    @Test
    void mprotectToWritableKeepsForkedPagesApart() {
        mapAt(BASE, 0x1000, RW);
        user.store(BASE, 1);
        User child = user.fork();
        call(child, MPROTECT, BASE, 0x1000, R);
        call(child, MPROTECT, BASE, 0x1000, RW);

        child.store(BASE, 2);

        assertThat(user.load(BASE)).isEqualTo((byte) 1);
    }

    @Test
    void mprotectOverAHoleChangesWhatLiesBeforeIt() {
        mapAt(BASE, 0x1000, RW);
        mapAt(BASE + 0x2000, 0x1000, RW);

        assertThat(call(MPROTECT, BASE, 0x3000, R)).isEqualTo(-Errno.ENOMEM);

        assertThat(user.access(BASE, true)).isEqualTo(PageFaultResult.NOT_ALLOWED);
        assertThat(user.access(BASE + 0x2000, true)).isEqualTo(PageFaultResult.MAPPED);
        assertThat(call(MPROTECT, BASE + 1, 0x1000, R)).isEqualTo(-Errno.EINVAL);
        assertThat(call(MPROTECT, BASE, 0, R)).isZero();
    }

    @Test
    void oneMappersReadOnlyWishDoesNotTakeTheRightFromAnother() {
        int mine = call(MMAP2, 0, 4096, RW, SHARED, FILE_DESCRIPTOR, 0);
        User other = lab.user();
        int theirs = call(other, MMAP2, 0, 4096, RW, SHARED, FILE_DESCRIPTOR, 0);
        user.store(mine, 1);
        other.store(theirs, 2);

        call(MPROTECT, mine, 4096, R);
        other.store(theirs, 3);

        assertThat(user.load(mine)).isEqualTo((byte) 3);
        assertThat(user.access(mine, true)).isEqualTo(PageFaultResult.NOT_ALLOWED);
    }

    @Test
    void brkMovesTheEndOfTheHeapUpAndDown() {
        user.mm.setBrk(0x20000);
        assertThat(call(BRK, 0)).isEqualTo(0x20000);

        assertThat(call(BRK, 0x2189c)).isEqualTo(0x2189c);
        user.store(0x21fff, 1);
        assertThat(user.access(0x22000, true)).isEqualTo(PageFaultResult.NOT_MAPPED);

        assertThat(call(BRK, 0x20800)).isEqualTo(0x20800);
        assertThat(user.access(0x21fff, true)).isEqualTo(PageFaultResult.NOT_MAPPED);
        user.store(0x20fff, 1);

        assertThat(call(BRK, 0x20000)).isEqualTo(0x20000);
        assertThat(user.mm.areas().size()).isZero();
    }

    @Test
    void brkStaysWhereItIsWhenItCannotMove() {
        user.mm.setBrk(0x20000);
        call(BRK, 0x21000);
        mapAt(0x30000, 0x1000, RW);

        assertThat(call(BRK, 0x1ffff)).isEqualTo(0x21000);
        assertThat(call(BRK, 0x30000)).isEqualTo(0x21000);
        assertThat(call(BRK, 0x2f000)).isEqualTo(0x2f000);
        assertThat(call(BRK, 0xc0000000)).isEqualTo(0x2f000);
        user.mm.limits().limitData(0x10000);
        assertThat(call(BRK, 0x31000)).isEqualTo(0x2f000);
    }

    @Test
    void theHeapIsOneNamedArea() {
        user.mm.setBrk(0x20000);
        call(BRK, 0x21000);
        call(BRK, 0x25000);

        assertThat(user.mm.describeAreas())
                .singleElement()
                .satisfies(
                        area -> {
                            assertThat(area.name()).isEqualTo("[heap]");
                            assertThat(area.end()).isEqualTo(0x25000);
                        });
    }

    @Test
    void mremapGrowsInPlaceWhereItCan() {
        mapAt(BASE, 0x2000, RW);
        user.store(BASE + 0x1000, 5);

        assertThat(call(MREMAP, BASE, 0x2000, 0x4000, 0)).isEqualTo(BASE);

        user.store(BASE + 0x3fff, 1);
        assertThat(user.load(BASE + 0x1000)).isEqualTo((byte) 5);
        assertThat(user.mm.mappedPages()).isEqualTo(4);
    }

    @Test
    void mremapMovesContentsWhenItMust() {
        mapAt(BASE, 0x2000, RW);
        mapAt(BASE + 0x2000, 0x1000, R);
        user.store(BASE, 1);
        user.store(BASE + 0x1000, 2);
        int frame = user.frame(BASE + 0x1000);

        assertThat(call(MREMAP, BASE, 0x2000, 0x4000, 0)).isEqualTo(-Errno.ENOMEM);
        int moved = call(MREMAP, BASE, 0x2000, 0x4000, 1);

        assertThat(user.access(BASE, false)).isEqualTo(PageFaultResult.NOT_MAPPED);
        assertThat(user.load(moved)).isEqualTo((byte) 1);
        assertThat(user.load(moved + 0x1000)).isEqualTo((byte) 2);
        assertThat(user.frame(moved + 0x1000)).isEqualTo(frame);
        user.store(moved + 0x3000, 3);
    }

    @Test
    void mremapShrinksAndGoesWhereItIsTold() {
        mapAt(BASE, 0x3000, RW);
        user.store(BASE, 1);
        assertThat(call(MREMAP, BASE, 0x3000, 0x1000, 0)).isEqualTo(BASE);
        assertThat(user.mm.mappedPages()).isEqualTo(1);

        int target = BASE + 0x100000;
        assertThat(call(MREMAP, BASE, 0x1000, 0x2000, 3, target)).isEqualTo(target);

        assertThat(user.load(target)).isEqualTo((byte) 1);
        assertThat(call(MREMAP, target, 0x2000, 0x2000, 3, target + 0x1000))
                .isEqualTo(-Errno.EINVAL);
        assertThat(call(MREMAP, BASE, 0x1000, 0x2000, 1)).isEqualTo(-Errno.EFAULT);
        assertThat(call(MREMAP, target, 0x2000, 0, 1)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void aMovedFileMappingKeepsTheFileAlive() {
        int address = call(MMAP2, BASE, 0x1000, RW, PRIVATE, FILE_DESCRIPTOR, 1);

        int moved = call(MREMAP, address, 0x1000, 0x1000, 3, BASE + 0x10000);

        assertThat(file.areas).isEqualTo(1);
        lab.machine.window().writable(file.frames[1])[0] = 9;
        assertThat(user.load(moved)).isEqualTo((byte) 9);
        call(MUNMAP, moved, 0x1000);
        assertThat(file.areas).isZero();
    }

    @Test
    void dontNeedDropsWhatWasWritten() {
        mapAt(BASE, 0x2000, RW);
        user.store(BASE, 1);
        user.store(BASE + 0x1000, 2);
        int free = lab.freeFrames();

        assertThat(call(MADVISE, BASE, 0x1000, 4)).isZero();

        assertThat(lab.freeFrames()).isEqualTo(free + 1);
        assertThat(user.load(BASE)).isZero();
        assertThat(user.load(BASE + 0x1000)).isEqualTo((byte) 2);
    }

    @Test
    void adviceOverAHoleIsGivenToTheRestAndReported() {
        mapAt(BASE, 0x1000, RW);
        mapAt(BASE + 0x2000, 0x1000, RW);
        user.store(BASE + 0x2000, 2);

        assertThat(call(MADVISE, BASE, 0x3000, 4)).isEqualTo(-Errno.ENOMEM);

        assertThat(user.load(BASE + 0x2000)).isZero();
        assertThat(call(MADVISE, BASE, 0x1000, 77)).isEqualTo(-Errno.EINVAL);
        assertThat(call(MADVISE, BASE, 0x1000, 3)).isZero();
        assertThat(call(MADVISE, BASE, 0x1000, 10)).isZero();
        assertThat(call(MADVISE, BASE, 0x1000, 9)).isEqualTo(-Errno.EINVAL);
        assertThat(call(MADVISE, BASE + 1, 0x1000, 3)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void adviceAboutForkIsFollowed() {
        mapAt(BASE, 0x3000, RW);
        user.store(BASE, 1);
        user.store(BASE + 0x1000, 2);
        user.store(BASE + 0x2000, 3);
        assertThat(call(MADVISE, BASE, 0x1000, 10)).isZero();
        assertThat(call(MADVISE, BASE + 0x1000, 0x1000, 18)).isZero();

        User child = user.fork();

        assertThat(child.access(BASE, false)).isEqualTo(PageFaultResult.NOT_MAPPED);
        assertThat(child.load(BASE + 0x1000)).isZero();
        assertThat(child.load(BASE + 0x2000)).isEqualTo((byte) 3);
        assertThat(child.mm.mappedPages()).isEqualTo(2);
        call(MADVISE, BASE, 0x3000, 11);
        assertThat(user.mm.areas().size()).isEqualTo(1);
        assertThat(user.load(BASE + 0x1000)).isEqualTo((byte) 2);
    }

    @Test
    void mincoreTellsTouchedPages() {
        mapAt(BASE, 0x3000, RW);
        user.store(BASE + 0x1000, 1);

        assertThat(call(MINCORE, BASE, 0x3000, BASE + 0x1000)).isZero();

        assertThat(lab.user.copyIn(user.task, BASE + 0x1000, 3)).containsExactly(0, 1, 0);
        assertThat(call(MINCORE, BASE, 0x4000, BASE + 0x1000)).isEqualTo(-Errno.ENOMEM);
    }

    @Test
    void msyncChecksItsArguments() {
        mapAt(BASE, 0x1000, RW);

        assertThat(call(MSYNC, BASE, 0x1000, 4)).isZero();
        assertThat(call(MSYNC, BASE, 0x2000, 4)).isEqualTo(-Errno.ENOMEM);
        assertThat(call(MSYNC, BASE, 0x1000, 5)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void theAddressSpaceLimitHolds() {
        user.mm.limits().limitAddressSpace(0x10000);

        assertThat(mapAnywhere(0xf000)).isNegative().isLessThan(-4096);
        assertThat(mapAnywhere(0x2000)).isEqualTo(-Errno.ENOMEM);
        assertThat(mapAnywhere(0x1000)).isLessThan(-4096);
    }

    @Test
    void mapsAreDescribedAsProcShowsThem() {
        mapAt(0x10000, 0x1000, R);
        call(MMAP2, 0x20000, 0x1000, RW, PRIVATE | FIXED, FILE_DESCRIPTOR, 1);

        assertThat(user.mm.describeAreas())
                .extracting(AreaView::line)
                .containsExactly(
                        "00010000-00011000 r--p 00000000 00:00 0 ",
                        "00020000-00021000 rw-p 00001000 00:00 0          /file");
    }
}
