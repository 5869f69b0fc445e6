package org.l4emu.tests.cpu;

import org.l4emu.tests.cpu.Assembler.Label;

/** Four loops of ARM code to measure the interpreter's speed with. */
enum SpeedKernel {
    /** Sums, exclusive ors and shifts in registers. */
    ALU(0x00, 40_000_000),
    /** Words, bytes and pairs in one page. */
    LOAD_STORE(0x3c, 25_000_000),
    /** Fibonacci by recursion: calls, returns, push and pop. */
    CALLS(0x7c, 33),
    /** A checksum with conditional instructions, a call and a jump table. */
    MIXED(0xa8, 8_000_000);

    static final int BASE = 0x00400000;

    private static final int BUFFER = 0x00410000;
    private static final int STACK_END = BUFFER + 0x10000;
    private static final int RESULT = BUFFER + 0x2000;

    private static final int[] CODE = {
        // alu
        0xe3a01000, // mov r1, #0
        0xe3a02001, // mov r2, #1
        0xe59f312c, // ldr r3, [pc, #300]
        0xe0811002, // add r1, r1, r2
        0xe0222681, // eor r2, r2, r1, lsl #13
        0xe02228a2, // eor r2, r2, r2, lsr #17
        0xe0222282, // eor r2, r2, r2, lsl #5
        0xe08343e2, // add r4, r3, r2, ror #7
        0xe38450ff, // orr r5, r4, #255
        0xe1c55001, // bic r5, r5, r1
        0xe0451004, // sub r1, r5, r4
        0xe2500001, // subs r0, r0, #1
        0x1afffff5, // bne c
        0xe1a00001, // mov r0, r1
        0xe12fff1e, // bx lr
        // memory
        0xe3a02000, // mov r2, #0
        0xe7913002, // ldr r3, [r1, r2]
        0xe0833002, // add r3, r3, r2
        0xe7813002, // str r3, [r1, r2]
        0xe5d14011, // ldrb r4, [r1, #17]
        0xe0844003, // add r4, r4, r3
        0xe5c14012, // strb r4, [r1, #18]
        0xe8910060, // ldm r1, {r5, r6}
        0xe0855006, // add r5, r5, r6
        0xe5815004, // str r5, [r1, #4]
        0xe2822004, // add r2, r2, #4
        0xe3c22a0f, // bic r2, r2, #61440
        0xe2500001, // subs r0, r0, #1
        0x1afffff2, // bne 40
        0xe1a00005, // mov r0, r5
        0xe12fff1e, // bx lr
        // fib
        0xe3500002, // cmp r0, #2
        0xb12fff1e, // bxlt lr
        0xe92d4070, // push {r4, r5, r6, lr}
        0xe1a04000, // mov r4, r0
        0xe2400001, // sub r0, r0, #1
        0xebfffff9, // bl 7c
        0xe1a05000, // mov r5, r0
        0xe2440002, // sub r0, r4, #2
        0xebfffff6, // bl 7c
        0xe0800005, // add r0, r0, r5
        0xe8bd8070, // pop {r4, r5, r6, pc}
        // mixed
        0xe92d41f0, // push {r4, r5, r6, r7, r8, lr}
        0xe1a04000, // mov r4, r0
        0xe1a05001, // mov r5, r1
        0xe3e06000, // mvn r6, #0
        0xe20420ff, // and r2, r4, #255
        0xe7d53002, // ldrb r3, [r5, r2]
        0xe0266003, // eor r6, r6, r3
        0xe3a07003, // mov r7, #3
        0xe1b060a6, // lsrs r6, r6, #1
        0x259f206c, // ldrcs r2, [pc, #108]
        0x20266002, // eorcs r6, r6, r2
        0xe2577001, // subs r7, r7, #1
        0x1afffffa, // bne c8
        0xe1a00006, // mov r0, r6
        0xeb000005, // bl fc
        0xe20420ff, // and r2, r4, #255
        0xe7c50002, // strb r0, [r5, r2]
        0xe2544001, // subs r4, r4, #1
        0x1afffff0, // bne b8
        0xe1a00006, // mov r0, r6
        0xe8bd81f0, // pop {r4, r5, r6, r7, r8, pc}
        0xe2001003, // and r1, r0, #3
        0xe3510003, // cmp r1, #3
        0x979ff101, // ldrls pc, [pc, r1, lsl #2]
        0xe1a00000, // nop
        BASE + 0x11c, // add
        BASE + 0x124, // mul
        BASE + 0x12c, // rsb
        BASE + 0x134, // clz
        0xe2800001, // add r0, r0, #1
        0xe12fff1e, // bx lr
        0xe0000091, // mul r0, r1, r0
        0xe12fff1e, // bx lr
        0xe2600000, // rsb r0, r0, #0
        0xe12fff1e, // bx lr
        0xe16f0f10, // clz r0, r0
        0xe12fff1e, // bx lr
        0x9e3779b9, // .word 0x9e3779b9
        0xedb88320, // .word 0xedb88320
    };

    private final int offset;
    private final int turns;

    SpeedKernel(int offset, int turns) {
        this.offset = offset;
        this.turns = turns;
    }

    /** How often the loop goes round; for the calls, which number is asked for. */
    int turns() {
        return turns;
    }

    /** A program that runs the kernel with this argument and writes its result. */
    ElfFile program(int argument) {
        Assembler code = new Assembler(BASE);
        for (int word : CODE) {
            code.arm(word);
        }
        int entry = code.here();
        code.armLoad(0, argument);
        code.armLoad(1, BUFFER);
        code.armLoad(13, STACK_END);
        int distance = BASE + offset - code.here() - 8;
        code.arm(0xeb000000 | ((distance >> 2) & 0xffffff)); // bl kernel
        code.armLoad(1, RESULT);
        code.arm(0xe5810000); // str r0, [r1]
        Label over = new Label();
        code.armBranch(over);
        code.pool();
        code.bind(over);
        Batch.writeAndExit(code, RESULT, 4);
        byte[] image = new byte[STACK_END - BASE];
        byte[] text = code.image();
        System.arraycopy(text, 0, image, 0, text.length);
        return new ElfFile(BASE, image, entry);
    }
}
