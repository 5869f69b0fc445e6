package org.l4emu.emulib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.thread.ThreadContext;

/** What emulib makes of a deliver record: the frame on the user stack and the handler's state. */
class DeliverTest {
    private static final int SVC = 0xef000000;
    private static final int HANDLER = EmulibLab.CODE + 0x20;
    private static final int RESTORER = 0x123450;
    private static final int SA_SIGINFO = 4;
    private static final int SA_RESTORER = 0x04000000;
    private static final int FROM_HANDLER = 99;
    private static final int FRAME = EmulibLab.STACK - 0x600;
    private static final int USR1 = 10;

    /** mvns r9, #0; movs r10, #0 (Z); r11 = 0x77; svc 20; exit. At 0x20 the handler: svc 99. */
    private static final byte[] PROGRAM =
            EmulibLab.arm(
                    0xe3e09000, // mvn r9, #0
                    0xe3a0b077, // mov r11, #0x77
                    0xe3a07014, // mov r7, #20
                    0xe3b0a000, // movs r10, #0
                    SVC,
                    0xe3a07001, // mov r7, #1
                    SVC,
                    0xe1a00000,
                    0xe1a08007, // handler: mov r8, r7
                    0xe3a07063, // mov r7, #99
                    SVC,
                    0xe3a07001, // mov r7, #1
                    SVC);

    private int flags;
    private int frame = FRAME;
    private int handler = HANDLER;
    private int more;

    /** Flags of the second signal, where there is one. */
    private int flagsOfSecond;

    private final int[] entered = new int[PtRegs.COUNT];

    private static void put(PtRegs page, int word, int value) {
        page.setWord(DeliverRecord.offsetOf(word), value);
    }

    /** The first call is answered with a signal; the handler's own call is looked at. */
    private void serve(int label, PtRegs page, ThreadContext context) {
        if (page.get(7) == FROM_HANDLER) {
            for (int i = 0; i < entered.length; i++) {
                entered[i] = page.get(i);
            }
        } else if (label == Entry.SYSCALL && page.get(7) == 20) {
            page.set(0, 0xabc);
            deliver(page, USR1, frame);
            put(page, DeliverRecord.MORE, more);
        } else if (label == Entry.SIGNAL) {
            flags = flagsOfSecond;
            deliver(page, USR1 + 2, page.get(PtRegs.SP) - 0x400);
            put(page, DeliverRecord.MORE, 0);
        }
    }

    private void deliver(PtRegs page, int signal, int address) {
        put(page, DeliverRecord.SIGNAL, signal);
        put(page, DeliverRecord.HANDLER, handler);
        put(page, DeliverRecord.FLAGS, flags);
        put(page, DeliverRecord.RESTORER, RESTORER);
        put(page, DeliverRecord.MASK, 0x1111);
        put(page, DeliverRecord.MASK + 1, 0x2222);
        put(page, DeliverRecord.FRAME, address);
        for (int i = 0; i < 3; i++) {
            put(page, DeliverRecord.STACK + i, 0x3000 + i);
            put(page, DeliverRecord.FAULT + i, 0x4000 + i);
        }
        for (int i = 0; i < DeliverRecord.INFO_WORDS; i++) {
            put(page, DeliverRecord.INFO + i, 0x5000 + i);
        }
        page.setWord(ExclusivePage.ACTION, Action.DELIVER);
    }

    private EmulibLab run() {
        EmulibLab lab =
                new EmulibLab(
                        new PriorityRoundRobin(), SignalProtocol.DEFAULT, PROGRAM, this::serve);
        lab.exit();
        return lab;
    }

