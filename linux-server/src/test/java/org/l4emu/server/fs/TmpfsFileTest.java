package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class TmpfsFileTest {
    private final Files files = new Files(Vfs.ConsoleMode.STREAMS, 10);

    private RegularFile make(String text) {
        files.write("/f", text);
        return (RegularFile) files.open("/f", Files.READ_WRITE);
    }

    private static String readAt(OpenFile file, long at, int most) {
        file.seek(at, 0);
        return Files.read(file, most);
    }

    @Test
    void whatIsBetweenTwoWritesIsAHole() {
        RegularFile file = make("begin");
        file.seek(3 * 4096 + 10, 0);
        Files.write(file, "end");

        assertThat(file.inode().sizeBytes()).isEqualTo(3 * 4096 + 13);
        assertThat(file.inode().sectors()).isEqualTo(16);
        assertThat(readAt(file, 3, 4)).isEqualTo("in\0\0");
        assertThat(readAt(file, 3 * 4096 + 9, 10)).isEqualTo("\0end");
    }

    @Test
    void readAndMappingShareTheFrame() {
        RegularFile file = make("begin");
        int frame = file.file().frameForMapping(0);
        files.pages.writable(frame)[0] = 'B';

        assertThat(readAt(file, 0, 5)).isEqualTo("Begin");
        assertThat(file.file().frameForMapping(1)).isEqualTo(-1);
    }

    @Test
    void cuttingFreesPagesAndLeavesZerosBehindTheEnd() {
        RegularFile file = make("x".repeat(3 * 4096));
        file.truncate(5);
        file.truncate(8);

        assertThat(files.pages.used()).isEqualTo(1);
        assertThat(readAt(file, 3, 100)).isEqualTo("xx\0\0\0");
    }

    @Test
    void aFullTreeTakesWhatFits() {
        RegularFile file = make("");
        Files.write(file, "x".repeat(8 * 4096));

        assertThat(Files.write(file, "y".repeat(3 * 4096))).isEqualTo(2 * 4096);
        assertThat(Files.write(file, "y")).isEqualTo(-Errno.ENOSPC);
        file.truncate(0);
        assertThat(files.pages.used()).isZero();
        assertThat(Files.write(file, "y")).isEqualTo(1);
    }

    @Test
    void aHoleFarAwayCostsNoPages() {
        RegularFile file = make("");
        file.seek(1L << 38, 0);

        assertThat(Files.write(file, "y")).isEqualTo(1);
        assertThat(files.pages.used()).isEqualTo(1);
        assertThat(file.truncate(TmpfsFile.SIZE_MAX + 1)).isEqualTo(-Errno.EFBIG);
    }

    @Test
    void dataAndHolesAreFound() {
        RegularFile file = make("x");
        file.truncate(3 * 4096);
        file.seek(2 * 4096, 0);
        Files.write(file, "y");

        assertThat(file.seek(0, 4)).isEqualTo(4096);
        assertThat(file.seek(1, 3)).isEqualTo(1);
        assertThat(file.seek(4096, 3)).isEqualTo(2 * 4096);
        assertThat(file.seek(3 * 4096, 3)).isEqualTo(-Errno.ENXIO);
    }

    @Test
    void punchedHolesAreZeroAndFree() {
        RegularFile file = make("x".repeat(3 * 4096));
        file.file().punchHole(4000, 4096 + 96 + 10);

        assertThat(files.pages.used()).isEqualTo(2);
        assertThat(readAt(file, 3999, 3)).isEqualTo("x\0\0");
        assertThat(readAt(file, 2 * 4096 + 9, 2)).isEqualTo("\0x");
    }

    @Test
    void timesFollowWhatHappens() {
        RegularFile file = make("x");
        long made = files.server.now;
        files.server.now += 5;
        Files.read(file, 1);
        files.server.now += 5;
        Files.write(file, "y");

        assertThat(file.inode().accessNanos()).isEqualTo(made + 5);
        assertThat(file.inode().modificationNanos()).isEqualTo(made + 10);
        assertThat(file.inode().changeNanos()).isEqualTo(made + 10);
    }
}
