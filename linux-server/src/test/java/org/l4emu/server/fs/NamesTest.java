package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class NamesTest {
    private final Files files = new Files();
    private final Caller root = files.root;

    @BeforeEach
    void makeTree() {
        files.mkdir(root, "/d", 0755);
        files.mkdir(root, "/d/sub", 0755);
        files.mkdir(root, "/e", 0755);
        files.write("/f", "f");
        files.write("/g", "g");
    }

    @Test
    void renameReplacesAFile() {
        assertThat(files.rename(root, "/f", "/g")).isZero();
        assertThat(files.read("/g")).isEqualTo("f");
        assertThat(files.find(root, "/f", 0)).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void renameOfTwoNamesOfOneFileDoesNothing() {
        files.link(root, "/f", "/h");

        assertThat(files.rename(root, "/f", "/h")).isZero();
        assertThat(files.inode("/f").links()).isEqualTo(2);
    }

    @Test
    void aDirectoryDoesNotGoIntoItself() {
        assertThat(files.rename(root, "/d", "/d/sub/x")).isEqualTo(-Errno.EINVAL);
        assertThat(files.rename(root, "/d/sub", "/d")).isEqualTo(-Errno.ENOTEMPTY);
    }

    @Test
    void kindsDoNotReplaceEachOther() {
        assertThat(files.rename(root, "/d", "/f")).isEqualTo(-Errno.ENOTDIR);
        assertThat(files.rename(root, "/f", "/e")).isEqualTo(-Errno.EISDIR);
        assertThat(files.rename(root, "/f", "/new/")).isEqualTo(-Errno.ENOTDIR);
    }

    @Test
    void onlyAnEmptyDirectoryIsReplaced() {
        assertThat(files.rename(root, "/e", "/d")).isEqualTo(-Errno.ENOTEMPTY);
        assertThat(files.rename(root, "/d", "/e")).isZero();
        assertThat(files.find(root, "/e/sub", 0)).isZero();
    }

    @Test
    void renameStaysInItsTree() {
        assertThat(files.rename(root, "/f", "/dev/f")).isEqualTo(-Errno.EXDEV);
    }

    @Test
    void noReplaceKeepsWhatIsThere() {
        assertThat(files.rename(root, "/f", "/g", Names.RENAME_NOREPLACE)).isEqualTo(-Errno.EEXIST);
        assertThat(files.read("/g")).isEqualTo("g");
    }

    @Test
    void exchangeChangesPlaces() {
        assertThat(files.rename(root, "/f", "/d", Names.RENAME_EXCHANGE)).isZero();
        assertThat(files.read("/d")).isEqualTo("f");
        assertThat(files.find(root, "/f/sub", 0)).isZero();
    }

    @Test
    void exchangeNeedsBoth() {
        assertThat(files.rename(root, "/f", "/none", Names.RENAME_EXCHANGE))
                .isEqualTo(-Errno.ENOENT);
    }

    @Test
    void mountPointsStay() {
        assertThat(files.rename(root, "/proc", "/p")).isEqualTo(-Errno.EBUSY);
        assertThat(files.rmdir(root, "/dev")).isEqualTo(-Errno.EBUSY);
    }

    @Test
    void dotsAreNoNames() {
        assertThat(files.rename(root, "/d/.", "/x")).isEqualTo(-Errno.EBUSY);
        assertThat(files.rmdir(root, "/d/.")).isEqualTo(-Errno.EINVAL);
        assertThat(files.rmdir(root, "/d/sub/..")).isEqualTo(-Errno.ENOTEMPTY);
        assertThat(files.mkdir(root, "/d/.", 0755)).isEqualTo(-Errno.EEXIST);
    }

    @Test
    void mkdirTakesATrailingSlash() {
        assertThat(files.mkdir(root, "/n/", 0755)).isZero();
        assertThat(files.mkdir(root, "/d", 0755)).isEqualTo(-Errno.EEXIST);
    }

    @Test
    void rmdirWantsAnEmptyDirectory() {
        assertThat(files.rmdir(root, "/d")).isEqualTo(-Errno.ENOTEMPTY);
        assertThat(files.rmdir(root, "/f")).isEqualTo(-Errno.ENOTDIR);
        assertThat(files.rmdir(root, "/d/sub")).isZero();
        assertThat(files.rmdir(root, "/d")).isZero();
    }

    @Test
    void unlinkLeavesDirectoriesAlone() {
        assertThat(files.unlink(root, "/d")).isEqualTo(-Errno.EISDIR);
        assertThat(files.unlink(root, "/f/")).isEqualTo(-Errno.ENOTDIR);
    }

    @Test
    void anOpenFileOutlivesItsName() {
        int before = files.pages.used();
        OpenFile open = files.open("/f", Files.READ);
        files.unlink(root, "/f");

        assertThat(Files.read(open, 10)).isEqualTo("f");
        assertThat(Vfs.pathOf(open, root.fs().root())).isEqualTo("/f (deleted)");
        open.release();
        assertThat(files.pages.used()).isEqualTo(before - 1);
    }

    @Test
    void linksCountAndShareContents() {
        files.link(root, "/f", "/h");
        files.write("/h", "changed");

        assertThat(files.read("/f")).isEqualTo("changed");
        files.unlink(root, "/f");
        assertThat(files.inode("/h").links()).isEqualTo(1);
    }

    @Test
    void directoriesAreNotLinked() {
        assertThat(files.link(root, "/d", "/x")).isEqualTo(-Errno.EPERM);
    }

    @Test
    void subdirectoriesCountAsLinks() {
        assertThat(files.inode("/d").links()).isEqualTo(3);
        files.rename(root, "/d/sub", "/e/sub");
        assertThat(files.inode("/d").links()).isEqualTo(2);
        assertThat(files.inode("/e").links()).isEqualTo(3);
    }

    @Test
    void aStickyDirectoryKeepsFilesOfOthers() {
        files.write("/tmp/mine", "");

        assertThat(files.unlink(files.user, "/tmp/mine")).isEqualTo(-Errno.EPERM);
        assertThat(files.rename(files.user, "/tmp/mine", "/tmp/x")).isEqualTo(-Errno.EPERM);
        assertThat(files.unlink(files.user, "/f")).isEqualTo(-Errno.EACCES);
    }

    @Test
    void newFilesTakeTheUmaskAndTheGroupOfASetGidDirectory() {
        files.mkdir(root, "/shared", 0777);
        files.inode("/shared").setOwner(0, 55);
        files.inode("/shared").setPermissions(02777);
        files.user.fs().setUmask(027);

        files.mkdir(files.user, "/shared/x", 0777);

        Inode made = files.inode("/shared/x");
        assertThat(made.mode()).isEqualTo(Mode.DIRECTORY | 02750);
        assertThat(made.uid()).isEqualTo(1000);
        assertThat(made.gid()).isEqualTo(55);
    }

    @Test
    void procfsCannotBeChanged() {
        assertThat(files.mkdir(root, "/proc/x", 0755)).isEqualTo(-Errno.ENOENT);
        assertThat(files.unlink(root, "/proc/uptime")).isEqualTo(-Errno.EPERM);
    }

    @Test
    void nothingIsMadeInARemovedDirectory() {
        root.fs().setWorking((Directory) files.inode("/e"));
        files.rmdir(root, "/e");

        assertThat(files.mkdir(root, "x", 0755)).isEqualTo(-Errno.ENOENT);
        assertThat(files.find(root, "..", 0)).isEqualTo(-Errno.ENOENT);
        assertThat(files.find(root, ".", 0)).isZero();
    }
}
