package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MultipliesTest {
    private final Machine machine = new Machine();

    private boolean sticky() {
        return (machine.state.cpsr() & ArmState.Q) != 0;
    }

    @Test
    void multiplySetsSignAndZeroAndKeepsCarryAndOverflow() {
        machine.arm(0xe0100291 /* muls r0, r1, r2 */).set(1, -3).set(2, 7).flags(3).step(1);

        assertThat(machine.r(0)).isEqualTo(-21);
        assertThat(machine.flags()).isEqualTo(0xb);
    }

    @Test
    void multiplyAccumulateAddsAndMultiplySubtractSubtracts() {
        machine.arm(0xe0203291 /* mla r0, r1, r2, r3 */, 0xe0643291 /* mls r4, r1, r2, r3 */)
                .set(1, 6)
                .set(2, 7)
                .set(3, 100)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(142);
        assertThat(machine.r(4)).isEqualTo(58);
    }

    @Test
    void longMultiplyDistinguishesSignedFromUnsigned() {
        machine.arm(0xe0810594 /* umull r0, r1, r4, r5 */, 0xe0c32594 /* smull r2, r3, r4, r5 */)
                .set(4, -1)
                .set(5, 2)
                .step(2);

        assertThat(new int[] {machine.r(0), machine.r(1)}).containsExactly(-2, 1);
        assertThat(new int[] {machine.r(2), machine.r(3)}).containsExactly(-2, -1);
    }

    @Test
    void longMultiplyTakesItsFlagsFromAllSixtyFourBits() {
        machine.arm(0xe0910594 /* umulls r0, r1, r4, r5 */).set(4, 0x10000).set(5, 0x10000).step(1);

        assertThat(machine.flags()).isZero();
        assertThat(machine.r(1)).isEqualTo(1);
    }

    @Test
    void longAccumulateCarriesIntoTheUpperWord() {
        machine.arm(0xe0a10594 /* umlal r0, r1, r4, r5 */, 0xe0432594 /* umaal r2, r3, r4, r5 */)
                .set(0, -1)
                .set(1, 1)
                .set(2, -1)
                .set(3, -1)
                .set(4, 1)
                .set(5, 1)
                .step(2);

        assertThat(new int[] {machine.r(0), machine.r(1)}).containsExactly(0, 2);
        assertThat(new int[] {machine.r(2), machine.r(3)}).containsExactly(-1, 1);
    }

    @Test
    void halfWordMultiplySelectsTopAndBottom() {
        machine.arm(0xe16002c1 /* smulbt r0, r1, r2 */, 0xe16302a1 /* smultb r3, r1, r2 */)
                .set(1, 0x0002fffd)
                .set(2, 0x00050007)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(-15);
        assertThat(machine.r(3)).isEqualTo(14);
    }

    @Test
    void halfWordAccumulateWrapsAndRemembersTheOverflow() {
        machine.arm(0xe1003281 /* smlabb r0, r1, r2, r3 */)
                .set(1, 2)
                .set(2, 3)
                .set(3, 0x7fffffff)
                .step(1);

        assertThat(machine.r(0)).isEqualTo(0x80000005);
        assertThat(sticky()).isTrue();
    }

    @Test
    void wordByHalfWordKeepsTheUpperThirtyTwoOfFortyEightBits() {
        machine.arm(0xe12002a1 /* smulwb r0, r1, r2 */, 0xe12342c1 /* smlawt r3, r1, r2, r4 */)
                .set(1, 0x00030000)
                .set(2, 0xfffe0005)
                .set(4, 10)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(15);
        assertThat(machine.r(3)).isEqualTo(4);
    }

    @Test
    void halfWordLongAccumulateSignExtends() {
        machine.arm(0xe1410382 /* smlalbb r0, r1, r2, r3 */).set(2, 0xffff).set(3, 1).step(1);

        assertThat(new int[] {machine.r(0), machine.r(1)}).containsExactly(-1, -1);
    }

    @Test
    void saturatingAddStopsAtTheLimitAndSetsSticky() {
        machine.arm(0xe1020051 /* qadd r0, r1, r2 */).set(1, 0x7fffffff).set(2, 1).step(1);

        assertThat(machine.r(0)).isEqualTo(0x7fffffff);
        assertThat(sticky()).isTrue();
    }

    @Test
    void saturatingSubtractWithinRangeLeavesStickyAlone() {
        machine.arm(0xe1220051 /* qsub r0, r1, r2 */).set(1, 5).set(2, 7).step(1);

        assertThat(machine.r(0)).isEqualTo(-2);
        assertThat(sticky()).isFalse();
    }

    @Test
    void doublingSumSaturatesTheDoubledOperandFirst() {
        machine.arm(0xe1620051 /* qdsub r0, r1, r2 */).set(1, -1).set(2, 0x40000000).step(1);

        assertThat(machine.r(0)).isEqualTo(0x80000000);
        assertThat(sticky()).isTrue();
    }

    @Test
    void divisionTruncatesAndGivesZeroForAZeroDivisor() {
        machine.arm(
                        0xe710f211 /* sdiv r0, r1, r2 */,
                        0xe733f211 /* udiv r3, r1, r2 */,
                        0xe714f511 /* sdiv r4, r1, r5 */)
                .set(1, -7)
                .set(2, 2)
                .step(3);

        assertThat(machine.r(0)).isEqualTo(-3);
        assertThat(machine.r(3)).isEqualTo(0x7ffffffc);
        assertThat(machine.r(4)).isZero();
    }

    @Test
    void divisionOfTheMostNegativeByMinusOneWraps() {
        machine.arm(0xe710f211 /* sdiv r0, r1, r2 */).set(1, 0x80000000).set(2, -1).step(1);

        assertThat(machine.r(0)).isEqualTo(0x80000000);
    }

    @Test
    void dualMultiplyAddsBothProductsAndCanSwapHalves() {
        machine.arm(0xe7003211 /* smlad r0, r1, r2, r3 */, 0xe704f271 /* smusdx r4, r1, r2 */)
                .set(1, 0x00020003)
                .set(2, 0x00050007)
                .set(3, 1)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(32);
        assertThat(machine.r(4)).isEqualTo(1);
    }

    @Test
    void mostSignificantWordMultiplyRounds() {
        machine.arm(0xe750f211 /* smmul r0, r1, r2 */, 0xe753f231 /* smmulr r3, r1, r2 */)
                .set(1, 0x40000000)
                .set(2, 2)
                .step(2);

        assertThat(machine.r(0)).isZero();
        assertThat(machine.r(3)).isEqualTo(1);
    }
}
