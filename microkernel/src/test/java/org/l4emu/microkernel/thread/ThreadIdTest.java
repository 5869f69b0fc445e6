package org.l4emu.microkernel.thread;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadIdTest {
    @Test
    void everyFieldComesBack() {
        for (int task : new int[] {0, 1, 1023, 2047}) {
            for (int lthread : new int[] {0, 1, 127, 128, 16_383}) {
                for (int version : new int[] {1, 1023, 1024, 16_383}) {
                    ThreadId id = ThreadId.of(task, lthread, version);
                    assertThat(id.task()).isEqualTo(task);
                    assertThat(id.lthread()).isEqualTo(lthread);
                    assertThat(id.version()).isEqualTo(version);
                }
            }
        }
    }

    @Test
    void interruptIdIsLinePlusOne() {
        assertThat(ThreadId.interrupt(0).value()).isEqualTo(1);
        assertThat(ThreadId.interrupt(5).interruptLine()).isEqualTo(5);
        assertThat(ThreadId.interrupt(5).isInterrupt()).isTrue();
        assertThat(ThreadId.of(2, 0, 1).isInterrupt()).isFalse();
    }

    @Test
    void anotherVersionIsAnotherId() {
        assertThat(ThreadId.of(5, 0, 1)).isNotEqualTo(ThreadId.of(5, 0, 2));
        assertThat(ThreadId.of(5, 0, 1).sameTask(ThreadId.of(5, 3, 1))).isTrue();
    }
}