    private static int[] words(EmulibLab lab, int address, int count) {
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
            words[i] = lab.word(address + 4 * i);
        }
        return words;
    }

    /** struct sigcontext and what surrounds it in struct ucontext, by their offsets. */
    private static void assertContext(EmulibLab lab, int at, int ucFlags) {
        assertThat(words(lab, at, 5)).containsExactly(ucFlags, 0, 0x3000, 0x3001, 0x3002);
        assertThat(words(lab, at + 20, 3)).containsExactly(0x4000, 0x4001, 0x1111);
        int[] registers = words(lab, at + 32, 17);
        assertThat(registers[0]).isEqualTo(0xabc);
        assertThat(registers[7]).isEqualTo(20);
        assertThat(Arrays.copyOfRange(registers, 9, 12)).containsExactly(-1, 0, 0x77);
        assertThat(registers[13]).isEqualTo(EmulibLab.STACK);
        assertThat(registers[15]).isEqualTo(EmulibLab.CODE + 20);
        assertThat(registers[16]).isEqualTo(0x40000010);
        assertThat(words(lab, at + 100, 4)).containsExactly(0x4002, 0x1111, 0x2222, 0);
        assertThat(words(lab, at + 116, 157)).containsOnly(0);
    }

    @Test
    void aFrameWithoutInfoIsASigframe() {
        EmulibLab lab = run();

        assertContext(lab, FRAME, 0x5ac3c35a);
        assertThat(words(lab, FRAME + 744, 4)).containsExactly(0xe3a07077, SVC, 0, 0);
        assertThat(lab.word(FRAME + 760)).isZero();
    }

    @Test
    void aFrameWithInfoIsAnRtSigframe() {
        flags = SA_SIGINFO;

        EmulibLab lab = run();

        int[] info = words(lab, FRAME, 32);
        for (int i = 0; i < info.length; i++) {
            assertThat(info[i]).isEqualTo(0x5000 + i);
        }
        assertContext(lab, FRAME + 128, 0);
        assertThat(words(lab, FRAME + 872, 4)).containsExactly(0xe3a070ad, SVC, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 744", "4, 872"})
    void theHandlerReturnsToTheFramesOwnCode(int saFlags, int retcode) {
        flags = saFlags;

        run();

        assertThat(entered[0]).isEqualTo(USR1);
        assertThat(entered[PtRegs.SP]).isEqualTo(FRAME);
        assertThat(entered[PtRegs.LR]).isEqualTo(FRAME + retcode);
        assertThat(entered[PtRegs.PC]).isEqualTo(HANDLER + 12);
        assertThat(entered[PtRegs.CPSR]).isEqualTo(0x40000010);
    }

    @Test
    void aHandlerWithInfoGetsInfoAndContext() {
        flags = SA_SIGINFO;

        run();

        assertThat(Arrays.copyOf(entered, 3)).containsExactly(USR1, FRAME, FRAME + 128);
    }

    @Test
    void aHandlerWithoutInfoFindsTheOtherRegistersAsTheyWere() {
        run();

        assertThat(entered[8]).as("r7 at the handler's first instruction").isEqualTo(20);
        assertThat(Arrays.copyOfRange(entered, 9, 12)).containsExactly(-1, 0, 0x77);
    }

    @Test
    void aRestorerTakesThePlaceOfTheFramesCode() {
        flags = SA_RESTORER;

        run();

        assertThat(entered[PtRegs.LR]).isEqualTo(RESTORER);
    }

    @Test
    void anOddHandlerRunsInThumbState() {
        handler = HANDLER + 1;
        PtRegs page = new PtRegs(new byte[4096]);
        deliver(page, USR1, FRAME);
        page.set(PtRegs.CPSR, 0x60000010);

        SignalFrame.enterHandler(page);

        assertThat(page.get(PtRegs.PC)).isEqualTo(HANDLER);
        assertThat(page.get(PtRegs.CPSR)).isEqualTo(0x60000030);
    }

    /** movs r7, #173; svc #0 in Thumb, entered through bit 0 of lr. */
    @Test
    void anOddHandlerComesBackThroughThumbCode() {
        handler = HANDLER + 1;
        flags = SA_SIGINFO;
        PtRegs page = new PtRegs(new byte[4096]);
        deliver(page, USR1, FRAME);
        int[] words = new int[SignalFrame.WORDS_MAX];

        SignalFrame.compose(page, words);
        SignalFrame.enterHandler(page);

        assertThat(Arrays.copyOfRange(words, 872 / 4, 872 / 4 + 2)).containsExactly(0xdf0027ad, 0);
        assertThat(page.get(PtRegs.LR)).isEqualTo(FRAME + 872 + 1);
    }

    @Test
    void anEvenHandlerOfThumbCodeRunsInArmState() {
        PtRegs page = new PtRegs(new byte[4096]);
        deliver(page, USR1, FRAME);
        page.set(PtRegs.CPSR, 0x60000030);

        SignalFrame.enterHandler(page);

        assertThat(page.get(PtRegs.CPSR)).isEqualTo(0x60000010);
    }

    @Test
    void nothingIsWrittenOutsideTheFrame() {
        flags = SA_SIGINFO;

        EmulibLab lab = run();

        assertThat(lab.word(FRAME - 4)).isZero();
        assertThat(lab.word(FRAME + 888)).isZero();
    }

    @Test
    void aFrameMayCrossAPageWhoseSecondHalfIsMissing() {
        frame = EmulibLab.STACK - 0x1000 - 0xe8;
        flags = SA_SIGINFO;
        EmulibLab lab =
                new EmulibLab(
                        new PriorityRoundRobin(), SignalProtocol.DEFAULT, PROGRAM, this::serve);
        int[] lockAtSecondFault = new int[1];
        lab.beforeFault =
                () -> {
                    if (lab.log.contains("fault " + Integer.toHexString(frame))) {
                        lockAtSecondFault[0] =
                                lab.word(ExclusivePage.addressOf(0) + ExclusivePage.EMU_LOCAL_LOCK);
                    }
                    if (lab.log.contains("fault 1f000")) {
                        // Written before the fault: must not be written again
                        lab.setWord(frame, 0x99);
                    }
                };
        lab.exit();

        assertThat(faults(lab)).endsWith("fault " + Integer.toHexString(frame), "fault 1f000");
        assertThat(lockAtSecondFault[0]).isNotZero();
        assertThat(lab.word(frame)).isEqualTo(0x99);
        assertContext(lab, frame + 128, 0);
        assertThat(words(lab, frame + 872, 2)).containsExactly(0xe3a070ad, SVC);
        assertThat(lab.log.stream().filter(line -> line.startsWith("FRAME_BUILT"))).hasSize(1);
    }

    private static List<String> faults(EmulibLab lab) {
        return lab.log.stream().filter(line -> line.startsWith("fault")).toList();
    }

    @Test
    void anotherSignalIsAskedForBeforeTheFirstInstructionOfAHandler() {
        more = 1;

        EmulibLab lab = run();

        assertThat(lab.log)
                .containsSubsequence(
                        "HANDLER_ENTERED 10 " + Integer.toHexString(HANDLER),
                        "label 5",
                        "HANDLER_ENTERED 12 " + Integer.toHexString(HANDLER),
                        "label 1");
        assertThat(lab.specials).isEqualTo(1);
        assertThat(entered[0]).isEqualTo(USR1 + 2);
        // The outer handler has not run: its frame's context is its first instruction
        assertThat(lab.word(FRAME - 0x400 + 32 + 4 * 15)).isEqualTo(HANDLER);
        assertThat(lab.word(FRAME - 0x400 + 32)).isEqualTo(USR1);
    }

    @Test
    void aSmallerFrameBehindALargerOneHasNothingOfIt() {
        more = 1;
        flags = SA_SIGINFO;

        EmulibLab lab = run();

        int second = FRAME - 0x400;
        assertThat(lab.word(second)).isEqualTo(0x5ac3c35a);
        assertThat(words(lab, second + 112, 158)).containsOnly(0);
    }

    @Test
    void withoutAnotherSignalNothingIsAskedFor() {
        EmulibLab lab = run();

        assertThat(lab.specials).isZero();
        assertThat(lab.log)
                .containsSubsequence(
                        "FRAME_BUILT 10 " + Integer.toHexString(FRAME),
                        "HANDLER_ENTERED 10 " + Integer.toHexString(HANDLER),
                        "emu_local_lock taken>free");
    }
}
