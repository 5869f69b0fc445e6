package org.l4emu.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.InvariantViolation;

class TssTest {
    private final Tss tss = new Tss();

    @Test
    void aTaskInTheKernelDoesNotEnterAgain() {
        tss.enterKernel();

        assertThatThrownBy(tss::enterKernel)
                .isInstanceOfSatisfying(
                        InvariantViolation.class,
                        e -> assertThat(e.id()).isEqualTo("K1_ONE_REQUEST_PER_CLIENT"));
    }

    @Test
    void aTaskInUserModeDoesNotLeaveTheKernel() {
        assertThatThrownBy(tss::leaveKernel)
                .isInstanceOfSatisfying(
                        InvariantViolation.class,
                        e -> assertThat(e.id()).isEqualTo("K2_REPLY_ONLY_FROM_KERNEL"));
    }

    @Test
    void aTaskThatLeftMayEnterAgain() {
        tss.enterKernel();
        tss.leaveKernel();
        tss.enterKernel();

        assertThat(tss.underKernelControl()).isTrue();
    }

    @Test
    void ofTheMessagesThatComeMeanwhileTheNewestIsKept() {
        int[] words = new int[3];
        tss.defer(1, 2, 3);
        tss.defer(4, 5, 6);

        tss.takeDeferred(words);

        assertThat(words).containsExactly(4, 5, 6);
        assertThat(tss.hasDeferred()).isFalse();
    }

    @Test
    void execveForgetsTheFlagAndTheMessageKept() {
        tss.enterKernel();
        tss.defer(1, 2, 3);

        tss.forgetKernelWork();

        assertThat(tss.underKernelControl()).isFalse();
        assertThat(tss.hasDeferred()).isFalse();
    }

    @Test
    void aNewUserThreadHasNotBeenHeardOf() {
        tss.enterKernel();
        assertThat(tss.hasEntered()).isTrue();

        tss.bornInUser();

        assertThat(tss.hasEntered()).isFalse();
        assertThat(tss.underKernelControl()).isFalse();
    }

    @Test
    void aKernelThreadIsSelectableButHasNotEntered() {
        tss.bornInKernel();

        assertThat(tss.underKernelControl()).isTrue();
        assertThat(tss.hasEntered()).isFalse();
    }

    @Test
    void aMessageIsLeftUnansweredOnce() {
        tss.enterKernel();
        tss.leaveUnanswered();

        assertThat(tss.takeUnanswered()).isTrue();
        assertThat(tss.takeUnanswered()).isFalse();
    }

    @Test
    void theNextMessageIsAnswered() {
        tss.enterKernel();
        tss.leaveUnanswered();
        tss.leaveKernel();
        tss.enterKernel();

        assertThat(tss.takeUnanswered()).isFalse();
    }

    @Test
    void thePagesLockIsGivenBackOnce() {
        tss.setPageLocked(true);

        assertThat(tss.takePageLocked()).isTrue();
        assertThat(tss.takePageLocked()).isFalse();
    }
}
