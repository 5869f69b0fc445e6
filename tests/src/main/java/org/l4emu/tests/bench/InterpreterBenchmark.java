package org.l4emu.tests.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.l4emu.microkernel.cpu.ArmState;
import org.l4emu.microkernel.cpu.Interpreter;
import org.l4emu.tests.cpu.FlatMemory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of one ARM instruction in two endless loops. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InterpreterBenchmark {
    private static final int INSTRUCTIONS = 100_000;
    private static final int CODE = 0x8000;
    private static final int DATA = 0x20000;

    private static final int[] ALU = {
        0xe0800001, // add r0, r0, r1
        0xe0211180, // eor r1, r1, r0, lsl #3
        0xe0422001, // sub r2, r2, r1
        0xe2533001, // subs r3, r3, #1
        0xeafffffa, // b add
    };

    private static final int[] LOAD_STORE = {
        0xe5940000, // ldr r0, [r4]
        0xe2800001, // add r0, r0, #1
        0xe5840004, // str r0, [r4, #4]
        0xe5d41008, // ldrb r1, [r4, #8]
        0xeafffffa, // b ldr
    };

    /** Which loop. */
    @Param({"alu", "load_store"})
    public String loop = "alu";

    private final Interpreter interpreter = new Interpreter();
    private final ArmState state = new ArmState();
    private final FlatMemory memory = new FlatMemory();

    @Setup(Level.Trial)
    public void load() {
        memory.map(CODE, 4096);
        memory.map(DATA, 4096);
        int[] words = loop.equals("alu") ? ALU : LOAD_STORE;
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        memory.put(CODE, bytes.array());
        state.r[4] = DATA;
        state.r[15] = CODE;
    }

    @Benchmark
    @OperationsPerInvocation(INSTRUCTIONS)
    public int instruction() {
        return interpreter.run(state, memory, INSTRUCTIONS);
    }
}
