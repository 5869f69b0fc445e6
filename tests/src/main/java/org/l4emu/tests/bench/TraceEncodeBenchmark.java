package org.l4emu.tests.bench;

import java.util.concurrent.TimeUnit;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.Variable;
import org.l4emu.protocol.trace.DigestSink;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Cost of encoding and hashing one event, without compression and without a file. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TraceEncodeBenchmark {
    private static final int EVENTS = 6;

    private final DigestSink sink = new DigestSink();
    private long time;

    /** The events around one system call's message. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long messageAndFlag() {
        time += 50;
        sink.exception(time, 9, 8, 0x10d70, 0xef000000);
        sink.variable(time + 1, Variable.EMU_LOCAL_LOCK, 9, 9, 0, 0x120001);
        sink.step(time + 19, 9, "emulib.saveState");
        sink.ipc(time + 20, IpcKind.CALL, 9, 1, 1, 4, 0);
        sink.schedule(time + 20, 1);
        sink.variable(time + 22, Variable.UNDER_KERNEL_CONTROL, 1, 9, 0, 1);
        return time;
    }
}
