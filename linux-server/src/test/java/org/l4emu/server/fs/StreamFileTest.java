package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class StreamFileTest {
    private final Files files = new Files();
    private final FileTable table = files.vfs.standardFiles();

    private OpenFile file(int fd) {
        OpenFile file = table.get(fd);
        assertThat(file).isNotNull();
        return file;
    }

    @Test
    void inputWaitsComesAndEnds() {
        assertThat(Files.read(file(0), 10)).isEqualTo("" + -Errno.EAGAIN);
        assertThat(files.console.wanted).isPositive();
        files.console.type("raw\r\003");

        assertThat(file(0).readiness()).isEqualTo(Poll.READABLE);
        assertThat(Files.read(file(0), 2)).isEqualTo("ra");
        assertThat(Files.read(file(0), 10)).isEqualTo("w\r\003");
        files.console.close();
        assertThat(Files.read(file(0), 10)).isEmpty();
        assertThat(file(0).readiness()).isEqualTo(Poll.HANG_UP);
    }

    @Test
    void outputGoesOutAsItIs() {
        Files.write(file(1), "a\nb");
        Files.write(file(2), "!");

        assertThat(files.console.printed()).isEqualTo("a\nb!");
    }

    @Test
    void streamsAreNoTerminals() {
        assertThat(file(1).ioctl(null, null, Ioctl.TCGETS, 0)).isEqualTo(-Errno.ENOTTY);
        assertThat(file(1).seek(0, 0)).isEqualTo(-Errno.ESPIPE);
        assertThat(file(0).inode().type()).isEqualTo(Mode.FIFO);
    }
}
