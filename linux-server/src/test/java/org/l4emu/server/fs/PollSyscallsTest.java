package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class PollSyscallsTest {
    private static final int WRITE = 4;
    private static final int POLL = 168;
    private static final int SELECT = 142;
    private static final int MILLI = 1_000_000;

    private final SyscallLab lab = new SyscallLab();
    private final int entries = lab.space(64);
    private int reader;
    private int writer;

    @BeforeEach
    void openPipe() {
        int pair = lab.space(8);
        lab.call(42, pair);
        reader = lab.word(pair);
        writer = lab.word(pair + 4);
    }

    private void entry(int index, int fd, int events) {
        lab.setWord(entries + 8 * index, fd);
        lab.setWord(entries + 8 * index + 4, events);
    }

    private int found(int index) {
        return lab.word(entries + 8 * index + 4) >>> 16;
    }

    @Test
    void whatIsReadyIsToldAtOnce() {
        entry(0, reader, Poll.IN);
        entry(1, writer, Poll.OUT);
        entry(2, 99, Poll.IN);
        entry(3, -1, Poll.IN);

        assertThat(lab.call(POLL, entries, 4, -1)).isEqualTo(2);
        assertThat(found(0)).isZero();
        assertThat(found(1)).isEqualTo(Poll.OUT);
        assertThat(found(2)).isEqualTo(Poll.INVALID);
        assertThat(found(3)).isZero();
    }

    @Test
    void pollWaitsUntilDataComes() {
        entry(0, reader, Poll.IN);

        assertThat(lab.call(POLL, entries, 1, -1)).isEqualTo(SyscallLab.BLOCKED);
        assertThat(lab.resume()).isEqualTo(SyscallLab.BLOCKED);
        lab.call(WRITE, writer, lab.string("x"), 1);
        assertThat(lab.resume()).isEqualTo(1);
        assertThat(found(0)).isEqualTo(Poll.IN);
    }

    @Test
    void aTimeoutIsVirtualTime() {
        entry(0, reader, Poll.IN);
        long deadline = lab.files.server.now + 20L * MILLI;

        assertThat(lab.call(POLL, entries, 1, 20)).isEqualTo(SyscallLab.BLOCKED);
        assertThat(lab.files.server.signals).containsExactly("wake " + deadline);
        lab.files.server.now = deadline - 1;
        assertThat(lab.resume()).isEqualTo(SyscallLab.BLOCKED);
        lab.files.server.now = deadline;
        assertThat(lab.resume()).isZero();
        assertThat(lab.files.server.signals).last().isEqualTo("cancel");
    }

    @Test
    void aTimeoutOfZeroDoesNotWait() {
        entry(0, reader, Poll.IN);

        assertThat(lab.call(POLL, entries, 1, 0)).isZero();
    }

    @Test
    void hangUpIsToldUnasked() {
        lab.call(6, writer);
        entry(0, reader, 0);

        assertThat(lab.call(POLL, entries, 1, -1)).isEqualTo(1);
        assertThat(found(0)).isEqualTo(Poll.HANG_UP);
    }

    @Test
    void aHandlerEndsPollForGood() {
        entry(0, reader, Poll.IN);
        lab.call(POLL, entries, 1, -1);

        assertThat(lab.interrupt()).isEqualTo(-Errno.ERESTART_RESTARTBLOCK);
    }

    @Test
    void badArraysFault() {
        assertThat(lab.call(POLL, SyscallLab.BAD, 1, 0)).isEqualTo(-Errno.EFAULT);
        assertThat(lab.call(POLL, SyscallLab.BAD, 0, 0)).isZero();
    }

    @Test
    void selectKeepsWhatIsReadyAndCountsBits() {
        int reads = lab.space(4);
        int writes = lab.space(4);
        lab.setWord(reads, 1 << reader);
        lab.setWord(writes, 1 << writer);

        assertThat(lab.call(SELECT, 10, reads, writes, 0, 0)).isEqualTo(1);
        assertThat(lab.word(reads)).isZero();
        assertThat(lab.word(writes)).isEqualTo(1 << writer);
    }

    @Test
    void selectStoresTheTimeThatWasLeft() {
        int reads = lab.space(4);
        int time = lab.space(8);
        lab.setWord(reads, 1 << reader);
        lab.setWord(time, 2);
        lab.setWord(time + 4, 500_000);

        assertThat(lab.call(SELECT, 10, reads, 0, 0, time)).isEqualTo(SyscallLab.BLOCKED);
        lab.files.server.now += 1_200L * MILLI;
        lab.call(WRITE, writer, lab.string("x"), 1);
        assertThat(lab.resume()).isEqualTo(1);
        assertThat(lab.word(time)).isEqualTo(1);
        assertThat(lab.word(time + 4)).isEqualTo(300_000);
    }

    @Test
    void selectRefusesClosedDescriptors() {
        int reads = lab.space(4);
        lab.setWord(reads, 1 << 20);

        assertThat(lab.call(SELECT, 32, reads, 0, 0, 0)).isEqualTo(-Errno.EBADF);
        assertThat(lab.call(SELECT, -1, 0, 0, 0, 0)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void ppollInstallsItsMask() {
        int time = lab.space(16);
        int mask = lab.space(8);
        lab.setWord(mask, 5);
        entry(0, reader, Poll.IN);

        assertThat(lab.call(414, entries, 1, time, mask, 8)).isZero();
        assertThat(lab.files.server.signals).contains("mask 5");
        lab.setWord(time + 8, 2_000_000_000);
        assertThat(lab.call(414, entries, 1, time, mask, 8)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void epollTellsTheDataOfWhatIsReady() {
        int epoll = lab.call(357, 0);
        int event = lab.space(16);
        lab.setWord(event, Poll.IN);
        lab.setWord(event + 8, 77);
        assertThat(lab.call(251, epoll, 1, reader, event)).isZero();
        assertThat(lab.call(251, epoll, 1, reader, event)).isEqualTo(-Errno.EEXIST);
        int events = lab.space(64);

        assertThat(lab.call(252, epoll, events, 4, -1)).isEqualTo(SyscallLab.BLOCKED);
        lab.call(WRITE, writer, lab.string("x"), 1);
        assertThat(lab.resume()).isEqualTo(1);
        assertThat(lab.word(events)).isEqualTo(Poll.IN);
        assertThat(lab.word(events + 8)).isEqualTo(77);
        lab.call(6, reader);
        assertThat(lab.call(252, epoll, events, 4, 0)).isZero();
    }

    @Test
    void anEventCounterIsTakenWhole() {
        int fd = lab.call(356, 3, OpenFlags.NONBLOCK);
        int word = lab.space(8);
        lab.memory.putLong(word - SyscallLab.BASE, 4);

        assertThat(lab.call(WRITE, fd, word, 8)).isEqualTo(8);
        assertThat(lab.call(3, fd, word, 8)).isEqualTo(8);
        assertThat(lab.memory.getLong(word - SyscallLab.BASE)).isEqualTo(7);
        assertThat(lab.call(3, fd, word, 8)).isEqualTo(-Errno.EAGAIN);
        assertThat(lab.call(3, fd, word, 7)).isEqualTo(-Errno.EINVAL);
    }
}
