package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaTest {
    private final Machine machine = new Machine();

    private int ge() {
        return (machine.state.cpsr() >>> ArmState.GE_SHIFT) & 0xf;
    }

    @Test
    void parallelByteSumSetsOneBitPerLaneForSelect() {
        machine.arm(0xe6510f92 /* uadd8 r0, r1, r2 */, 0xe6843fb5 /* sel r3, r4, r5 */)
                .set(1, 0xff01ff01)
                .set(2, 0x01010101)
                .set(4, 0xaaaaaaaa)
                .set(5, 0xbbbbbbbb)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(0x00020002);
        assertThat(ge()).isEqualTo(0b1010);
        assertThat(machine.r(3)).isEqualTo(0xaabbaabb);
    }

    @Test
    void parallelSignedHalfWordDifferenceMarksNonNegativeLanes() {
        machine.arm(0xe6110f72 /* ssub16 r0, r1, r2 */)
                .set(1, 0x0001fffe)
                .set(2, 0x0002fffd)
                .step(1);

        assertThat(machine.r(0)).isEqualTo(0xffff0001);
        assertThat(ge()).isEqualTo(0b0011);
    }

    @Test
    void saturatingAndHalvingSumsLeaveTheLaneBitsAlone() {
        machine.arm(0xe6210f92 /* qadd8 r0, r1, r2 */, 0xe6713f92 /* uhadd8 r3, r1, r2 */)
                .set(1, 0x7f80ff01)
                .set(2, 0x01ff0101)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(0x7f800002);
        assertThat(machine.r(3)).isEqualTo(0x40bf8001);
        assertThat(ge()).isZero();
    }

    @Test
    void exchangingSumCrossesTheHalves() {
        machine.arm(0xe6110f32 /* sasx r0, r1, r2 */, 0xe6113f52 /* ssax r3, r1, r2 */)
                .set(1, 0x00100020)
                .set(2, 0x00010002)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(0x0012001f);
        assertThat(machine.r(3)).isEqualTo(0x000e0021);
    }

    @Test
    void saturationToABitWidthSetsSticky() {
        machine.arm(0xe6a70011 /* ssat r0, #8, r1 */, 0xe6e82013 /* usat r2, #8, r3 */)
                .set(1, 200)
                .set(3, -5)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(127);
        assertThat(machine.r(2)).isZero();
        assertThat(machine.state.cpsr() & ArmState.Q).isNotZero();
    }

    @Test
    void saturationToThirtyTwoBitsChangesNothing() {
        machine.arm(0xe6bf0011 /* ssat r0, #32, r1 */).set(1, 0x80000000).step(1);

        assertThat(machine.r(0)).isEqualTo(0x80000000);
        assertThat(machine.state.cpsr() & ArmState.Q).isZero();
    }

    @Test
    void bitFieldsAreExtractedAndInserted() {
        machine.arm(
                        0xe7a70254 /* sbfx r0, r4, #4, #8 */,
                        0xe7e71254 /* ubfx r1, r4, #4, #8 */,
                        0xe7d32414 /* bfi r2, r4, #8, #12 */,
                        0xe7de301f /* bfc r3, #0, #31 */)
                .set(2, -1)
                .set(3, -1)
                .set(4, 0x00000abc)
                .step(4);

        assertThat(machine.r(0)).isEqualTo(0xffffffab);
        assertThat(machine.r(1)).isEqualTo(0xab);
        assertThat(machine.r(2)).isEqualTo(0xfffabcff);
        assertThat(machine.r(3)).isEqualTo(0x80000000);
    }

    @Test
    void extensionsRotateFirstAndAddTheBase() {
        machine.arm(
                        0xe6af0474 /* sxtb r0, r4, ror #8 */,
                        0xe6f51074 /* uxtah r1, r5, r4 */,
                        0xe68f2074 /* sxtb16 r2, r4 */)
                .set(4, 0x12348567)
                .set(5, 1)
                .step(3);

        assertThat(machine.r(0)).isEqualTo(0xffffff85);
        assertThat(machine.r(1)).isEqualTo(0x8568);
        assertThat(machine.r(2)).isEqualTo(0x00340067);
    }

    @Test
    void reversalsWorkOnBytesHalvesAndBits() {
        machine.arm(
                        0xe6bf0f34 /* rev r0, r4 */,
                        0xe6bf1fb4 /* rev16 r1, r4 */,
                        0xe6ff2fb4 /* revsh r2, r4 */,
                        0xe6ff3f34 /* rbit r3, r4 */)
                .set(4, 0x12345688)
                .step(4);

        assertThat(machine.r(0)).isEqualTo(0x88563412);
        assertThat(machine.r(1)).isEqualTo(0x34128856);
        assertThat(machine.r(2)).isEqualTo(0xffff8856);
        assertThat(machine.r(3)).isEqualTo(0x116a2c48);
    }

    @Test
    void packTakesOneHalfOfEach() {
        machine.arm(
                        0xe6810812 /* pkhbt r0, r1, r2, lsl #16 */,
                        0xe6813052 /* pkhtb r3, r1, r2, asr #32 */)
                .set(1, 0x11112222)
                .set(2, 0x83334444)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(0x44442222);
        assertThat(machine.r(3)).isEqualTo(0x1111ffff);
    }

    @Test
    void absoluteDifferencesOfBytesAddUp() {
        machine.arm(0xe7803211 /* usada8 r0, r1, r2, r3 */)
                .set(1, 0x01ff0510)
                .set(2, 0x03000310)
                .set(3, 1000)
                .step(1);

        assertThat(machine.r(0)).isEqualTo(1000 + 2 + 255 + 2);
    }
}
