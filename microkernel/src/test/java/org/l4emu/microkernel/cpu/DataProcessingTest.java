package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DataProcessingTest {
    private static final int N = 8;
    private static final int Z = 4;
    private static final int C = 2;
    private static final int V = 1;

    private final Machine machine = new Machine();

    @Test
    void compareOfEqualValuesSetsZeroAndCarry() {
        machine.arm(0xe1500001 /* cmp r0, r1 */).set(0, 7).set(1, 7).step(1);

        assertThat(machine.flags()).isEqualTo(Z | C);
    }

    @Test
    void compareOfSmallerWithLargerUnsignedClearsCarry() {
        machine.arm(0xe3500005 /* cmp r0, #5 */).set(0, 3).step(1);

        assertThat(machine.flags()).isEqualTo(N);
    }

    @Test
    void compareOfMostNegativeWithOneOverflows() {
        machine.arm(0xe3500001 /* cmp r0, #1 */).set(0, 0x80000000).step(1);

        assertThat(machine.flags()).isEqualTo(C | V);
    }

    @Test
    void additionOverTheSignedLimitSetsNegativeAndOverflow() {
        machine.arm(0xe2900001 /* adds r0, r0, #1 */).set(0, 0x7fffffff).step(1);

        assertThat(machine.r(0)).isEqualTo(0x80000000);
        assertThat(machine.flags()).isEqualTo(N | V);
    }

    @Test
    void additionOverTheUnsignedLimitSetsCarryAndZero() {
        machine.arm(0xe0900001 /* adds r0, r0, r1 */).set(0, -1).set(1, 1).step(1);

        assertThat(machine.flags()).isEqualTo(Z | C);
    }

    @Test
    void addWithCarryPropagatesThroughADoubleWord() {
        machine.arm(0xe0900002 /* adds r0, r0, r2 */, 0xe0a11003 /* adc r1, r1, r3 */)
                .set(0, -1)
                .set(1, 5)
                .set(2, 1)
                .set(3, 6)
                .step(2);

        assertThat(machine.r(1)).isEqualTo(12);
    }

    @Test
    void subtractWithCarryBorrowsFromTheUpperWord() {
        machine.arm(0xe0500002 /* subs r0, r0, r2 */, 0xe0d11003 /* sbcs r1, r1, r3 */)
                .set(0, 0)
                .set(1, 5)
                .set(2, 1)
                .set(3, 5)
                .step(2);

        assertThat(machine.r(1)).isEqualTo(-1);
        assertThat(machine.flags()).isEqualTo(N);
    }

    @Test
    void reverseSubtractWithCarryTakesTheRegisterFromTheOperand() {
        machine.arm(0xe2e1000a /* rsc r0, r1, #10 */).set(1, 3).flags(0).step(1);

        assertThat(machine.r(0)).isEqualTo(6);
    }

    @Test
    void rotatedImmediateOfALogicalOperationSetsCarryFromItsTopBit() {
        machine.arm(0xe3100102 /* tst r0, #-2147483648 */).set(0, 0).flags(0).step(1);

        assertThat(machine.flags()).isEqualTo(Z | C);
    }

    @Test
    void unrotatedImmediateOfALogicalOperationKeepsCarry() {
        machine.arm(0xe3b00000 /* movs r0, #0 */).flags(C | V).step(1);

        assertThat(machine.flags()).isEqualTo(Z | C | V);
    }

    @Test
    void leftShiftPutsTheLastBitOutIntoCarry() {
        machine.arm(0xe1b00201 /* lsls r0, r1, #4 */).set(1, 0x10000001).step(1);

        assertThat(machine.r(0)).isEqualTo(0x10);
        assertThat(machine.flags()).isEqualTo(C);
    }

    @Test
    void logicalRightShiftByThirtyTwoLeavesTheSignInCarry() {
        machine.arm(0xe1b00021 /* lsrs r0, r1, #32 */).set(1, 0x80000000).step(1);

        assertThat(machine.r(0)).isZero();
        assertThat(machine.flags()).isEqualTo(Z | C);
    }

    @Test
    void arithmeticRightShiftByThirtyTwoFillsWithTheSign() {
        machine.arm(0xe1b00041 /* asrs r0, r1, #32 */).set(1, 0x80000000).step(1);

        assertThat(machine.r(0)).isEqualTo(-1);
        assertThat(machine.flags()).isEqualTo(N | C);
    }

    @Test
    void rotateThroughCarryMovesCarryInAndTheLowBitOut() {
        machine.arm(0xe1b00061 /* rrxs r0, r1 */).set(1, 3).flags(C).step(1);

        assertThat(machine.r(0)).isEqualTo(0x80000001);
        assertThat(machine.flags()).isEqualTo(N | C);
    }

    @Test
    void registerShiftByZeroKeepsCarry() {
        machine.arm(0xe1b00211 /* lsls r0, r1, r2 */).set(1, 1).set(2, 0x100).flags(C).step(1);

        assertThat(machine.r(0)).isEqualTo(1);
        assertThat(machine.flags()).isEqualTo(C);
    }

    @Test
    void registerShiftLeftByThirtyTwoGivesZeroAndTheLowBitAsCarry() {
        machine.arm(0xe1b00211 /* lsls r0, r1, r2 */).set(1, 1).set(2, 32).flags(0).step(1);

        assertThat(machine.r(0)).isZero();
        assertThat(machine.flags()).isEqualTo(Z | C);
    }

    @Test
    void registerShiftBeyondThirtyTwoClearsCarry() {
        machine.arm(0xe1b00231 /* lsrs r0, r1, r2 */).set(1, -1).set(2, 33).flags(C).step(1);

        assertThat(machine.flags()).isEqualTo(Z);
    }

    @Test
    void registerRotationByThirtyTwoKeepsTheValueAndTakesItsSign() {
        machine.arm(0xe1b00271 /* rors r0, r1, r2 */)
                .set(1, 0x80000001)
                .set(2, 32)
                .flags(0)
                .step(1);

        assertThat(machine.r(0)).isEqualTo(0x80000001);
        assertThat(machine.flags()).isEqualTo(N | C);
    }

    @Test
    void pcAsAnOperandIsEightBytesAhead() {
        machine.arm(0xe28f0004 /* add r0, pc, #4 */).step(1);

        assertThat(machine.r(0)).isEqualTo(Machine.CODE + 12);
    }

    @Test
    void pcAsADestinationBranchesWithoutInterworking() {
        machine.arm(0xe280f001 /* add pc, r0, #1 */).set(0, Machine.CODE + 0x100).step(1);

        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 0x100);
        assertThat(machine.state.isThumb()).isFalse();
    }

    @Test
    void failedConditionDoesNothingButCount() {
        machine.arm(0x03a00001 /* moveq r0, #1 */, 0x13a01001 /* movne r1, #1 */).flags(0).step(2);

        assertThat(machine.r(0)).isZero();
        assertThat(machine.r(1)).isEqualTo(1);
        assertThat(machine.interpreter.retired()).isEqualTo(2);
    }

    @Test
    void everyConditionFollowsTheFlags() {
        for (int flags = 0; flags < 16; flags++) {
            for (int condition = 0; condition < 15; condition++) {
                Machine fresh = new Machine();
                int move = 0x03a00001 | (condition << 28);
                int branch = 0x0a00000e | (condition << 28);
                fresh.arm(move, branch).flags(flags).step(2);

                int expected = holds(condition, flags) ? 1 : 0;
                String what = "condition " + condition + " flags " + flags;
                assertThat(fresh.r(0)).as(what).isEqualTo(expected);
                assertThat(fresh.state.pc())
                        .as(what)
                        .isEqualTo(Machine.CODE + (expected == 1 ? 0x44 : 8));
            }
        }
    }

    private static boolean holds(int condition, int flags) {
        boolean n = (flags & N) != 0;
        boolean z = (flags & Z) != 0;
        boolean c = (flags & C) != 0;
        boolean v = (flags & V) != 0;
        boolean[] even = {z, c, n, v, c && !z, n == v, n == v && !z, true};
        return even[condition / 2] != (condition % 2 == 1);
    }

    @Test
    void wideMovesBuildAWord() {
        machine.arm(0xe3050678 /* movw r0, #22136 */, 0xe3410234 /* movt r0, #4660 */).step(2);

        assertThat(machine.r(0)).isEqualTo(0x12345678);
    }

    @Test
    void leadingZerosOfZeroAreThirtyTwo() {
        machine.arm(0xe16f0f11 /* clz r0, r1 */, 0xe16f2f13 /* clz r2, r3 */)
                .set(3, 0x00800000)
                .step(2);

        assertThat(machine.r(0)).isEqualTo(32);
        assertThat(machine.r(2)).isEqualTo(8);
    }

    @Test
    void branchTableJumpsByItsIndex() {
        machine.arm(0xe08ff101 /* add pc, pc, r1, lsl #2 */).set(1, 3).step(1);

        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 8 + 12);
    }
}
