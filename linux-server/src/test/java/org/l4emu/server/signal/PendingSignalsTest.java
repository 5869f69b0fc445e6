package org.l4emu.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.server.process.Errno;

class PendingSignalsTest {
    private final PendingSignals shared = new PendingSignals();
    private final TaskSignals task = new TaskSignals(shared);

    private static SignalInfo queued(int signal, int value) {
        return new SignalInfo(signal, SignalInfo.SI_QUEUE, 1, 0, value);
    }

    @Test
    void theLowestNumberComesFirstAndEqualOnesInOrder() {
        shared.add(queued(41, 1));
        shared.add(queued(40, 2));
        shared.add(queued(41, 3));

        assertThat(task.take(-1L)).isEqualTo(queued(40, 2));
        assertThat(task.take(-1L)).isEqualTo(queued(41, 1));
        assertThat(task.take(-1L)).isEqualTo(queued(41, 3));
        assertThat(task.pendingSet()).isZero();
    }

    @Test
    void theTasksOwnComeBeforeThoseOfItsProcess() {
        shared.add(queued(Signals.SIGHUP, 0));
        task.pending().add(queued(Signals.SIGTERM, 0));

        assertThat(task.take(-1L).signal()).isEqualTo(Signals.SIGTERM);
    }

    @Test
    void faultsComeBeforeAllOthers() {
        task.pending().add(queued(Signals.SIGHUP, 0));
        task.pending().add(SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_MAPERR, 8));

        assertThat(task.take(-1L).signal()).isEqualTo(Signals.SIGSEGV);
    }

    @Test
    void aFaultComesBeforeASignalOfALowerNumberThatOnlyLooksLikeOne() {
        task.pending().add(queued(Signals.SIGILL, 0));
        task.pending().add(SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_MAPERR, 8));

        assertThat(task.take(-1L).signal()).isEqualTo(Signals.SIGSEGV);
        assertThat(task.take(-1L).signal()).isEqualTo(Signals.SIGILL);
    }

    @Test
    void aSignalWithoutRoomForItsInformationComesFromProcessZero() {
        shared.addWithoutInfo(40);

        assertThat(task.take(-1L)).isEqualTo(new SignalInfo(40, SignalInfo.SI_USER, 0, 0, 0));
        assertThat(shared.set()).isZero();
    }

    @Test
    void whoeverIsChargedIsRefundedWhenTheSignalIsTakenOrForgotten() {
        SignalAccount account = new SignalAccount(1000);
        for (int i = 0; i < 3; i++) {
            shared.add(queued(40, i), account);
            shared.add(queued(Signals.SIGTERM, i), account);
        }
        assertThat(account.queued()).isEqualTo(4);

        shared.take(40);
        assertThat(account.queued()).isEqualTo(3);
        shared.remove(-1L);
        assertThat(account.queued()).isZero();
    }

    @Test
    void execForgetsWhatTimersSentAndNothingElse() {
        shared.add(new SignalInfo(40, SignalInfo.SI_TIMER, 0, 0, 1));
        shared.add(queued(40, 2));
        shared.add(new SignalInfo(41, SignalInfo.SI_TIMER, 0, 0, 3));
        shared.addWithoutInfo(42);

        shared.removeTimerSignals();

        assertThat(shared.set()).isEqualTo(Signals.bit(40) | Signals.bit(42));
        assertThat(shared.take(40)).isEqualTo(queued(40, 2));
    }

    @Test
    void waitingOpensWhatWasBlockedAndKeepsItFromDefaultActions() {
        task.setBlocked(Signals.bit(40) | Signals.bit(41));

        task.await(Signals.bit(40) | Signals.bit(42));

        assertThat(task.blocked()).isEqualTo(Signals.bit(41));
        assertThat(task.keeps(40)).isTrue();
        assertThat(task.keeps(42)).isFalse();
        task.endAwaiting();
        assertThat(task.blocked()).isEqualTo(Signals.bit(40) | Signals.bit(41));
    }

    @Test
    void anAlternateStackIsCheckedInLinuxsOrder() {
        int stack = 0x10000;
        assertThat(task.changeStack(stack, 4, 0, 0)).isEqualTo(-Errno.EINVAL);
        assertThat(task.changeStack(stack, 3, 4096, 0)).isEqualTo(-Errno.EINVAL);
        assertThat(task.changeStack(stack, 0, 2047, 0)).isEqualTo(-Errno.ENOMEM);
        assertThat(task.changeStack(stack, 0, 2048, 0)).isZero();
        assertThat(task.changeStack(stack, 4, 0, stack + 2048)).isEqualTo(-Errno.EPERM);
        assertThat(task.shownStackFlags(stack + 1)).isEqualTo(TaskSignals.SS_ONSTACK);
        assertThat(task.shownStackFlags(stack)).isZero();
        assertThat(task.shownStackFlags(stack + 2049)).isZero();
        assertThat(task.changeStack(stack, TaskSignals.SS_DISABLE, 0, stack)).isZero();
        assertThat(task.shownStackFlags(stack + 1)).isEqualTo(TaskSignals.SS_DISABLE);
    }

    @Test
    void aStackThatDisarmsItselfIsNeverSeenInUse() {
        task.changeStack(0x10000, TaskSignals.SS_AUTODISARM, 4096, 0);
        assertThat(task.isOnStack(0x10800)).isFalse();

        task.stackEntered();

        assertThat(task.shownStackFlags(0x10800)).isEqualTo(TaskSignals.SS_DISABLE);
    }
}
