package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class PipeTest {
    private final Files files = new Files();
    private final SpecialFile inode = files.vfs.newPipe(files.root.credentials());
    private final PipeFile reader = new PipeFile(inode, Files.READ);
    private final PipeFile writer = new PipeFile(inode, Files.WRITE);

    @Test
    void bytesComeOutInOrder() {
        Files.write(writer, "hello ");
        Files.write(writer, "world");

        assertThat(Files.read(reader, 8)).isEqualTo("hello wo");
        assertThat(Files.read(reader, 8)).isEqualTo("rld");
        assertThat(Files.read(reader, 8)).isEqualTo("" + -Errno.EAGAIN);
    }

    @Test
    void theRingWrapsManyTimes() {
        StringBuilder in = new StringBuilder();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            String piece = "piece " + i + "x".repeat(i % 97);
            in.append(piece);
            assertThat(Files.write(writer, piece)).isEqualTo(piece.length());
            out.append(Files.read(reader, 40 + i % 60));
        }
        while (reader.pipe().count() > 0) {
            out.append(Files.read(reader, 1000));
        }

        assertThat(out.toString()).isEqualTo(in.toString());
    }

    @Test
    void withoutWritersComesTheEnd() {
        Files.write(writer, "last");
        writer.release();

        assertThat(Files.read(reader, 10)).isEqualTo("last");
        assertThat(Files.read(reader, 10)).isEmpty();
        assertThat(reader.readiness()).isEqualTo(Poll.HANG_UP);
    }

    @Test
    void withoutReadersThePipeIsBroken() {
        reader.release();

        assertThat(Files.write(writer, "x")).isEqualTo(-Errno.EPIPE);
        assertThat(writer.readiness() & Poll.ERROR).isNotZero();
    }

    @Test
    void aSmallWriteIsNotDivided() {
        Files.write(writer, "x".repeat(Pipe.CAPACITY_BYTES - 10));
        KernelBuffer eleven = Files.buffer("01234567890");

        assertThat(writer.write(eleven)).isEqualTo(-Errno.EAGAIN);
        assertThat(eleven.done()).isZero();
        assertThat(Files.write(writer, "0123456789")).isEqualTo(10);
    }

    @Test
    void aLargeWriteGoesAsFarAsItCan() {
        KernelBuffer large = Files.buffer("x".repeat(Pipe.CAPACITY_BYTES + 100));

        assertThat(writer.write(large)).isEqualTo(-Errno.EAGAIN);
        assertThat(large.done()).isEqualTo(Pipe.CAPACITY_BYTES);
        Files.read(reader, 100);
        assertThat(writer.write(large)).isZero();
        assertThat(large.remaining()).isZero();
    }

    @Test
    void readinessFollowsTheContents() {
        assertThat(reader.readiness()).isZero();
        assertThat(writer.readiness()).isEqualTo(Poll.WRITABLE);

        Files.write(writer, "x".repeat(Pipe.CAPACITY_BYTES - Pipe.ATOMIC_BYTES + 1));

        assertThat(reader.readiness()).isEqualTo(Poll.READABLE);
        assertThat(writer.readiness()).isZero();
    }

    @Test
    void capacityIsAPowerOfTwoAndHoldsWhatIsInside() {
        Files.write(writer, "x".repeat(5000));

        assertThat(reader.pipe().resize(4096)).isEqualTo(-Errno.EBUSY);
        assertThat(reader.pipe().resize(5000)).isEqualTo(8192);
        assertThat(Files.write(writer, "y".repeat(4000))).isEqualTo(-Errno.EAGAIN);
    }

    @Test
    void aFifoOpenerWaitsForTheOtherSide() {
        files.vfs
                .names()
                .makeNode(files.root, files.start(files.root), "/p", Mode.FIFO | 0644, 0, 0);
        PipeFile reads = (PipeFile) files.open("/p", Files.READ);

        assertThat(reads.lacksPartner()).isTrue();
        PipeFile writes = (PipeFile) files.open("/p", Files.WRITE);
        assertThat(reads.lacksPartner()).isFalse();
        assertThat(writes.lacksPartner()).isFalse();
        writes.release();
        assertThat(reads.lacksPartner()).as("the writer came by").isFalse();
    }

    @Test
    void aFifoWithoutReadersRefusesANonblockingWriter() {
        files.vfs
                .names()
                .makeNode(files.root, files.start(files.root), "/p", Mode.FIFO | 0644, 0, 0);
        int flags = Files.WRITE | OpenFlags.NONBLOCK;

        assertThat(files.tryOpen(files.root, "/p", flags).error()).isEqualTo(-Errno.ENXIO);
        PipeFile reads = (PipeFile) files.open("/p", Files.READ | OpenFlags.NONBLOCK);
        assertThat(reads.lacksPartner()).isFalse();
        assertThat(files.tryOpen(files.root, "/p", flags).error()).isZero();
    }

    @Test
    void aPipeWithoutANameIsOpenedAgainWithoutWaiting() {
        Files.write(writer, "left behind");
        writer.release();
        OpenFile again = files.vfs.openInode(files.root, inode, Files.READ).get();

        assertThat(((PipeFile) again).lacksPartner()).isFalse();
        assertThat(Files.read(again, 20)).isEqualTo("left behind");
    }

    @Test
    void textSurvivesBytes() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        String text = new String(all, StandardCharsets.ISO_8859_1);
        Files.write(writer, text);

        assertThat(Files.read(reader, 300)).isEqualTo(text);
    }
}
