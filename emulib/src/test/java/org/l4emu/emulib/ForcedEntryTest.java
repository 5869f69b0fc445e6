package org.l4emu.emulib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l4emu.microkernel.schedule.ScriptedSchedule;

/** The special system call, made at every moment of a small program's life. */
class ForcedEntryTest {
    private static final int SVC = 0xef000000;

    /** Changes all flags and registers, makes three calls and an undefined instruction. */
    private static final int[] ARM = {
        0xe3a00005, // mov r0, #5
        0xe3a07014, // mov r7, #20
        0xe3a06f41, // mov r6, #0x104
        SVC, // r0 = 6
        0xe3500006, // cmp r0, #6
        0x03a01011, // moveq r1, #0x11
        0x13a01000, // movne r1, #0
        0xe3e02000, // mvn r2, #0
        0xe2922001, // adds r2, r2, #1: zero, with carry
        0xe0a11001, // adc r1, r1, r1: 0x23
        0xe92d0042, // push {r1, r6}
        0xe7f000f0, // undefined
        SVC, // r0 = 8
        0xe8bd0300, // pop {r8, r9}
        0xe0800008, // add r0, r0, r8
        0xe0800009, // add r0, r0, r9
        SVC,
        0xe08d3000, // add r3, sp, r0
        0xe1a00003, // mov r0, r3
        0xe3a07001, // mov r7, #1
        SVC,
    };

    /** What ARM ends with: sp, 8 (two calls and an exception), 0x23, 0x104, and one more call. */
    private static final int ARM_STATUS = EmulibLab.STACK + 8 + 0x23 + 0x104 + 1;

    private static final int ARM_CALLS = 5;

    private static byte[] thumb() {
        int[] halves = {
            0x2005, // movs r0, #5
            0x2714, // movs r7, #20
            0xdf00, // svc: r0 = 6
            0x2806, // cmp r0, #6
            0xd101, // bne +
            0x2111, // movs r1, #0x11
            0x1840, // adds r0, r0, r1
            0xdf00, // svc
            0x2701, // movs r7, #1
            0xdf00, // svc
        };
        byte[] arm = EmulibLab.arm(0xe28f0001, 0xe12fff10); // adr r0, next + 1; bx r0
        byte[] bytes = new byte[arm.length + 2 * halves.length];
        System.arraycopy(arm, 0, bytes, 0, arm.length);
        for (int i = 0; i < halves.length; i++) {
            bytes[arm.length + 2 * i] = (byte) halves[i];
            bytes[arm.length + 2 * i + 1] = (byte) (halves[i] >>> 8);
        }
        return bytes;
    }

    private static final int THUMB_STATUS = 6 + 0x11 + 1;

    /** Every call adds 1 to r0, an exception too and goes on behind its instruction. */
    private static void addOne(int label, PtRegs page) {
        if (label != Entry.SIGNAL) {
            page.set(0, page.get(0) + 1);
        }
        if (label == Entry.EXCEPTION) {
            page.set(PtRegs.PC, page.get(PtRegs.PC) + 4);
        }
    }

    private static EmulibLab lab(String schedule, SignalProtocol protocol, byte[] code)
            throws ScriptedSchedule.BadSchedule {
        EmulibLab lab =
                new EmulibLab(
                        ScriptedSchedule.parse(schedule),
                        protocol,
                        code,
                        (label, page, c) -> addOne(label, page));
        lab.forces = true;
        return lab;
    }

    private static SignalProtocol protocol(String text) throws ProtocolSettings.UnknownSetting {
        return ProtocolSettings.parse(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "second", "default,signalThreadFaults=yes"})
    void whereverItComesTheArmProgramEndsAsWithoutIt(String settings) throws Exception {
        List<Integer> specials = new ArrayList<>();
        for (int steps = 0; steps < 220; steps++) {
            EmulibLab lab =
                    lab(
                            "8.0 until user; 8.0 for " + steps + "; 8.1 past force",
                            protocol(settings),
                            EmulibLab.arm(ARM));

            assertThat(lab.exit()).as("after %d steps: %s", steps, lab.log).isEqualTo(ARM_STATUS);
            assertThat(lab.calls).as("after %d steps: %s", steps, lab.log).isEqualTo(ARM_CALLS);
            specials.add(lab.specials);
        }
        assertThat(specials).contains(1).allMatch(n -> n <= 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "second"})
    void whereverItComesTheThumbProgramEndsAsWithoutIt(String settings) throws Exception {
        for (int steps = 0; steps < 160; steps++) {
            EmulibLab lab =
                    lab(
                            "8.0 until user; 8.0 for " + steps + "; 8.1 past force",
                            protocol(settings),
                            thumb());

            assertThat(lab.exit()).as("after %d steps: %s", steps, lab.log).isEqualTo(THUMB_STATUS);
            assertThat(lab.calls).as("after %d steps: %s", steps, lab.log).isEqualTo(3);
        }
    }

