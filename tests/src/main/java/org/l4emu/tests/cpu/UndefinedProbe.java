package org.l4emu.tests.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.l4emu.microkernel.cpu.DecoderTable;
import org.l4emu.microkernel.cpu.Row;
import org.l4emu.tests.cpu.Assembler.Label;

/**
 * A program that executes words without a decoder row, each with all registers zero, and writes one
 * byte per word: the signal it brought, or zero. Its signal handler goes on behind the word.
 *
 * <pre>
 *   variables +0 where to go on   +4 where to put the signal   +64 fifteen zero words
 * </pre>
 */
final class UndefinedProbe {
    static final int SIGILL = 4;

    private static final int BASE = 0x00200000;
    private static final int VARIABLES = BASE;
    private static final int ZEROS = BASE + 64;
    private static final int ALTERNATE_STACK = BASE + 0x1000;
    private static final int ALTERNATE_STACK_BYTES = 0x4000;
    private static final int RESULTS = BASE + 0x5000;
    private static final int[] SIGNALS = {SIGILL, 5, 7, 8, 11};

    private UndefinedProbe() {}

    /** Random ARM words, unconditional, that match no row whatever their operands. */
    static List<Integer> armWords(SplittableRandom random, int count) {
        List<Integer> words = new ArrayList<>();
        while (words.size() < count) {
            int top = random.nextInt(10) < 7 ? 0xe0000000 : 0xf0000000;
            int word = (random.nextInt() & 0x0fffffff) | top;
            if (isWithoutPattern(word, false) && !isLenient(word)) {
                words.add(word);
            }
        }
        return words;
    }

    /** All Thumb half words that match no row. */
    static List<Integer> thumbHalves() {
        List<Integer> halves = new ArrayList<>();
        for (int half = 0; half < 0x10000; half++) {
            if (isWithoutPattern(half, true) && !isLenientThumb(half)) {
                halves.add(half);
            }
        }
        return halves;
    }

    /** Unpredictable operands of a row may do anything, so such words prove nothing. */
    private static boolean isWithoutPattern(int word, boolean thumb) {
        for (Row row : DecoderTable.rows()) {
            boolean conditional = row.pattern().has('c');
            boolean never = !thumb && conditional && word >>> 28 == 15;
            int mask = row.pattern().mask();
            if (row.isThumb() == thumb && !never && (word & mask) == row.pattern().value()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Words that qemu carries out on every processor: FPA, which it emulates for old programs, and
     * the unprivileged half word transfers of ARMv6T2.
     */
    private static boolean isLenient(int word) {
        int coprocessor = (word >>> 8) & 0xf;
        boolean fpa = (word & 0x0c000000) == 0x0c000000 && (coprocessor == 1 || coprocessor == 2);
        boolean translated = (word & 0x0f200090) == 0x00200090 && (word & 0x60) != 0;
        return fpa || translated;
    }

    /**
     * CBZ, CBNZ and IT of ARMv6T2, BX and BLX with bits set that should be zero, the semihosting
     * HLT, and the second half of a BLX with an odd offset, which ARMv5 leaves undefined and qemu
     * carries out.
     */
    private static boolean isLenientThumb(int half) {
        return switch (half >>> 8) {
            case 0xb1, 0xb3, 0xb9, 0xbb, 0xbf, 0x47 -> true;
            case 0xba -> (half & 0xc0) == 0x80;
            default -> half >>> 11 == 0x1d;
        };
    }

    static ElfFile program(List<Integer> words, boolean thumb) {
        int page = 4096;
        byte[] data = new byte[(RESULTS - BASE + words.size() + page - 1) / page * page];
        Assembler code = new Assembler(BASE + data.length);
        Label handler = new Label();
        Label restorer = new Label();
        emitHandler(code, handler, restorer);
        int entry = code.here();
        emitActions(code, handler, restorer);
        for (int i = 0; i < words.size(); i++) {
            emitProbe(code, words.get(i), thumb, RESULTS + i);
        }
        Batch.writeAndExit(code, RESULTS, words.size());
        byte[] text = code.image();
        byte[] image = Arrays.copyOf(data, data.length + text.length);
        System.arraycopy(text, 0, image, data.length, text.length);
        return new ElfFile(BASE, image, entry);
    }

    /**
     * Notes the signal, then leads the interrupted context to where it is to go on, in ARM state.
     */
    private static void emitHandler(Assembler code, Label handler, Label restorer) {
        code.bind(handler);
        code.armLoad(3, VARIABLES);
        code.arm(0xe5931000); // ldr r1, [r3]
        code.arm(0xe582105c); // str r1, [r2, #92]: pc
        code.arm(0xe5921060); // ldr r1, [r2, #96]: cpsr
        code.arm(0xe3c11020); // bic r1, r1, #0x20
        code.arm(0xe5821060); // str r1, [r2, #96]
        code.arm(0xe5931004); // ldr r1, [r3, #4]
        code.arm(0xe5c10000); // strb r0, [r1]
        code.arm(0xe12fff1e); // bx lr
        code.bind(restorer);
        code.arm(0xe3a070ad); // mov r7, #173 (rt_sigreturn)
        code.arm(0xef000000); // svc #0
        code.pool();
    }

    private static void emitActions(Assembler code, Label handler, Label restorer) {
        Label stack = new Label();
        Label action = new Label();
        code.armLoad(0, stack, at -> at);
        code.arm(0xe3a01000); // mov r1, #0
        code.arm(0xe3a070ba); // mov r7, #186 (sigaltstack)
        code.arm(0xef000000); // svc #0
        for (int signal : SIGNALS) {
            code.arm(0xe3a00000 | signal); // mov r0, #signal
            code.armLoad(1, action, at -> at);
            code.arm(0xe3a02000); // mov r2, #0
            code.arm(0xe3a03008); // mov r3, #8
            code.arm(0xe3a070ae); // mov r7, #174 (rt_sigaction)
            code.arm(0xef000000); // svc #0
        }
        Label over = new Label();
        code.armBranch(over);
        code.bind(stack);
        code.arm(ALTERNATE_STACK);
        code.arm(0);
        code.arm(ALTERNATE_STACK_BYTES);
        code.bind(action);
        code.word(handler, at -> at);
        code.arm(0x4c000004); // SA_NODEFER, SA_ONSTACK, SA_RESTORER, SA_SIGINFO
        code.word(restorer, at -> at);
        code.arm(0);
        code.arm(0);
        code.pool();
        code.bind(over);
    }

    private static void emitProbe(Assembler code, int word, boolean thumb, int result) {
        Label next = new Label();
        code.armLoad(0, VARIABLES);
        code.armLoad(1, next, at -> at);
        code.arm(0xe5801000); // str r1, [r0]
        code.armLoad(1, result);
        code.arm(0xe5801004); // str r1, [r0, #4]
        code.armLoad(14, ZEROS);
        code.arm(0xe89e7fff); // ldm lr, {r0-lr}
        if (thumb) {
            Label inThumb = new Label();
            code.arm(0xe51ff004); // ldr pc, [pc, #-4]
            code.word(inThumb, at -> at | 1);
            code.bind(inThumb);
            code.thumb(word);
            code.thumb(0x46c0); // nop
            code.thumb(0x4778); // bx pc
            code.thumb(0x46c0);
        } else {
            code.arm(word);
        }
        code.bind(next);
        code.poolIfFar(false);
    }
}
