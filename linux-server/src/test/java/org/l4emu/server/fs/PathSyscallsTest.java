package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class PathSyscallsTest {
    private static final int CWD = Arguments.AT_FDCWD;
    private static final int STATX = 397;

    private final SyscallLab lab = new SyscallLab();
    private final int buffer = lab.space(4096);

    @BeforeEach
    void makeTree() {
        lab.files.mkdir(lab.files.root, "/d", 0755);
        lab.files.write("/d/f", "text");
        lab.files.symlink(lab.files.root, "f", "/d/l");
    }

    @Test
    void anEmptyPathMeansTheDescriptor() {
        int fd = lab.call(5, lab.string("/d/f"), 0, 0);
        int empty = lab.string("");

        assertThat(lab.call(STATX, fd, empty, Arguments.AT_EMPTY_PATH, 0x7ff, buffer)).isZero();
        assertThat(lab.memory.getLong(buffer - SyscallLab.BASE + 40)).isEqualTo(4);
        assertThat(lab.call(STATX, fd, empty, 0, 0x7ff, buffer)).isEqualTo(-Errno.ENOENT);
        assertThat(lab.call(STATX, fd, empty, 1, 0x7ff, buffer)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void linksAreSeenThemselvesOnRequest() {
        int path = lab.string("/d/l");

        assertThat(lab.call(327, CWD, path, buffer, Arguments.AT_SYMLINK_NOFOLLOW)).isZero();
        assertThat(lab.word(buffer + 16) & Mode.TYPE_MASK).isEqualTo(Mode.SYMBOLIC_LINK);
        assertThat(lab.call(327, CWD, path, buffer, 0)).isZero();
        assertThat(lab.word(buffer + 16) & Mode.TYPE_MASK).isEqualTo(Mode.REGULAR);
    }

    @Test
    void pathsBeginAtADirectoryDescriptor() {
        int fd = lab.call(5, lab.string("/d"), OpenFlags.DIRECTORY, 0);

        assertThat(lab.call(334, fd, lab.string("f"), 4)).isZero();
        assertThat(lab.call(334, 99, lab.string("f"), 4)).isEqualTo(-Errno.EBADF);
        assertThat(lab.call(334, 99, lab.string("/d/f"), 4)).isZero();
        assertThat(lab.call(334, 0, lab.string("f"), 4)).isEqualTo(-Errno.ENOTDIR);
    }

    @Test
    void readlinkCutsAndRefusesFiles() {
        assertThat(lab.call(85, lab.string("/d/l"), buffer, 100)).isEqualTo(1);
        assertThat(lab.text(buffer, 1)).isEqualTo("f");
        assertThat(lab.call(85, lab.string("/d/f"), buffer, 100)).isEqualTo(-Errno.EINVAL);
        assertThat(lab.call(85, lab.string("/d/l"), buffer, 0)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void theWorkingDirectoryIsSpelledOut() {
        assertThat(lab.call(12, lab.string("/d"))).isZero();
        assertThat(lab.call(183, buffer, 100)).isEqualTo(3);
        assertThat(lab.text(buffer, 3)).isEqualTo("/d\0");
        assertThat(lab.call(183, buffer, 2)).isEqualTo(-Errno.ERANGE);
        assertThat(lab.call(12, lab.string("f"))).isEqualTo(-Errno.ENOTDIR);
    }

    @Test
    void aListingNeedsRoomForOneEntry() {
        int fd = lab.call(5, lab.string("/d"), OpenFlags.DIRECTORY, 0);

        assertThat(lab.call(217, fd, buffer, 10)).isEqualTo(-Errno.EINVAL);
        assertThat(lab.call(217, fd, SyscallLab.BAD, 100)).isEqualTo(-Errno.EFAULT);
        assertThat(lab.call(217, fd, buffer, 4096)).isEqualTo(4 * 24);
        assertThat(lab.call(217, fd, buffer, 4096)).isZero();
        assertThat(lab.call(19, fd, 0, 0)).isZero();
        assertThat(lab.call(217, fd, buffer, 4096)).isEqualTo(4 * 24);
    }

    @Test
    void timesAreSetKeptAndTakenFromNow() {
        int times = lab.space(16);
        lab.setWord(times, 100);
        lab.setWord(times + 4, 5);
        lab.setWord(times + 12, 0x3ffffffe);
        Inode file = lab.files.inode("/d/f");
        long modified = file.modificationNanos();

        assertThat(lab.call(348, CWD, lab.string("/d/f"), times, 0)).isZero();
        assertThat(file.accessNanos()).isEqualTo(100_000_000_005L);
        assertThat(file.modificationNanos()).isEqualTo(modified);
        lab.files.server.now += 9;
        lab.call(348, CWD, lab.string("/d/f"), 0, 0);
        assertThat(file.accessNanos()).isEqualTo(lab.files.server.now);
        lab.setWord(times + 4, 1_000_000_000);
        assertThat(lab.call(348, CWD, lab.string("/d/f"), times, 0)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void chownTakesTheSetIdBits() {
        lab.call(15, lab.string("/d/f"), 06755);
        lab.call(212, lab.string("/d/f"), 5, -1);

        Inode file = lab.files.inode("/d/f");
        assertThat(file.mode() & Mode.PERMISSIONS).isEqualTo(0755);
        assertThat(file.uid()).isEqualTo(5);
        assertThat(file.gid()).isZero();
    }

    @Test
    void truncationTakesTheRegisterPair() {
        assertThat(lab.call(193, lab.string("/d/f"), -1, 2, 0)).isZero();
        assertThat(lab.files.read("/d/f")).isEqualTo("te");
        assertThat(lab.call(193, lab.string("/d"), -1, 2, 0)).isEqualTo(-Errno.EISDIR);
        assertThat(lab.call(193, lab.string("/d/f"), -1, 0, -1)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void aTreeIsMountedOverADirectoryAndTakenAway() {
        int path = lab.string("/d");

        assertThat(lab.call(21, lab.string("none"), path, lab.string("tmpfs"), 0, 0)).isZero();
        assertThat(lab.call(33, lab.string("/d/f"), 0)).isEqualTo(-Errno.ENOENT);
        assertThat(lab.files.vfs.mounts().table(lab.files.root.fs().root()))
                .contains("none /d tmpfs rw");
        assertThat(lab.call(52, path, 0)).isZero();
        assertThat(lab.call(33, lab.string("/d/f"), 0)).isZero();
        assertThat(lab.call(52, lab.string("/"), 0)).isEqualTo(-Errno.EBUSY);
        assertThat(lab.call(21, 0, path, lab.string("ext4"), 0, 0)).isEqualTo(-Errno.ENODEV);
    }

    @Test
    void aReadOnlyTreeRefusesChanges() {
        lab.call(21, lab.string("none"), lab.string("/d"), lab.string("tmpfs"), 1, 0);

        assertThat(lab.call(39, lab.string("/d/x"), 0755)).isEqualTo(-Errno.EROFS);
        assertThat(lab.call(5, lab.string("/d/x"), OpenFlags.CREATE, 0)).isEqualTo(-Errno.EROFS);
    }

    @Test
    void unlinkatRemovesDirectoriesOnlyOnRequest() {
        lab.files.mkdir(lab.files.root, "/e", 0755);
        int path = lab.string("/e");

        assertThat(lab.call(328, CWD, path, 0)).isEqualTo(-Errno.EISDIR);
        assertThat(lab.call(328, CWD, path, Arguments.AT_REMOVEDIR)).isZero();
        assertThat(lab.call(328, CWD, path, 1)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void attributesAreNotSupported() {
        assertThat(lab.call(229, lab.string("/d/f"), 0, 0, 0)).isEqualTo(-Errno.ENOTSUP);
        assertThat(lab.call(232, lab.string("/d/f"), 0, 0)).isZero();
        assertThat(lab.call(232, lab.string("/none"), 0, 0)).isEqualTo(-Errno.ENOENT);
    }
}
