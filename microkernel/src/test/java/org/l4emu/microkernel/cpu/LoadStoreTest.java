package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadStoreTest {
    private static final int DATA = Machine.DATA;

    private final Machine machine = new Machine();

    private Machine withData(int... words) {
        for (int i = 0; i < words.length; i++) {
            machine.memory.poke(DATA + 4 * i, words[i]);
        }
        return machine.set(1, DATA);
    }

    @Test
    void wordLoadUsesOffsetPreAndPostIndex() {
        withData(10, 20, 30)
                .arm(
                        0xe5910004 /* ldr r0, [r1, #4] */,
                        0xe5b12008 /* ldr r2, [r1, #8]! */,
                        0xe4113004 /* ldr r3, [r1], #-4 */)
                .step(3);

        assertThat(new int[] {machine.r(0), machine.r(2), machine.r(3)})
                .containsExactly(20, 30, 30);
        assertThat(machine.r(1)).isEqualTo(DATA + 4);
    }

    @Test
    void registerOffsetIsShiftedAndMayBeSubtracted() {
        withData(10, 20, 30)
                .set(2, 2)
                .set(4, DATA + 8)
                .arm(
                        0xe7910102 /* ldr r0, [r1, r2, lsl #2] */,
                        0xe7143082 /* ldr r3, [r4, -r2, lsl #1] */)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(30);
        assertThat(machine.r(3)).isEqualTo(20);
    }

    @Test
    void narrowLoadsExtendAsTheirNameSays() {
        withData(0x8180ff7f)
                .arm(
                        0xe5d10001 /* ldrb r0, [r1, #1] */,
                        0xe1d120d1 /* ldrsb r2, [r1, #1] */,
                        0xe1d130b2 /* ldrh r3, [r1, #2] */,
                        0xe1d140f2 /* ldrsh r4, [r1, #2] */)
                .step(4);

        assertThat(machine.r(0)).isEqualTo(0xff);
        assertThat(machine.r(2)).isEqualTo(-1);
        assertThat(machine.r(3)).isEqualTo(0x8180);
        assertThat(machine.r(4)).isEqualTo(0xffff8180);
    }

    @Test
    void narrowStoresTouchOnlyTheirBytes() {
        withData(0x11111111, 0x22222222)
                .set(0, 0xabcdef99)
                .arm(0xe5c10001 /* strb r0, [r1, #1] */, 0xe1c100b6 /* strh r0, [r1, #6] */)
                .step(2);

        assertThat(machine.memory.peek(DATA)).isEqualTo(0x11119911);
        assertThat(machine.memory.peek(DATA + 4)).isEqualTo(0xef992222);
    }

    @Test
    void doubleWordTransfersAnEvenPair() {
        withData(1, 2)
                .set(2, DATA + 16)
                .arm(0xe1c140d0 /* ldrd r4, [r1] */, 0xe0c240f8 /* strd r4, [r2], #8 */)
                .step(2);

        assertThat(machine.memory.peek(DATA + 16)).isEqualTo(1);
        assertThat(machine.memory.peek(DATA + 20)).isEqualTo(2);
        assertThat(machine.r(2)).isEqualTo(DATA + 24);
    }

    @Test
    void literalLoadIsRelativeToPc() {
        machine.arm(
                        0xe59f0004 /* ldr r0, [pc, #4] */,
                        0,
                        0,
                        0x12345678 /* eorsne r5, r4, #120, 12 */)
                .step(1);

        assertThat(machine.r(0)).isEqualTo(0x12345678);
    }

    @Test
    void loadedPcInterworks() {
        withData(Machine.CODE + 0x41).arm(0xe591f000 /* ldr pc, [r1] */).step(1);

        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 0x40);
        assertThat(machine.state.isThumb()).isTrue();
    }

    @Test
    void storedPcIsEightBytesAhead() {
        withData(0).arm(0xe581f000 /* str pc, [r1] */).step(1);

        assertThat(machine.memory.peek(DATA)).isEqualTo(Machine.CODE + 8);
    }

    @Test
    void misalignedWordIsFixedUpByDefault() {
        withData(0x03020100, 0x07060504)
                .arm(0xe5910001 /* ldr r0, [r1, #1] */, 0xe5810005 /* str r0, [r1, #5] */)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(0x04030201);
        assertThat(machine.memory.peek(DATA + 4)).isEqualTo(0x03020104);
    }

    @Test
    void misalignedWordMayCrossIntoTheNextPage() {
        machine.memory.poke(DATA + 0xffc, 0x44332211);
        machine.memory.poke(DATA + 0x1000, 0x88776655);

        machine.set(1, DATA + 0xffe).arm(0xe5910000 /* ldr r0, [r1] */).step(1);

        assertThat(machine.r(0)).isEqualTo(0x66554433);
    }

    @Test
    void misalignedWordRotatesOnOldHardware() {
        Machine old = new Machine(UnalignedAccess.ROTATE);
        old.memory.poke(DATA, 0x03020100);

        old.set(1, DATA + 1).arm(0xe5910000 /* ldr r0, [r1] */).step(1);

        assertThat(old.r(0)).isEqualTo(0x00030201);
    }

    @Test
    void misalignedWordFaultsWhereAsked() {
        Machine strict = new Machine(UnalignedAccess.FAULT);

        int stop = strict.set(1, DATA + 2).arm(0xe5910000 /* ldr r0, [r1] */).run(10);

        assertThat(stop).isEqualTo(Stop.ALIGNMENT);
        assertThat(strict.interpreter.faultAddress()).isEqualTo(DATA + 2);
        assertThat(strict.state.mode()).isEqualTo(Mode.ABORT);
    }

    @Test
    void misalignedBlockDoubleAndSwapFaultAlways() {
        for (int word : new int[] {0xe891000c, 0xe881000c, 0xe1c120d0, 0xe1012093, 0xe1912f9f}) {
            Machine fresh = new Machine();
            int stop = fresh.set(1, DATA + 2).arm(word).run(1);
            assertThat(stop).as("%08x", word).isEqualTo(Stop.ALIGNMENT);
        }
    }

    @Test
    void abortedLoadLeavesBaseAndTargetAndCountsNothing() {
        int stop =
                machine.set(1, 0x500000).arm(0xe5b10004 /* ldr r0, [r1, #4]! */).set(0, 99).run(10);

        assertThat(stop).isEqualTo(Stop.DATA_ABORT);
        assertThat(machine.r(0)).isEqualTo(99);
        assertThat(machine.r(1)).isEqualTo(0x500000);
        assertThat(machine.interpreter.faultAddress()).isEqualTo(0x500004);
        assertThat(machine.interpreter.faultIsWrite()).isFalse();
        assertThat(machine.interpreter.retired()).isZero();
    }

    @Test
    void abortedAccessSucceedsWhenRetriedAfterMapping() {
        machine.set(1, 0x500000).set(0, 7).arm(0xe4810004 /* str r0, [r1], #4 */);

        assertThat(machine.run(1)).isEqualTo(Stop.DATA_ABORT);
        assertThat(machine.interpreter.faultIsWrite()).isTrue();
        machine.memory.map(0x500000, true);
        machine.state.returnFromException();
        machine.step(1);

        assertThat(machine.memory.peek(0x500000)).isEqualTo(7);
        assertThat(machine.r(1)).isEqualTo(0x500004);
    }

    @Test
    void storeToAReadOnlyPageAborts() {
        machine.memory.map(0x500000, false);

        assertThat(machine.set(1, 0x500000).arm(0xe5c10000 /* strb r0, [r1] */).run(1))
                .isEqualTo(Stop.DATA_ABORT);
    }

    @Test
    void swapExchangesRegisterAndMemory() {
        withData(5)
                .set(2, 9)
                .arm(0xe1010092 /* swp r0, r2, [r1] */, 0xe1413092 /* swpb r3, r2, [r1] */)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(5);
        assertThat(machine.r(3)).isEqualTo(9);
        assertThat(machine.memory.peek(DATA)).isEqualTo(9);
    }

    @Test
    void exclusiveStoreSucceedsOnceAfterAnExclusiveLoad() {
        withData(5)
                .set(2, 9)
                .arm(
                        0xe1910f9f /* ldrex r0, [r1] */,
                        0xe1813f92 /* strex r3, r2, [r1] */,
                        0xe1814f90 /* strex r4, r0, [r1] */)
                .step(3);

        assertThat(machine.memory.peek(DATA)).isEqualTo(9);
        assertThat(machine.r(3)).isZero();
        assertThat(machine.r(4)).isEqualTo(1);
    }

    @Test
    void exclusiveStoreFailsAfterAContextSwitch() {
        withData(5)
                .arm(0xe1910f9f /* ldrex r0, [r1] */, 0xe1813f92 /* strex r3, r2, [r1] */)
                .step(1);
        machine.state.clearExclusive();
        machine.step(1);

        assertThat(machine.r(3)).isEqualTo(1);
        assertThat(machine.memory.peek(DATA)).isEqualTo(5);
    }

    @Test
    void exclusivesOfOtherSizesMoveTheirSize() {
        withData(0x11223344, 0x55667788)
                .arm(
                        0xe1d10f9f /* ldrexb r0, [r1] */,
                        0xe1f12f9f /* ldrexh r2, [r1] */,
                        0xe1b14f9f /* ldrexd r4, [r1] */,
                        0xe1a13f94 /* strexd r3, r4, [r1] */)
                .step(4);

        assertThat(machine.r(0)).isEqualTo(0x44);
        assertThat(machine.r(2)).isEqualTo(0x3344);
        assertThat(machine.r(5)).isEqualTo(0x55667788);
        assertThat(machine.r(3)).isZero();
    }
}
