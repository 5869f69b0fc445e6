package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class TransferSyscallsTest {
    private static final int READ = 3;
    private static final int WRITE = 4;
    private static final int OPEN = 5;
    private static final int CLOSE = 6;
    private static final int PIPE = 42;

    private final SyscallLab lab = new SyscallLab();
    private final int buffer = lab.space(70_000);

    private int create(String path) {
        return lab.call(OPEN, lab.string(path), OpenFlags.CREATE | OpenFlags.READ_WRITE, 0644);
    }

    private int[] pipe() {
        int pair = lab.space(8);
        lab.call(PIPE, pair);
        return new int[] {lab.word(pair), lab.word(pair + 4)};
    }

    @Test
    void whatIsWrittenIsRead() {
        int fd = create("/f");

        assertThat(lab.call(WRITE, fd, lab.string("hello"), 5)).isEqualTo(5);
        assertThat(lab.call(19, fd, 1, 0)).isEqualTo(1);
        assertThat(lab.call(READ, fd, buffer, 100)).isEqualTo(4);
        assertThat(lab.text(buffer, 4)).isEqualTo("ello");
        assertThat(lab.call(READ, fd, buffer, 100)).isZero();
    }

    @Test
    void badPointersFaultAndBadDescriptorsAreTold() {
        int fd = create("/f");

        assertThat(lab.call(WRITE, fd, SyscallLab.BAD, 5)).isEqualTo(-Errno.EFAULT);
        assertThat(lab.call(WRITE, 99, SyscallLab.BAD, 5)).isEqualTo(-Errno.EBADF);
        assertThat(lab.call(OPEN, SyscallLab.BAD, 0, 0)).isEqualTo(-Errno.EFAULT);
        assertThat(lab.call(READ, fd, buffer, -1)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void aTransferIntoABadPageEndsBeforeIt() {
        int fd = create("/f");
        int lastPage = SyscallLab.BASE + SyscallLab.BYTES - 4096;

        assertThat(lab.call(WRITE, fd, lastPage, 8192)).isEqualTo(4096);
        assertThat(lab.files.inode("/f").sizeBytes()).isEqualTo(4096);
    }

    @Test
    void readersWithoutPermissionAreRefused() {
        create("/f");
        int fd = lab.call(OPEN, lab.string("/f"), OpenFlags.WRITE_ONLY, 0);

        assertThat(lab.call(READ, fd, buffer, 1)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void aReadOfAnEmptyPipeWaitsForData() {
        int[] ends = pipe();

        assertThat(lab.call(READ, ends[0], buffer, 10)).isEqualTo(SyscallLab.BLOCKED);
        assertThat(lab.waitsFor()).startsWith("data in pipe:");
        assertThat(lab.resume()).isEqualTo(SyscallLab.BLOCKED);
        lab.call(WRITE, ends[1], lab.string("x"), 1);
        assertThat(lab.resume()).isEqualTo(1);
        assertThat(lab.text(buffer, 1)).isEqualTo("x");
    }

    @Test
    void aClosedWriterEndsTheWait() {
        int[] ends = pipe();
        lab.call(READ, ends[0], buffer, 10);
        lab.call(CLOSE, ends[1]);

        assertThat(lab.resume()).isZero();
    }

    @Test
    void aLargeWriteGoesOnWhereItWas() {
        int[] ends = pipe();
        int all = Pipe.CAPACITY_BYTES + 1000;

        assertThat(lab.call(WRITE, ends[1], buffer, all)).isEqualTo(SyscallLab.BLOCKED);
        lab.call(READ, ends[0], buffer, 5000);
        assertThat(lab.resume()).isEqualTo(all);
    }

    @Test
    void anInterruptedWriteTellsWhatWentThrough() {
        int[] ends = pipe();
        lab.call(WRITE, ends[1], buffer, Pipe.CAPACITY_BYTES + 1000);

        assertThat(lab.interrupt()).isEqualTo(Pipe.CAPACITY_BYTES);
        lab.call(WRITE, ends[1], buffer, 10);
        assertThat(lab.interrupt()).isEqualTo(-Errno.ERESTARTSYS);
    }

    @Test
    void aBrokenPipeRaisesTheSignal() {
        int[] ends = pipe();
        lab.call(CLOSE, ends[0]);

        assertThat(lab.call(WRITE, ends[1], buffer, 1)).isEqualTo(-Errno.EPIPE);
        assertThat(lab.files.server.signals).containsExactly("task 13");
    }

    @Test
    void nonblockingEndsDoNotWait() {
        int pair = lab.space(8);
        lab.call(359, pair, OpenFlags.NONBLOCK | OpenFlags.CLOSE_ON_EXEC);
        int reader = lab.word(pair);

        assertThat(lab.call(READ, reader, buffer, 1)).isEqualTo(-Errno.EAGAIN);
        assertThat(lab.descriptors.closesOnExec(reader)).isTrue();
    }

    @Test
    void pipeWithABadPointerLeavesNothingOpen() {
        assertThat(lab.call(PIPE, SyscallLab.BAD)).isEqualTo(-Errno.EFAULT);
        assertThat(lab.descriptors.get(3)).isNull();
        assertThat(lab.descriptors.get(4)).isNull();
    }

    @Test
    void vectorsAreOneTransfer() {
        int fd = create("/f");
        int vector = lab.space(16);
        lab.setWord(vector, lab.string("abc"));
        lab.setWord(vector + 4, 3);
        lab.setWord(vector + 8, lab.string("de"));
        lab.setWord(vector + 12, 2);

        assertThat(lab.call(146, fd, vector, 2)).isEqualTo(5);
        assertThat(lab.files.read("/f")).isEqualTo("abcde");
        lab.setWord(vector + 4, -1);
        assertThat(lab.call(146, fd, vector, 2)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void positionedTransfersUseTheRegisterPair() {
        int fd = create("/f");
        lab.call(WRITE, fd, lab.string("0123456789"), 10);

        assertThat(lab.call(180, fd, buffer, 3, -1, 4, 0)).isEqualTo(3);
        assertThat(lab.text(buffer, 3)).isEqualTo("456");
        assertThat(lab.call(180, fd, buffer, 3, -1, 0, 1)).isZero();
        assertThat(lab.call(181, fd, lab.string("X"), 1, -1, 0, 0)).isEqualTo(1);
        assertThat(lab.files.read("/f")).isEqualTo("X123456789");
    }

    @Test
    void longSeeksStoreTheirResult() {
        int fd = create("/f");
        int result = lab.space(8);

        assertThat(lab.call(140, fd, 1, 5, result, 0)).isZero();
        assertThat(lab.memory.getLong(result - SyscallLab.BASE)).isEqualTo(0x1_0000_0005L);
        assertThat(lab.call(19, fd, 0, 1)).isEqualTo(-Errno.EOVERFLOW);
    }

    @Test
    void sendfileWaitsOnlyWhileNothingFits() {
        int[] ends = pipe();
        int fd = create("/f");
        lab.call(WRITE, fd, buffer, 70_000);
        lab.call(19, fd, 0, 0);

        assertThat(lab.call(239, ends[1], fd, 0, 70_000)).isEqualTo(Pipe.CAPACITY_BYTES);
        assertThat(lab.call(239, ends[1], fd, 0, 70_000)).isEqualTo(SyscallLab.BLOCKED);
        lab.call(READ, ends[0], buffer, 70_000);
        assertThat(lab.resume()).isEqualTo(70_000 - Pipe.CAPACITY_BYTES);
        assertThat(lab.call(239, ends[1], ends[0], 0, 1)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void copyFileRangeLeavesPositionsItIsGivenPointersFor() {
        int in = create("/in");
        int out = create("/out");
        lab.call(WRITE, in, lab.string("0123456789"), 10);
        int offset = lab.space(8);
        lab.memory.putLong(offset - SyscallLab.BASE, 2);

        assertThat(lab.call(391, in, offset, out, 0, 5, 0)).isEqualTo(5);
        assertThat(lab.files.read("/out")).isEqualTo("23456");
        assertThat(lab.memory.getLong(offset - SyscallLab.BASE)).isEqualTo(7);
    }

    @Test
    void aFifoOpenWaitsAndGivesItsDescriptorLater() {
        int path = lab.string("/p");
        lab.call(14, path, Mode.FIFO | 0600, 0);

        assertThat(lab.call(OPEN, path, OpenFlags.READ_ONLY, 0)).isEqualTo(SyscallLab.BLOCKED);
        OpenFile writer = lab.files.open("/p", OpenFlags.WRITE_ONLY);
        assertThat(lab.resume()).isEqualTo(3);
        writer.release();
    }

    @Test
    void anInterruptedFifoOpenLeavesNoReader() {
        int path = lab.string("/p");
        lab.call(14, path, Mode.FIFO | 0600, 0);
        lab.call(OPEN, path, OpenFlags.READ_ONLY, 0);
        lab.interrupt();

        int flags = OpenFlags.WRITE_ONLY | OpenFlags.NONBLOCK;
        assertThat(lab.call(OPEN, path, flags, 0)).isEqualTo(-Errno.ENXIO);
    }

    @Test
    void fcntlKeepsTheAccessMode() {
        int fd = create("/f");

        lab.call(221, fd, 4, OpenFlags.NONBLOCK | OpenFlags.APPEND | OpenFlags.WRITE_ONLY);
        assertThat(lab.call(221, fd, 3, 0))
                .isEqualTo(
                        OpenFlags.NONBLOCK
                                | OpenFlags.APPEND
                                | OpenFlags.READ_WRITE
                                | OpenFlags.LARGE_FILE);
        assertThat(lab.call(221, fd, 0, 10)).isEqualTo(10);
        assertThat(lab.call(221, fd, 1030, 10)).isEqualTo(11);
        assertThat(lab.call(221, 11, 1, 0)).isEqualTo(1);
        assertThat(lab.call(221, fd, 0, 1024)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void closeRangeClosesAllAndMarksAll() {
        int fd = create("/f");
        lab.call(41, fd);

        assertThat(lab.call(436, fd, -1, 4)).isZero();
        assertThat(lab.descriptors.closesOnExec(fd)).isTrue();
        assertThat(lab.call(436, fd, -1, 0)).isZero();
        assertThat(lab.descriptors.get(fd)).isNull();
        assertThat(lab.descriptors.get(2)).isNotNull();
        assertThat(lab.call(436, 5, 4, 0)).isEqualTo(-Errno.EINVAL);
    }
}
