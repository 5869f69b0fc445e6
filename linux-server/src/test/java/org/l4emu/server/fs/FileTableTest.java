package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class FileTableTest {
    private final Files files = new Files();
    private final FileTable table = new FileTable();

    @BeforeEach
    void makeFile() {
        files.write("/f", "0123456789");
    }

    private OpenFile open() {
        return files.open("/f", Files.READ);
    }

    @Test
    void theLowestDescriptorIsGiven() {
        table.add(open(), 0, false);
        table.add(open(), 0, false);
        table.add(open(), 0, false);
        table.close(1);

        assertThat(table.add(open(), 0, false)).isEqualTo(1);
        assertThat(table.add(open(), 100, false)).isEqualTo(100);
    }

    @Test
    void aFullTableReleasesTheFile() {
        table.setLimit(1);
        table.add(open(), 0, false);
        OpenFile refused = open();

        assertThat(table.add(refused, 0, false)).isEqualTo(-Errno.EMFILE);
        assertThat(refused.isOpen()).isFalse();
    }

    @Test
    void aCopySharesThePosition() {
        table.add(open(), 0, false);
        FileTable copy = table.copy();
        Files.read(table.get(0), 4);

        assertThat(Files.read(copy.get(0), 2)).isEqualTo("45");
        table.close(0);
        assertThat(copy.get(0).isOpen()).isTrue();
        copy.release();
    }

    @Test
    void execveClosesWhatIsMarked() {
        table.add(open(), 0, true);
        table.add(open(), 0, false);
        table.closeForExec();

        assertThat(table.get(0)).isNull();
        assertThat(table.get(1)).isNotNull();
    }

    @Test
    void aSharedTableLivesAsLongAsItsLastUser() {
        OpenFile file = open();
        table.add(file, 0, false);
        table.share().release();
        assertThat(file.isOpen()).isTrue();
        table.release();

        assertThat(file.isOpen()).isFalse();
    }

    @Test
    void replacingClosesWhatWasThere() {
        OpenFile old = open();
        table.add(old, 0, false);

        assertThat(table.replace(0, open(), true)).isZero();
        assertThat(old.isOpen()).isFalse();
        assertThat(table.closesOnExec(0)).isTrue();
        assertThat(table.replace(5000, open(), false)).isEqualTo(-Errno.EBADF);
    }
}
