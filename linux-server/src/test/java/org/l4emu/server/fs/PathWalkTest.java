package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class PathWalkTest {
    private final Files files = new Files();

    @BeforeEach
    void makeTree() {
        files.mkdir(files.root, "/a", 0755);
        files.mkdir(files.root, "/a/b", 0755);
        files.write("/a/b/file", "text");
        files.symlink(files.root, "b/file", "/a/link");
        files.symlink(files.root, "/a/b", "/a/dir");
        files.symlink(files.root, "loop", "/a/loop");
        files.symlink(files.root, "nowhere", "/a/dangling");
    }

    private int find(String path) {
        return files.find(files.root, path, PathWalk.FOLLOW);
    }

    @Test
    void aRelativeLinkBeginsWhereItLies() {
        assertThat(files.inode("/a/link")).isSameAs(files.inode("/a/b/file"));
    }

    @Test
    void aLinkInTheMiddleIsAlwaysFollowed() {
        assertThat(files.find(files.root, "/a/dir/file", 0)).isZero();
    }

    @Test
    void aLinkAtTheEndIsFollowedOnlyOnRequest() {
        files.find(files.root, "/a/link", 0);

        assertThat(files.vfs.walk().found()).isInstanceOf(SymbolicLink.class);
    }

    @Test
    void aTrailingSlashFollowsTheLastLink() {
        assertThat(files.find(files.root, "/a/dir/", 0)).isZero();
        assertThat(files.vfs.walk().found()).isSameAs(files.inode("/a/b"));
    }

    @Test
    void aTrailingSlashBehindAFileIsNotADirectory() {
        assertThat(find("/a/b/file/")).isEqualTo(-Errno.ENOTDIR);
        assertThat(find("/a/link/")).isEqualTo(-Errno.ENOTDIR);
    }

    @Test
    void aFileInTheMiddleIsNotADirectory() {
        assertThat(find("/a/b/file/x")).isEqualTo(-Errno.ENOTDIR);
        assertThat(find("/a/b/file/.")).isEqualTo(-Errno.ENOTDIR);
    }

    @Test
    void aLoopOfLinksEnds() {
        assertThat(find("/a/loop")).isEqualTo(-Errno.ELOOP);
    }

    @Test
    void fortyLinksAreFollowedAndNotOneMore() {
        files.write("/t0", "end");
        for (int i = 1; i <= 41; i++) {
            files.symlink(files.root, "t" + (i - 1), "/t" + i);
        }

        assertThat(find("/t40")).isZero();
        assertThat(find("/t41")).isEqualTo(-Errno.ELOOP);
    }

    @Test
    void aLinkToNothingIsMissing() {
        assertThat(find("/a/dangling")).isEqualTo(-Errno.ENOENT);
        assertThat(find("")).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void dotDotAtTheRootStays() {
        assertThat(find("/../../a")).isZero();
    }

    @Test
    void dotDotLeavesAMountedTree() {
        assertThat(find("/dev/../a/b")).isZero();
        assertThat(files.inode("/dev/..")).isSameAs(files.inode("/"));
    }

    @Test
    void dotDotBehindALinkIsTheParentOfItsTarget() {
        assertThat(files.inode("/a/dir/..")).isSameAs(files.inode("/a"));
    }

    @Test
    void namesAndPathsHaveALimit() {
        assertThat(find("/a/" + "x".repeat(255))).isEqualTo(-Errno.ENOENT);
        assertThat(find("/a/" + "x".repeat(256))).isEqualTo(-Errno.ENAMETOOLONG);
        assertThat(find("/" + "./".repeat(2045) + "a/b")).isZero();
        assertThat(find("/" + "./".repeat(2047) + "a")).isEqualTo(-Errno.ENAMETOOLONG);
    }

    @Test
    void chrootIsTheEndOfDotDot() {
        files.root.fs().setRoot((Directory) files.inode("/a"));

        assertThat(find("/../b/file")).isZero();
        assertThat(find("/a")).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void withoutSearchPermissionNothingInsideIsFound() {
        files.mkdir(files.root, "/closed", 0700);
        files.write("/closed/file", "");

        assertThat(files.find(files.user, "/closed", 0)).isZero();
        assertThat(files.find(files.user, "/closed/file", 0)).isEqualTo(-Errno.EACCES);
    }

    @Test
    void pathsAreSpelledOutThroughMounts() {
        Directory top = files.root.fs().root();

        assertThat(Vfs.pathOf((Directory) files.inode("/a/b"), top)).isEqualTo("/a/b");
        assertThat(Vfs.pathOf((Directory) files.inode("/proc/sys"), top)).isEqualTo("/proc/sys");
        assertThat(Vfs.pathOf((Directory) files.inode("/"), top)).isEqualTo("/");
    }
}
