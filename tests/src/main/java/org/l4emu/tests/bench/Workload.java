package org.l4emu.tests.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A guest program that repeats one thing as often as its argument says. Its figure is the slope
 * between a small and a large number of repetitions, so that start-up does not count.
 *
 * @param unitSeconds the length of the unit it is told in
 * @param ratioMax the most that is wanted of our time by qemu's; 0 if nothing was promised
 */
record Workload(
        String name,
        String program,
        int small,
        int large,
        String unit,
        double unitSeconds,
        double ratioMax) {
    static final List<Workload> ALL =
            List.of(
                    new Workload("null system call", "null-call", 20_000, 420_000, "ns", 1e-9, 1.5),
                    new Workload(
                            "pipe round trip", "pipe-round-trip", 1_000, 21_000, "us", 1e-6, 0.7),
                    new Workload("signal and return", "signal-cost", 1_000, 41_000, "us", 1e-6, 1),
                    new Workload("fork+exit", "fork-exit", 20, 420, "us", 1e-6, 0),
                    new Workload("fork+exec", "fork-exec", 10, 110, "us", 1e-6, 0),
                    new Workload("integer round", "integer-mix", 2, 42, "us", 1e-6, 15));

    /** Those whose name contains the word. */
    static List<Workload> named(String word) {
        return ALL.stream().filter(workload -> workload.name().contains(word)).toList();
    }

    List<String> command(int repetitions) {
        return List.of("/bin/" + program, Integer.toString(repetitions));
    }

    /** The cost of one repetition in this workload's unit, given how to time a command. */
    double measure(ToDoubleFunction<List<String>> seconds, int attempts) {
        double low = best(seconds, command(small), attempts);
        double high = best(seconds, command(large), attempts);
        return (high - low) / (large - small) / unitSeconds;
    }

    /** The shortest of several times: what disturbs a run only ever makes it longer. */
    static double best(ToDoubleFunction<List<String>> seconds, List<String> command, int attempts) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < attempts; i++) {
            best = Math.min(best, seconds.applyAsDouble(command));
        }
        return best;
    }
}
