package org.l4emu.tests.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QemuLogTest {
    private static final String STATE =
            """
            R00=00000001 R01=40800fd9 R02=40800fe0 R03=00000003
            R04=00000000 R05=00000000 R06=00000000 R07=00000000
            R08=00000000 R09=00000000 R10=0001114c R11=0000000b
            R12=00000000 R13=40800f00 R14=00000000 R15=000100b8
            PSR=60000010 -ZC- A usr32
            """;

    @Test
    void readsRegistersAndStatus() throws IOException {
        int[] state = new int[QemuLog.WORDS];

        assertThat(log(STATE).next(state)).isTrue();

        assertThat(state[1]).isEqualTo(0x40800fd9);
        assertThat(state[11]).isEqualTo(11);
        assertThat(state[15]).isEqualTo(0x100b8);
        assertThat(state[QemuLog.PSR]).isEqualTo(0x60000010);
    }

    @Test
    void passesOverWhatElseIsOnTheStream() throws IOException {
        QemuLog log = log("Remark: R00\n\n" + STATE + "R99 is no register\n" + STATE);
        int[] state = new int[QemuLog.WORDS];

        assertThat(log.next(state)).isTrue();
        assertThat(log.next(state)).isTrue();
        assertThat(log.next(state)).isFalse();
    }

    @Test
    void stateCutInTheMiddleIsNoState() throws IOException {
        assertThat(log(STATE.substring(0, 120)).next(new int[QemuLog.WORDS])).isFalse();
    }

    private static QemuLog log(String text) {
        return new QemuLog(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
