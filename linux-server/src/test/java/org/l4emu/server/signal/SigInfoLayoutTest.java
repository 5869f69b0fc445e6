package org.l4emu.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.l4emu.server.signal.SigInfoLayout.Layout;

class SigInfoLayoutTest {
    private static int[] words(SignalInfo info) {
        int[] words = new int[SigInfoLayout.WORDS];
        SigInfoLayout.fill(info, words);
        return words;
    }

    private static ByteBuffer record(SignalInfo info) {
        byte[] bytes = SigInfoLayout.signalFdRecord(info);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void theCodeDecidesTheLayoutAndForKernelCodesTheSignalToo() {
        assertThat(SigInfoLayout.of(Signals.SIGUSR1, SignalInfo.SI_USER)).isEqualTo(Layout.KILL);
        assertThat(SigInfoLayout.of(Signals.SIGSEGV, SignalInfo.SI_KERNEL)).isEqualTo(Layout.KILL);
        assertThat(SigInfoLayout.of(Signals.SIGSEGV, SignalInfo.SEGV_ACCERR))
                .isEqualTo(Layout.FAULT);
        assertThat(SigInfoLayout.of(Signals.SIGSEGV, SignalInfo.SI_TKILL)).isEqualTo(Layout.QUEUE);
        assertThat(SigInfoLayout.of(Signals.SIGCHLD, SignalInfo.CLD_EXITED))
                .isEqualTo(Layout.CHILD);
        assertThat(SigInfoLayout.of(Signals.SIGIO, 1)).isEqualTo(Layout.POLL);
        assertThat(SigInfoLayout.of(40, 1)).isEqualTo(Layout.POLL);
        assertThat(SigInfoLayout.of(40, 7)).isEqualTo(Layout.KILL);
        assertThat(SigInfoLayout.of(40, SignalInfo.SI_SIGIO)).isEqualTo(Layout.POLL);
        assertThat(SigInfoLayout.of(40, SignalInfo.SI_TIMER)).isEqualTo(Layout.TIMER);
        assertThat(SigInfoLayout.of(Signals.SIGSYS, 1)).isEqualTo(Layout.SYS);
    }

    @Test
    void aFaultHasItsAddressWhereOthersHaveTheSender() {
        int[] words = words(SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_MAPERR, 0x1234));

        assertThat(words).startsWith(11, 0, 1, 0x1234, 0, 0, 0, 0);
        assertThat(words).hasSize(32);
    }

    @Test
    void aQueuedSignalHasSenderAndValue() {
        assertThat(words(new SignalInfo(40, SignalInfo.SI_QUEUE, 7, 1000, -5)))
                .startsWith(40, 0, -1, 7, 1000, -5, 0);
    }

    @Test
    void aChildsTimesFollowItsStatus() {
        SignalInfo info = SignalInfo.child(17, SignalInfo.CLD_KILLED, 9, 1, 15, 200, 300);

        assertThat(words(info)).startsWith(17, 0, 2, 9, 1, 15, 200, 300, 0);
        assertThat(record(info).getInt(40)).isEqualTo(15);
        assertThat(record(info).getLong(56)).isEqualTo(200);
        assertThat(record(info).getLong(64)).isEqualTo(300);
    }

    @Test
    void whatAProgramGivesComesOutAgainWordByWord() {
        int[] given = {99, 3, SignalInfo.SI_QUEUE, 4, 5, 6, 7, 8};

        SignalInfo info = SigInfoLayout.read(40, given);

        assertThat(info.pid()).isEqualTo(4);
        assertThat(info.value()).isEqualTo(6);
        assertThat(words(info)).startsWith(40, 3, -1, 4, 5, 6, 7, 8, 0);
    }

    @Test
    void whatTheFieldsSayNeedsNoPayload() {
        int[] given = {0, 0, SignalInfo.SI_QUEUE, 4, 5, 6, 0, 0};

        assertThat(SigInfoLayout.read(40, given))
                .isEqualTo(new SignalInfo(40, SignalInfo.SI_QUEUE, 4, 5, 6));
    }

    @Test
    void onlyKnownCodesMayHaveMoreThanTheKernelKeeps() {
        assertThat(SigInfoLayout.isKnown(40, SignalInfo.SI_TKILL)).isTrue();
        assertThat(SigInfoLayout.isKnown(40, -7)).isTrue();
        assertThat(SigInfoLayout.isKnown(40, -8)).isFalse();
        assertThat(SigInfoLayout.isKnown(40, -60)).isTrue();
        assertThat(SigInfoLayout.isKnown(40, 6)).isTrue();
        assertThat(SigInfoLayout.isKnown(40, 7)).isFalse();
        assertThat(SigInfoLayout.isKnown(Signals.SIGSYS, 3)).isFalse();
        assertThat(SigInfoLayout.isKnown(Signals.SIGSEGV, 9)).isTrue();
    }

    @Test
    void aSignalfdRecordHasOnlyTheFieldsOfTheLayout() {
        ByteBuffer timer = record(new SignalInfo(40, SignalInfo.SI_TIMER, 3, 2, -1));

        assertThat(timer.capacity()).isEqualTo(128);
        assertThat(timer.getInt(12)).isZero();
        assertThat(timer.getInt(24)).isEqualTo(3);
        assertThat(timer.getInt(32)).isEqualTo(2);
        assertThat(timer.getInt(44)).isEqualTo(-1);
        assertThat(timer.getLong(48)).isEqualTo(-1);
        ByteBuffer fault = record(SignalInfo.fault(Signals.SIGBUS, 1, 0xbeff0000));
        assertThat(fault.getLong(72)).isEqualTo(0xbeff0000L);
        assertThat(fault.getInt(12)).isZero();
    }
}
