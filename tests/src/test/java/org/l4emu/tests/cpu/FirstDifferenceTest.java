package org.l4emu.tests.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The arm946 of qemu has no MOVW, the processor here has: a difference that can be relied on. */
class FirstDifferenceTest {
    private static final int MOVW_R1_5 = 0xe3001005;
    private static final int MOV_R1_5 = 0xe3a01005;

    @BeforeEach
    void needQemu() {
        assumeTrue(QemuArm.unavailable().isEmpty(), "no qemu-arm");
    }

    @Test
    void differenceIsTracedToItsInstruction() {
        assertThat(FirstDifference.of(Target.ARM946, program(MOVW_R1_5)))
                .contains("qemu stopped", "arm e3001005", "row movw");
    }

    @Test
    void agreementIsSaid() {
        assertThat(FirstDifference.of(Target.ARM946, program(MOV_R1_5)))
                .isEqualTo("no difference instruction by instruction");
        assertThat(FirstDifference.of(Target.NEWEST, program(MOVW_R1_5)))
                .isEqualTo("no difference instruction by instruction");
    }

    private static ElfFile program(int word) {
        Assembler code = new Assembler(Batch.BASE);
        code.arm(0xe0911001); // adds r1, r1, r1
        code.arm(word);
        code.arm(0xe3a00000); // mov r0, #0
        code.arm(0xe3a07001); // mov r7, #1 (exit)
        code.arm(0xef000000); // svc #0
        return new ElfFile(Batch.BASE, code.image(), Batch.BASE);
    }
}
