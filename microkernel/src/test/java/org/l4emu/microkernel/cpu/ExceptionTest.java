package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExceptionTest {
    private final Machine machine = new Machine();

    @Test
    void supervisorCallEntersItsVectorAndReturnsBehindItself() {
        int stop = machine.arm(0xef000000 /* svc 0x00000000 */).flags(6).run(10);

        assertThat(stop).isEqualTo(Stop.SVC);
        assertThat(machine.interpreter.retired()).isEqualTo(1);
        assertThat(machine.state.pc()).isEqualTo(0xFFFF0008);
        assertThat(machine.state.mode()).isEqualTo(Mode.SUPERVISOR);
        assertThat(machine.r(14)).isEqualTo(Machine.CODE + 4);
        assertThat(machine.state.spsr()).isEqualTo(0x60000010);
        assertThat(machine.state.cpsr() & ArmState.I).isNotZero();
        assertThat(machine.state.userRegister(13)).isEqualTo(Machine.STACK_TOP);
        machine.state.returnFromException();
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 4);
        assertThat(machine.state.cpsr()).isEqualTo(0x60000010);
        assertThat(machine.r(13)).isEqualTo(Machine.STACK_TOP);
    }

    @Test
    void supervisorCallFromThumbReturnsToThumb() {
        int stop = machine.thumb(0xdf01 /* svc 1 */).run(10);

        assertThat(stop).isEqualTo(Stop.SVC);
        assertThat(machine.interpreter.instruction()).isEqualTo(0xdf01);
        assertThat(machine.state.isThumb()).isFalse();
        machine.state.returnFromException();
        assertThat(machine.state.isThumb()).isTrue();
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 2);
    }

    @Test
    void undefinedInstructionNamesItselfAndReturnsBehindItself() {
        int stop = machine.arm(0xe7f001f0 /* udf #16 */).run(10);

        assertThat(stop).isEqualTo(Stop.UNDEFINED);
        assertThat(machine.state.pc()).isEqualTo(0xFFFF0004);
        assertThat(machine.interpreter.instruction()).isEqualTo(0xe7f001f0);
        assertThat(machine.state.exceptionAddress()).isEqualTo(Machine.CODE);
        assertThat(machine.state.resumeAddress()).isEqualTo(Machine.CODE + 4);
        assertThat(machine.interpreter.retired()).isZero();
    }

    @Test
    void floatingPointIsUndefined() {
        assertThat(machine.arm(0xec900b04 /* vldmia r0, {d0, d1} */).run(1))
                .isEqualTo(Stop.UNDEFINED);
    }

    @Test
    void prefetchAbortNamesTheAddressAndRetries() {
        machine.arm(0xe12fff10 /* bx r0 */).set(0, 0x700000);

        assertThat(machine.run(10)).isEqualTo(Stop.PREFETCH_ABORT);
        assertThat(machine.interpreter.faultAddress()).isEqualTo(0x700000);
        assertThat(machine.interpreter.retired()).isEqualTo(1);
        assertThat(machine.state.pc()).isEqualTo(0xFFFF000C);
        machine.state.returnFromException();
        assertThat(machine.state.pc()).isEqualTo(0x700000);
    }

    @Test
    void dataAbortReturnsToTheAccess() {
        machine.arm(0xe3a01000 /* mov r1, #0 */, 0xe5910000 /* ldr r0, [r1] */).run(10);

        assertThat(machine.state.pc()).isEqualTo(0xFFFF0010);
        assertThat(machine.r(14)).isEqualTo(Machine.CODE + 4 + 8);
        assertThat(machine.interpreter.retired()).isEqualTo(1);
        machine.state.returnFromException();
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 4);
    }

    @Test
    void dataAbortFromThumbReturnsToTheAccess() {
        machine.thumb(0x2100 /* movs r1, #0 */, 0x6808 /* ldr r0, [r1, #0] */).run(10);

        assertThat(machine.state.exceptionAddress()).isEqualTo(Machine.CODE + 2);
        machine.state.returnFromException();
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 2);
        assertThat(machine.state.isThumb()).isTrue();
    }

    @Test
    void breakpointEntersThePrefetchVectorWithItsOwnCode() {
        assertThat(machine.arm(0xe1212374 /* bkpt 0x1234 */).run(1)).isEqualTo(Stop.BKPT);
        assertThat(machine.state.pc()).isEqualTo(0xFFFF000C);
        assertThat(machine.state.exceptionAddress()).isEqualTo(Machine.CODE);
    }

    @Test
    void everyModeHasItsOwnStackAndLink() {
        ArmState state = new ArmState();
        Mode[] modes = {Mode.USER, Mode.FIQ, Mode.IRQ, Mode.SUPERVISOR, Mode.ABORT, Mode.UNDEFINED};
        for (Mode mode : modes) {
            state.setCpsr(mode.bits());
            state.r[13] = 100 + mode.bits();
            state.r[14] = 200 + mode.bits();
        }

        for (Mode mode : modes) {
            state.setCpsr(mode.bits());
            assertThat(state.r[13]).isEqualTo(100 + mode.bits());
            assertThat(state.r[14]).isEqualTo(200 + mode.bits());
        }
        state.setCpsr(Mode.SYSTEM.bits());
        assertThat(state.r[13]).isEqualTo(100 + Mode.USER.bits());
    }

    @Test
    void fastInterruptModeHidesFiveMoreRegisters() {
        ArmState state = new ArmState();
        state.r[8] = 8;
        state.r[12] = 12;

        state.takeException(Vector.FIQ);
        state.r[8] = 88;

        assertThat(state.r[12]).isZero();
        assertThat(state.userRegister(8)).isEqualTo(8);
        state.returnFromException();
        assertThat(state.r[8]).isEqualTo(8);
        assertThat(state.r[12]).isEqualTo(12);
    }

    @Test
    void userCodeReadsItsStatusAndWritesOnlyTheFlags() {
        machine.arm(0xe129f000 /* msr CPSR_fc, r0 */, 0xe10f1000 /* mrs r1, CPSR */)
                .set(0, 0xf8000013)
                .step(2);

        assertThat(machine.r(1)).isEqualTo(0xf8000010);
        assertThat(machine.state.mode()).isEqualTo(Mode.USER);
    }

    @Test
    void privilegedCodeSwitchesModeAndReturnsWithMovs() {
        machine.state.setCpsr(Mode.SYSTEM.bits());
        machine.arm(
                        0xe121f000 /* msr CPSR_c, r0 */,
                        0xe169f001 /* msr SPSR_fc, r1 */,
                        0xe1a0e002 /* mov lr, r2 */,
                        0xe1b0f00e /* movs pc, lr */)
                .set(0, Mode.IRQ.bits())
                .set(1, ArmState.C | ArmState.T | Mode.USER.bits())
                .set(2, Machine.CODE + 0x40)
                .step(4);

        assertThat(machine.state.cpsr()).isEqualTo(ArmState.C | ArmState.T | Mode.USER.bits());
        assertThat(machine.state.pc()).isEqualTo(Machine.CODE + 0x40);
    }

    @Test
    void userCodeMayNotReturnFromAnException() {
        assertThat(machine.arm(0xe1b0f00e /* movs pc, lr */).run(1)).isEqualTo(Stop.UNDEFINED);
    }

    @Test
    void threadRegistersAreReachableAndProtected() {
        machine.state.setThreadRegister(0x1234);
        machine.arm(
                        0xee1d0f70 /* mrc p15, 0, r0, c13, c0, 3 */,
                        0xee0d1f50 /* mcr p15, 0, r1, c13, c0, 2 */,
                        0xee1d2f50 /* mrc p15, 0, r2, c13, c0, 2 */,
                        0xee0d0f70 /* mcr p15, 0, r0, c13, c0, 3 */)
                .set(1, 77);

        assertThat(machine.run(4)).isEqualTo(Stop.UNDEFINED);
        assertThat(machine.interpreter.retired()).isEqualTo(3);
        assertThat(machine.r(0)).isEqualTo(0x1234);
        assertThat(machine.r(2)).isEqualTo(77);
    }

    @Test
    void equalStatesHaveEqualDigestsAndCopiesAreEqual() {
        machine.arm(0xef000000 /* svc 0x00000000 */).run(1);
        ArmState copy = new ArmState();
        copy.copyFrom(machine.state);

        assertThat(words(copy)).isEqualTo(words(machine.state)).hasSize(43);
        copy.setUserRegister(13, 1);
        assertThat(words(copy)).isNotEqualTo(words(machine.state));
    }

    private static List<Integer> words(ArmState state) {
        List<Integer> words = new ArrayList<>();
        state.digest(words::add);
        return words;
    }
}
