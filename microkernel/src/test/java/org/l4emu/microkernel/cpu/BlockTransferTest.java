package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockTransferTest {
    private static final int DATA = Machine.DATA;

    private final Machine machine = new Machine();

    private int[] stored(int instruction) {
        Machine fresh = new Machine();
        for (int i = 0; i < 16; i++) {
            fresh.memory.poke(DATA + 4 * i, 0);
        }
        fresh.arm(instruction).set(0, DATA + 32).set(1, 11).set(2, 22).step(1);
        int[] result = new int[7];
        for (int i = 0; i < 6; i++) {
            result[i] = fresh.memory.peek(DATA + 20 + 4 * i);
        }
        result[6] = fresh.r(0) - DATA - 32;
        return result;
    }

    @Test
    void theFourAddressingModesDifferInPlaceAndWriteBack() {
        assertThat(stored(0xe8a00006)).containsExactly(0, 0, 0, 11, 22, 0, 8);
        assertThat(stored(0xe9a00006)).containsExactly(0, 0, 0, 0, 11, 22, 8);
        assertThat(stored(0xe8200006)).containsExactly(0, 0, 11, 22, 0, 0, -8);
        assertThat(stored(0xe9200006)).containsExactly(0, 11, 22, 0, 0, 0, -8);
        assertThat(stored(0xe8800006)).containsExactly(0, 0, 0, 11, 22, 0, 0);
    }

    @Test
    void pushAndPopRoundTripThroughTheStack() {
        machine.arm(0xe92d4030 /* push {r4, r5, lr} */, 0xe8bd80c0 /* pop {r6, r7, pc} */)
                .set(4, 44)
                .set(5, 55)
                .set(14, Machine.CODE + 0x80)
                .step(2);

        assertThat(machine.r(6)).isEqualTo(44);
        assertThat(machine.r(7)).isEqualTo(55);
        assertThat(machine.r(13)).isEqualTo(Machine.STACK_TOP);
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 0x80);
    }

    @Test
    void loadedPcSwitchesToThumbOnBitZero() {
        machine.memory.poke(DATA, Machine.CODE + 0x81);

        machine.arm(0xe8908000 /* ldm r0, {pc} */).set(0, DATA).step(1);

        assertThat(machine.state.isThumb()).isTrue();
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 0x80);
    }

    @Test
    void baseInTheListOfALoadTakesTheLoadedValue() {
        machine.memory.poke(DATA, 7);
        machine.memory.poke(DATA + 4, 8);

        machine.arm(0xe8900003 /* ldm r0, {r0, r1} */).set(0, DATA).step(1);

        assertThat(machine.r(0)).isEqualTo(7);
        assertThat(machine.r(1)).isEqualTo(8);
    }

    @Test
    void lowestBaseInTheListOfAStoreIsStoredUnchanged() {
        machine.arm(0xe8a10006 /* stmia r1!, {r1, r2} */).set(1, DATA).step(1);

        assertThat(machine.memory.peek(DATA)).isEqualTo(DATA);
        assertThat(machine.r(1)).isEqualTo(DATA + 8);
    }

    @Test
    void loadThatFaultsOnItsSecondPageChangesNoRegister() {
        int border = DATA + 0x2000;
        machine.memory.poke(border - 4, 1);
        machine.arm(0xe8b00006 /* ldm r0!, {r1, r2} */).set(0, border - 4).set(1, 50).set(2, 60);

        assertThat(machine.run(1)).isEqualTo(Stop.DATA_ABORT);
        assertThat(machine.interpreter.faultAddress()).isEqualTo(border);
        assertThat(new int[] {machine.r(0), machine.r(1), machine.r(2)})
                .containsExactly(border - 4, 50, 60);
    }

    @Test
    void loadThatFaultedCompletesWhenRetried() {
        int border = DATA + 0x2000;
        machine.memory.poke(border - 4, 1);
        machine.arm(0xe8b00006 /* ldm r0!, {r1, r2} */).set(0, border - 4).run(1);
        machine.memory.map(border, true);
        machine.memory.poke(border, 2);

        machine.state.returnFromException();
        machine.step(1);

        assertThat(new int[] {machine.r(0), machine.r(1), machine.r(2)})
                .containsExactly(border + 4, 1, 2);
    }

    @Test
    void storeThatFaultsKeepsItsBase() {
        int border = DATA + 0x2000;
        machine.arm(0xe8a00006 /* stmia r0!, {r1, r2} */).set(0, border - 4).set(1, 50);

        assertThat(machine.run(1)).isEqualTo(Stop.DATA_ABORT);
        assertThat(machine.interpreter.faultIsWrite()).isTrue();
        assertThat(machine.r(0)).isEqualTo(border - 4);
    }

    @Test
    void privilegedCodeReachesTheUserBank() {
        machine.state.setCpsr(Mode.SUPERVISOR.bits());
        machine.state.setUserRegister(13, 0x1313);
        machine.state.setUserRegister(14, 0x1414);

        machine.arm(0xe8c06000 /* stmia r0, {sp, lr}^ */, 0xe8d16000 /* ldm r1, {sp, lr}^ */)
                .set(0, DATA)
                .set(1, DATA + 8)
                .set(13, 1);
        machine.memory.poke(DATA + 8, 0x2323);
        machine.step(2);

        assertThat(machine.memory.peek(DATA)).isEqualTo(0x1313);
        assertThat(machine.memory.peek(DATA + 4)).isEqualTo(0x1414);
        assertThat(machine.state.userRegister(13)).isEqualTo(0x2323);
        assertThat(machine.r(13)).isEqualTo(1);
    }

    @Test
    void exceptionReturnLoadRestoresTheStatus() {
        machine.state.setCpsr(Mode.SUPERVISOR.bits());
        machine.state.setSpsr(ArmState.Z | Mode.USER.bits());
        machine.memory.poke(DATA, 4);
        machine.memory.poke(DATA + 4, Machine.CODE + 0x40);

        machine.arm(0xe8d08002 /* ldm r0, {r1, pc}^ */).set(0, DATA).step(1);

        assertThat(machine.state.mode()).isEqualTo(Mode.USER);
        assertThat(machine.flags()).isEqualTo(4);
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 0x40);
    }

    @Test
    void userCodeMayNotUseThePrivilegedForms() {
        for (int word : new int[] {0xe8d00002, 0xe8d08002}) {
            Machine fresh = new Machine();
            assertThat(fresh.set(0, DATA).arm(word).run(1)).isEqualTo(Stop.UNDEFINED);
        }
    }
}