    @Test
    void onlyASystemCallHasAFirstArgumentToRestart() throws Exception {
        List<String> seen = new ArrayList<>();
        EmulibLab lab =
                new EmulibLab(
                        ScriptedSchedule.parse("8.0 until user; 8.1 until forced"),
                        SignalProtocol.DEFAULT,
                        EmulibLab.arm(ARM),
                        (label, page, c) -> {
                            seen.add(label + " " + page.get(PtRegs.ORIG_R0));
                            addOne(label, page);
                        });
        lab.forces = true;
        lab.exit();

        assertThat(seen).startsWith("5 -1", "1 5", "3 -1", "1 7");
    }

    private static String parkedAt(EmulibStep step) {
        return "parked at " + Integer.toHexString(step.address());
    }

    private static EmulibLab forcedAt(String step, byte[] code) throws Exception {
        EmulibLab lab =
                lab(
                        "8.0 until user; 8.0 until " + step + "; 8.1 until forced",
                        SignalProtocol.DEFAULT,
                        code);
        lab.exit();
        return lab;
    }

    @Test
    void aCallInterruptedBeforeItTookTheLockStartsAgain() throws Exception {
        EmulibLab lab = forcedAt("emulib.lock", EmulibLab.arm(ARM));

        assertThat(lab.log).contains(parkedAt(EmulibStep.LOCK));
        assertThat(labels(lab)).startsWith("label 5", "label 1").hasSize(1 + ARM_CALLS);
        assertThat(lab.machine.haltStatus()).isEqualTo(ARM_STATUS);
    }

    @Test
    void theCallThatStartsAgainIsAtItsInstruction() throws Exception {
        int[] seen = new int[2];
        for (int i = 0; i < 2; i++) {
            int index = i;
            EmulibLab lab =
                    new EmulibLab(
                            ScriptedSchedule.parse(
                                    "8.0 until user; 8.0 until emulib.lock; 8.1 until forced"),
                            SignalProtocol.DEFAULT,
                            i == 0 ? EmulibLab.arm(ARM) : thumb(),
                            (label, page, c) -> {
                                addOne(label, page);
                                seen[index] =
                                        label == Entry.SIGNAL ? page.get(PtRegs.PC) : seen[index];
                            });
            lab.forces = true;
            lab.exit();
        }

        assertThat(seen).containsExactly(EmulibLab.CODE + 12, EmulibLab.CODE + 8 + 4);
    }

    @Test
    void itGoesOnAtTheIpThatWasLeftBehind() throws Exception {
        EmulibLab lab =
                lab("8.0 until user; 8.1 until forced", SignalProtocol.DEFAULT, EmulibLab.arm(ARM));
        lab.keptIp = EmulibLab.CODE + 4 * (ARM.length - 3);

        assertThat(lab.exit()).as("r3 has not been set").isZero();
    }

    @Test
    void aThumbCallInterruptedBeforeItTookTheLockStartsAgain() throws Exception {
        EmulibLab lab = forcedAt("emulib.lock", thumb());

        assertThat(lab.log).contains(parkedAt(EmulibStep.LOCK));
        assertThat(labels(lab)).containsExactly("label 5", "label 1", "label 1", "label 1");
        assertThat(lab.machine.haltStatus()).isEqualTo(THUMB_STATUS);
    }

    @Test
    void aCallInterruptedAfterItGaveTheLockBackGoesOn() throws Exception {
        EmulibLab lab = forcedAt("emulib.resume", EmulibLab.arm(ARM));

        assertThat(lab.log).contains(parkedAt(EmulibStep.RESUME));
        assertThat(labels(lab)).startsWith("label 1", "label 5", "label 3").hasSize(1 + ARM_CALLS);
        assertThat(lab.machine.haltStatus()).isEqualTo(ARM_STATUS);
    }

    @Test
    void anExceptionInterruptedBeforeItTookTheLockIsTakenAgain() throws Exception {
        EmulibLab lab =
                lab(
                        "8.0 until user; 8.0 past emulib.resume; 8.0 until emulib.lock;"
                                + " 8.1 until forced",
                        SignalProtocol.DEFAULT,
                        EmulibLab.arm(ARM));

        assertThat(lab.exit()).isEqualTo(ARM_STATUS);

        assertThat(lab.log).contains(parkedAt(EmulibStep.LOCK));
        assertThat(labels(lab)).startsWith("label 1", "label 5", "label 3").hasSize(1 + ARM_CALLS);
    }

    private static List<String> labels(EmulibLab lab) {
        return lab.log.stream().filter(line -> line.startsWith("label")).toList();
    }

    @Test
    void aThreadThatHasNotRunMakesTheSpecialCallFirstIfItsPageSaysSo() throws Exception {
        EmulibLab lab = lab("", SignalProtocol.DEFAULT, EmulibLab.arm(ARM));
        lab.forces = false;
        lab.firstAction = Action.CALL_FIRST;

        assertThat(lab.exit()).isEqualTo(ARM_STATUS);

        assertThat(lab.log)
                .containsSubsequence("label 5", "fault " + Integer.toHexString(EmulibLab.CODE));
        assertThat(lab.specials).isEqualTo(1);
    }
}
