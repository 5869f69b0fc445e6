package org.l4emu.microkernel.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeoutsTest {
    @Test
    void zeroAndNeverAreExact() {
        assertThat(Timeouts.sendMicrosOf(Timeouts.SEND_ZERO)).isZero();
        assertThat(Timeouts.receiveMicrosOf(Timeouts.SEND_ZERO)).isEqualTo(Timeouts.NEVER_MICROS);
        assertThat(Timeouts.receiveMicrosOf(Timeouts.NEVER)).isEqualTo(Timeouts.NEVER_MICROS);
    }

    @Test
    void smallValuesAreExact() {
        for (long micros = 1; micros <= 255; micros++) {
            assertThat(Timeouts.receiveMicrosOf(Timeouts.receiveMicros(micros))).isEqualTo(micros);
            assertThat(Timeouts.sendMicrosOf(Timeouts.sendMicros(micros))).isEqualTo(micros);
        }
    }

    @Test
    void largeValuesAreRoundedUpByLessThanTwoPercent() {
        for (long micros = 256; micros < 60_000_000_000L; micros = micros * 7 / 5) {
            long coded = Timeouts.receiveMicrosOf(Timeouts.receiveMicros(micros));
            assertThat(coded).isBetween(micros, micros + micros / 50);
        }
    }

    @Test
    void bothPhasesFitOneWord() {
        int word = Timeouts.receiveMicros(7_000) | Timeouts.sendMicros(12);
        assertThat(Timeouts.sendMicrosOf(word)).isEqualTo(12);
        assertThat(Timeouts.receiveMicrosOf(word)).isBetween(7_000L, 7_140L);
    }
}
