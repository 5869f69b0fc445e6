package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodePageTest {
    private static final int CODE = Machine.CODE;

    private final Machine machine = new Machine();

    @Test
    void storeIntoTheNextInstructionIsSeenByTheNextFetch() {
        machine.arm(
                        0xe5801000 /* str r1, [r0] */,
                        0xe3a02001 /* mov r2, #1 */,
                        0xe3a03001 /* mov r3, #1 */)
                .set(0, CODE + 4)
                .set(1, 0xe3a02007)
                .step(2);

        assertThat(machine.r(2)).isEqualTo(7);
    }

    @Test
    void loopThatRewritesItselfRunsEachVersion() {
        machine.arm(0xe3a02001, 0xe0844002, 0xe5c03000, 0xeafffffb /* b .-12 */)
                .set(0, CODE)
                .set(3, 5)
                .step(4);
        machine.step(2);

        assertThat(machine.r(4)).isEqualTo(6);
    }

    @Test
    void storeIntoAnotherCodePageDropsItsDecodedCode() {
        int other = CODE + 0x1000;
        machine.memory.poke(other, 0xe3a05001);
        machine.memory.poke(other + 4, 0xe12fff1e);
        machine.arm(0xe12fff36 /* blx r6 */, 0xe5861000 /* str r1, [r6] */, 0xe12fff36 /* blx r6 */)
                .set(6, other)
                .set(1, 0xe3a05009)
                .step(3);
        assertThat(machine.r(5)).isEqualTo(1);

        machine.step(3);

        assertThat(machine.r(5)).isEqualTo(9);
    }

    @Test
    void dataInACodePageStaysWritable() {
        machine.arm(0xe5801000, 0xeafffffd /* b .-4 */).set(0, CODE + 0x800);
        machine.set(1, 42).step(100);

        assertThat(machine.memory.peek(CODE + 0x800)).isEqualTo(42);
    }

    @Test
    void invalidatedPageSaysSo() {
        CodePage page = new CodePage(new byte[4096]);
        assertThat(page.isValid()).isTrue();

        page.invalidate();

        assertThat(page.isValid()).isFalse();
    }
}
