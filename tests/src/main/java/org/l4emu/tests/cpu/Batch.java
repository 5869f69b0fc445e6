package org.l4emu.tests.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.l4emu.microkernel.cpu.Row;
import org.l4emu.tests.cpu.Assembler.Label;

/**
 * A program of many cases. Each loads all registers and flags, runs some twenty instructions of
 * random rows with what they need, and leaves registers, flags and its window of memory behind; the
 * end writes all that memory to standard output.
 */
final class Batch {
    static final int BASE = 0x00100000;
    private static final int PAGE_BYTES = 4096;
    private static final int NOP = 0xe1a00000;
    private static final int ITEMS = 20;

    private final Target target;
    private final ElfFile program;
    private final List<GeneratedCase> cases;
    private final int finish;

    private Batch(Target target, ElfFile program, List<GeneratedCase> cases, int finish) {
        this.target = target;
        this.program = program;
        this.cases = cases;
        this.finish = finish;
    }

    Target target() {
        return target;
    }

    ElfFile program() {
        return program;
    }

    List<GeneratedCase> cases() {
        return cases;
    }

    int resultBytes() {
        return cases.size() * GeneratedCase.BYTES;
    }

    /** The case whose code holds this address, or whose memory does. */
    int caseAt(int address) {
        if (address - BASE < resultBytes()) {
            return (address - BASE) / GeneratedCase.BYTES;
        }
        int found = 0;
        for (int i = 0; i < cases.size(); i++) {
            found = cases.get(i).start() <= address ? i : found;
        }
        return found;
    }

    static Batch generate(Target target, int count, SplittableRandom random) {
        int dataBytes = count * GeneratedCase.BYTES;
        byte[] data = new byte[(dataBytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES];
        random.nextBytes(data);
        Assembler code = new Assembler(BASE + data.length);
        Rows rows = Rows.of(target);
        List<GeneratedCase> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int window = BASE + i * GeneratedCase.BYTES;
            boolean thumb = i % 3 == 2;
            Scene scene = new Scene(code, random.split(), target, rows, window);
            cases.add(emit(scene, thumb ? rows.thumb() : rows.arm(), thumb));
        }
        int finish = code.here();
        writeAndExit(code, BASE, dataBytes);
        for (int i = 0; i < 2 * PAGE_BYTES / 4; i++) {
            code.arm(random.nextInt());
        }
        byte[] text = code.image();
        byte[] image = new byte[data.length + text.length];
        System.arraycopy(data, 0, image, 0, data.length);
        System.arraycopy(text, 0, image, data.length, text.length);
        ElfFile program = new ElfFile(BASE, image, cases.get(0).start());
        return new Batch(target, program, List.copyOf(cases), finish);
    }

    private static GeneratedCase emit(Scene scene, List<Row> rows, boolean thumb) {
        Assembler code = scene.code;
        int start = code.here();
        int memory = scene.window + Scene.WINDOW_BYTES;
        enter(scene, memory);
        if (thumb) {
            Label first = new Label();
            code.arm(0xe51ff004); // ldr pc, [pc, #-4]
            code.word(first, at -> at | 1);
            code.bind(first);
            ThumbItems items = new ThumbItems(scene);
            for (int i = 0; i < ITEMS; i++) {
                items.emit(scene.pick(rows));
                code.poolIfFar(true);
            }
            code.align();
            code.thumb(0x4778);
            code.thumb(0x46c0);
        } else {
            ArmItems items = new ArmItems(scene);
            for (int i = 0; i < ITEMS; i++) {
                items.emit(scene.pick(rows));
                code.poolIfFar(false);
            }
        }
        code.arm(0xe8807fff | (scene.anchor << 16));
        int other = scene.anchor == 0 ? 1 : 0;
        code.arm(0xe10f0000 | (other << 12));
        code.arm(0xe580003c | (scene.anchor << 16) | (other << 12));
        int end = code.here();
        Label next = new Label();
        code.arm(NOP);
        code.armBranch(next);
        code.pool();
        code.bind(next);
        return new GeneratedCase(start, end, scene.window);
    }

    /** Flags, Q (and GE), then r0 to r14. */
    private static void enter(Scene scene, int memory) {
        Assembler code = scene.code;
        boolean old = scene.target == Target.ARM946;
        code.armLoad(0, scene.random.nextInt() & (old ? 0xf8000000 : 0xf80f0000));
        code.arm(old ? 0xe128f000 : 0xe12cf000);
        Label inputs = new Label();
        code.armLoad(14, inputs, at -> at);
        code.arm(0xe89e7fff);
        Label over = new Label();
        code.armBranch(over);
        code.pool();
        code.bind(inputs);
        for (int i = 0; i < 15; i++) {
            code.arm(i == scene.anchor ? memory : scene.value());
        }
        code.bind(over);
    }

    static void writeAndExit(Assembler code, int address, int bytes) {
        Label loop = new Label();
        Label done = new Label();
        code.armLoad(4, address);
        code.armLoad(5, bytes);
        code.bind(loop);
        code.arm(0xe3a00001); // mov r0, #1
        code.arm(0xe1a01004); // mov r1, r4
        code.arm(0xe1a02005); // mov r2, r5
        code.arm(0xe3a07004); // mov r7, #4 (write)
        code.arm(0xef000000); // svc #0
        code.arm(0xe3500000); // cmp r0, #0
        code.armBranch(0xda000000, done); // ble
        code.arm(0xe0844000); // add r4, r4, r0
        code.arm(0xe0555000); // subs r5, r5, r0
        code.armBranch(0x1a000000, loop); // bne
        code.bind(done);
        code.arm(0xe1a00005); // mov r0, r5
        code.arm(0xe3a07001); // mov r7, #1 (exit)
        code.arm(0xef000000); // svc #0
        code.pool();
    }

    /** The program that runs only this case, at the same addresses. */
    ElfFile only(int index) {
        GeneratedCase wanted = cases.get(index);
        byte[] image = program.image();
        int at = wanted.end() - BASE;
        int branch = 0xea000000 | (((finish - wanted.end() - 8) >> 2) & 0xffffff);
        for (int i = 0; i < 4; i++) {
            image[at + i] = (byte) (branch >>> (8 * i));
        }
        return new ElfFile(BASE, image, wanted.start());
    }
}
