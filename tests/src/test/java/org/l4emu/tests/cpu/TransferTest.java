package org.l4emu.tests.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransferTest {
    private final int[] registers = {
        0, 0x1000, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x8000, 0, 0x100
    };

    @Test
    void postIndexedLoadUsesTheBaseAsItIs() {
        assertThat(of(0xe4910004)).isEqualTo(new Transfer(true, 0x1000, 4, 1));
    }

    @Test
    void shiftedIndexIsSubtractedWhereTheBitSaysSo() {
        assertThat(of(0xe7510102)).isEqualTo(new Transfer(true, 0x1000 - 0x80, 1, 1));
    }

    @Test
    void literalIsRelativeToPc() {
        assertThat(of(0xe59f000c)).isEqualTo(new Transfer(true, 0x114, 4, 1));
    }

    @Test
    void doubleWordNamesTwoRegisters() {
        assertThat(of(0xe1c140d8)).isEqualTo(new Transfer(true, 0x1008, 4, 0x30));
        assertThat(of(0xe1c140f8)).isEqualTo(new Transfer(false, 0x1008, 4, 0x30));
    }

    @Test
    void pushStoresBelowTheStackPointer() {
        assertThat(of(0xe92d4070)).isEqualTo(new Transfer(false, 0x8000 - 16, 4, 0x4070));
    }

    @Test
    void multiplicationTransfersNothing() {
        assertThat(of(0xe0010392).registers()).isZero();
    }

    private Transfer of(int word) {
        return Transfer.of(word, registers, false);
    }
}
