package org.l4emu.tests.cpu;

import java.util.Arrays;
import java.util.Locale;

/**
 * Prints how many million instructions a second the interpreter and {@code qemu-arm} make of the
 * same four programs. The first figure is a cold start in this JVM, the second the best of several
 * runs; qemu's is the best whole process.
 */
public final class CpuSpeed {
    private static final int RUNS = 5;

    private CpuSpeed() {}

    public static void main(String[] arguments) {
        System.out.printf(
                "%-11s %12s %9s %9s %9s %7s%n",
                "kernel", "instructions", "cold", "warm", "qemu-arm", "ratio");
        for (SpeedKernel kernel : SpeedKernel.values()) {
            measure(kernel);
        }
    }

    private static void measure(SpeedKernel kernel) {
        ElfFile program = kernel.program(kernel.turns());
        double cold = 0;
        double warm = 0;
        double peer = 0;
        long instructions = 0;
        for (int run = 0; run < RUNS; run++) {
            BareMachine machine = new BareMachine(program);
            long start = System.nanoTime();
            machine.run(Long.MAX_VALUE);
            double rate = machine.retired() * 1000.0 / (System.nanoTime() - start);
            cold = run == 0 ? rate : cold;
            warm = Math.max(warm, rate);
            instructions = machine.retired();
            peer = Math.max(peer, peerRate(program, machine));
        }
        System.out.printf(
                "%-11s %12d %9.0f %9.0f %9.0f %7.1f%n",
                kernel.name().toLowerCase(Locale.ROOT),
                instructions,
                cold,
                warm,
                peer,
                peer / warm);
    }

    private static double peerRate(ElfFile program, BareMachine machine) {
        if (QemuArm.unavailable().isPresent()) {
            return Double.NaN;
        }
        long start = System.nanoTime();
        byte[] output = QemuArm.output(Target.ARM946, program);
        double rate = machine.retired() * 1000.0 / (System.nanoTime() - start);
        if (!Arrays.equals(output, machine.output())) {
            throw new IllegalStateException("qemu-arm and the interpreter disagree");
        }
        return rate;
    }
}
