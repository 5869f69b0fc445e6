package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThumbTest {
    private static final int CODE = Machine.CODE;

    private final Machine machine = new Machine();

    @Test
    void lowRegisterArithmeticSetsFlags() {
        machine.thumb(
                        0x20c8 /* movs r0, #200 */,
                        0x38c9 /* subs r0, #201 */,
                        0x1801 /* adds r1, r0, r0 */)
                .step(3);

        assertThat(machine.r(0)).isEqualTo(-1);
        assertThat(machine.r(1)).isEqualTo(-2);
        assertThat(machine.flags()).isEqualTo(0xa);
    }

    @Test
    void highRegisterOperationsLeaveFlagsAlone() {
        machine.thumb(0x4680 /* mov r8, r0 */, 0x4488 /* add r8, r1 */, 0x4642 /* mov r2, r8 */)
                .set(0, 5)
                .set(1, -5)
                .flags(8)
                .step(3);

        assertThat(machine.r(2)).isZero();
        assertThat(machine.flags()).isEqualTo(8);
    }

    @Test
    void shiftsMultiplyAndNegateWorkInPlace() {
        machine.thumb(
                        0x0108 /* lsls r0, r1, #4 */,
                        0x410a /* asrs r2, r1 */,
                        0x434b /* muls r3, r1 */,
                        0x424c /* negs r4, r1 */)
                .set(1, 3)
                .set(2, -64)
                .set(3, 7)
                .step(4);

        assertThat(machine.r(0)).isEqualTo(48);
        assertThat(machine.r(2)).isEqualTo(-8);
        assertThat(machine.r(3)).isEqualTo(21);
        assertThat(machine.r(4)).isEqualTo(-3);
    }

    @Test
    void pcRelativeFormsRoundPcDown() {
        machine.memory.poke(CODE + 8, 0x12345678);

        machine.thumb(0xbf00, 0x4901 /* ldr r1, [pc, #4] */, 0xa200 /* add r2, pc, #0 */).step(3);

        assertThat(machine.r(1)).isEqualTo(0x12345678);
        assertThat(machine.r(2)).isEqualTo(CODE + 8);
    }

    @Test
    void stackFramesAreMadeAndUndone() {
        machine.thumb(
                        0xb510 /* push {r4, lr} */,
                        0xb082 /* sub sp, #8 */,
                        0x9001 /* str r0, [sp, #4] */,
                        0x9901 /* ldr r1, [sp, #4] */,
                        0xb002 /* add sp, #8 */,
                        0xbd20 /* pop {r5, pc} */)
                .set(0, 9)
                .set(4, 4)
                .set(14, CODE + 0x101)
                .step(6);

        assertThat(machine.r(1)).isEqualTo(9);
        assertThat(machine.r(5)).isEqualTo(4);
        assertThat(machine.r(13)).isEqualTo(Machine.STACK_TOP);
        assertThat(machine.state.pc()).isEqualTo(CODE + 0x100);
        assertThat(machine.state.isThumb()).isTrue();
    }

    @Test
    void blockLoadWithItsBaseInTheListDoesNotWriteBack() {
        machine.memory.poke(Machine.DATA, 1);
        machine.memory.poke(Machine.DATA + 4, 2);

        machine.thumb(0xc803 /* ldmia r0, {r0, r1} */).set(0, Machine.DATA).step(1);

        assertThat(machine.r(0)).isEqualTo(1);
        assertThat(machine.r(1)).isEqualTo(2);
    }

    @Test
    void halfWordAndSignedLoadsScaleTheirOffset() {
        machine.memory.poke(Machine.DATA + 4, 0xfedc8081);

        machine.thumb(
                        0x88c1 /* ldrh r1, [r0, #6] */,
                        0x7942 /* ldrb r2, [r0, #5] */,
                        0x5743 /* ldrsb r3, [r0, r5] */,
                        0x5f84 /* ldrsh r4, [r0, r6] */)
                .set(0, Machine.DATA)
                .set(5, 4)
                .set(6, 6)
                .step(4);

        assertThat(machine.r(1)).isEqualTo(0xfedc);
        assertThat(machine.r(2)).isEqualTo(0x80);
        assertThat(machine.r(3)).isEqualTo(0xffffff81);
        assertThat(machine.r(4)).isEqualTo(0xfffffedc);
    }

    @Test
    void conditionalBranchGoesBothWays() {
        machine.thumb(0x2803 /* cmp r0, #3 */, 0xd0fd /* beq .-2 */, 0xe7fc /* b .-4 */)
                .set(0, 3)
                .step(2);
        assertThat(machine.state.pc()).isEqualTo(CODE);

        machine.set(0, 4).step(3);
        assertThat(machine.state.pc()).isEqualTo(CODE);
    }

    @Test
    void branchWithLinkSpansTwoHalfWords() {
        machine.thumb(0xf000, 0xf87e /* bl .+0x100 */).step(2);

        assertThat(machine.state.pc()).isEqualTo(CODE + 0x100);
        assertThat(machine.r(14)).isEqualTo(CODE + 5);
    }

    @Test
    void branchLinkExchangeGoesToArmAndBack() {
        machine.memory.poke(CODE + 0x100, 0xe12fff1e);

        machine.thumb(0xf000, 0xe87e /* blx .+0x100 */).step(2);
        assertThat(machine.state.pc()).isEqualTo(CODE + 0x100);
        assertThat(machine.state.isThumb()).isFalse();

        machine.step(1);
        assertThat(machine.state.pc()).isEqualTo(CODE + 4);
        assertThat(machine.state.isThumb()).isTrue();
    }

    @Test
    void armCallsThumbByImmediateAndByRegister() {
        machine.arm(0xfb00000f /* blx .+0x46 */).step(1);
        assertThat(machine.state.pc()).isEqualTo(CODE + 0x46);
        assertThat(machine.state.isThumb()).isTrue();
        assertThat(machine.r(14)).isEqualTo(CODE + 4);

        Machine second = new Machine();
        second.arm(0xe12fff33 /* blx r3 */).set(3, CODE + 0x21).step(1);
        assertThat(second.state.pc()).isEqualTo(CODE + 0x20);
        assertThat(second.state.isThumb()).isTrue();
    }

    @Test
    void bothStatesOfOneWordAreDecodedApart() {
        machine.arm(0xe3a00001 /* mov r0, #1 */).step(1);
        machine.state.branchExchange(CODE | 1);
        machine.step(1);

        assertThat(machine.r(1)).as("lsls r1, r0, #0").isEqualTo(1);
        assertThat(machine.state.pc()).isEqualTo(CODE + 2);
    }

    @Test
    void codeRunsOnFromOnePageIntoTheNext() {
        machine.memory.pokeHalf(CODE + 0xffe, 0x3001);
        machine.memory.pokeHalf(CODE + 0x1000, 0x3002);
        machine.state.branchExchange(CODE + 0xfff);

        machine.step(2);

        assertThat(machine.r(0)).isEqualTo(3);
    }

    @Test
    void statusReadAfterAChangeOfStateInOneRunShowsTheNewState() {
        machine.memory.poke(CODE + 0x100, 0xe10f0000);
        machine.memory.poke(CODE + 0x104, 0xe12fff12);
        machine.memory.pokeHalf(CODE + 0x140, 0x467b);

        machine.thumb(0x4708 /* bx r1 */).set(1, CODE + 0x100).set(2, CODE + 0x141).step(4);

        assertThat(machine.r(0) & ArmState.T).isZero();
        assertThat(machine.r(3)).isEqualTo(CODE + 0x144);
    }
}
