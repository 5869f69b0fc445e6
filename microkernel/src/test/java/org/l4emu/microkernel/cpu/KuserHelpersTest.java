package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KuserHelpersTest {
    private static final int DATA = Machine.DATA;

    private final Machine machine = new Machine();

    KuserHelpersTest() {
        machine.memory.map(KuserPage.ADDRESS, false);
        byte[] bytes = KuserPage.bytes();
        for (int i = 0; i < bytes.length; i += 4) {
            machine.memory.poke(KuserPage.ADDRESS + i, (int) Bus.WORD.get(bytes, i));
        }
    }

    /** The call that compilers emit: mvn r3, #0xf000; mov lr, pc; sub pc, r3, #n. */
    private void call(int helper) {
        int distance = 0xffff0fff - helper;
        machine.arm(
                        0xe3e03a0f /* mvn r3, #61440 */,
                        0xe1a0e00f /* mov lr, pc */,
                        0xe243f000 /* sub pc, r3, #0 */ | distance)
                .step(3);
        assertThat(machine.state.pc()).isEqualTo(helper);
    }

    @Test
    void exchangeStoresWhenTheOldValueIsThere() {
        machine.memory.poke(DATA, 5);
        machine.set(0, 5).set(1, 6).set(2, DATA);

        call(KuserHelpers.COMPARE_EXCHANGE);
        machine.step(1);

        assertThat(machine.memory.peek(DATA)).isEqualTo(6);
        assertThat(machine.r(0)).isZero();
        assertThat(machine.state.cpsr() & ArmState.C).isNotZero();
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 12);
    }

    @Test
    void exchangeReportsADifferentValue() {
        machine.memory.poke(DATA, 7);
        machine.set(0, 5).set(1, 6).set(2, DATA).flags(2);

        call(KuserHelpers.COMPARE_EXCHANGE);
        machine.step(1);

        assertThat(machine.memory.peek(DATA)).isEqualTo(7);
        assertThat(machine.r(0)).isNotZero();
        assertThat(machine.state.cpsr() & ArmState.C).isZero();
    }

    @Test
    void exchangeThatFaultsRestartsFromItsEntry() {
        machine.set(0, 0).set(1, 6).set(2, 0x500000);
        call(KuserHelpers.COMPARE_EXCHANGE);

        assertThat(machine.run(1)).isEqualTo(Stop.DATA_ABORT);
        assertThat(machine.interpreter.retired()).isZero();
        machine.memory.map(0x500000, true);
        machine.state.returnFromException();
        assertThat(machine.state.pc()).isEqualTo(KuserHelpers.COMPARE_EXCHANGE);
        machine.step(1);

        assertThat(machine.memory.peek(0x500000)).isEqualTo(6);
        assertThat(machine.r(0)).isZero();
    }

    @Test
    void doubleWordExchangeComparesAndStoresBothWords() {
        machine.memory.poke(DATA, 1);
        machine.memory.poke(DATA + 4, 2);
        machine.memory.poke(DATA + 8, 1);
        machine.memory.poke(DATA + 12, 2);
        machine.memory.poke(DATA + 16, 3);
        machine.memory.poke(DATA + 20, 4);
        machine.set(0, DATA + 8).set(1, DATA + 16).set(2, DATA).set(14, Machine.CODE);
        machine.state.branchExchange(KuserHelpers.COMPARE_EXCHANGE_64);

        machine.step(1);

        assertThat(machine.memory.peek(DATA)).isEqualTo(3);
        assertThat(machine.memory.peek(DATA + 4)).isEqualTo(4);
        assertThat(machine.r(0)).isZero();
    }

    @Test
    void threadRegisterAndBarrierChangeNothingElse() {
        machine.state.setThreadRegister(0xabcd);
        machine.set(3, 3).set(14, Machine.CODE);
        machine.state.branchExchange(KuserHelpers.GET_TLS);
        machine.step(1);
        assertThat(machine.r(0)).isEqualTo(0xabcd);
        machine.set(14, KuserHelpers.GET_TLS);
        machine.state.branchExchange(KuserHelpers.MEMORY_BARRIER);
        machine.step(1);

        assertThat(machine.state.pc()).isEqualTo(KuserHelpers.GET_TLS);
        assertThat(machine.r(3)).isEqualTo(3);
    }

    @Test
    void pageNamesFiveHelpers() {
        assertThat(machine.memory.peek(KuserPage.ADDRESS + 0xffc)).isEqualTo(5);
    }

    @Test
    void codeOfTheExchangeInThePageDoesWhatTheHelperDoes() {
        machine.memory.poke(DATA, 5);
        for (int i = 0; i < 5; i++) {
            machine.memory.poke(
                    Machine.CODE + 4 * i,
                    machine.memory.peek(KuserHelpers.COMPARE_EXCHANGE + 4 * i));
        }
        machine.set(0, 5).set(1, 6).set(2, DATA).set(14, Machine.CODE + 0x40).step(5);

        assertThat(machine.memory.peek(DATA)).isEqualTo(6);
        assertThat(machine.r(0)).isZero();
        assertThat(machine.state.cpsr() & ArmState.C).isNotZero();
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 0x40);
    }
}
