package org.l4emu.tests.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.l4emu.microkernel.cpu.Stop;

/**
 * Runs generated programs in the interpreter and under qemu-arm and compares every word they leave
 * behind. The interpreter runs each program three times: in one go, in random slices, and
 * instruction by instruction, which also counts the rows.
 */
final class Differential {
    private static final int CASES = 500;
    private static final long BUDGET = 1L << 32;
    private static final int COMPLAINTS_MAX = 3;
    private static final int SLICE_MAX = 200;

    private final RowCounts counts = new RowCounts();
    private final List<String> differences = new ArrayList<>();
    private long instructions;
    private int programs;

    RowCounts counts() {
        return counts;
    }

    /** One text per case that differed, at most three. */
    List<String> differences() {
        return differences;
    }

    long instructions() {
        return instructions;
    }

    int programs() {
        return programs;
    }

    /** Compares programs for the processor until this many instructions were executed in all. */
    void run(Target target, long instructionsMin, SplittableRandom random) {
        while (instructions < instructionsMin && differences.size() < COMPLAINTS_MAX) {
            programs++;
            compare(Batch.generate(target, CASES, random.split()), random);
        }
    }

    private void compare(Batch batch, SplittableRandom random) {
        BareMachine machine = new BareMachine(batch.program());
        int stop = machine.run(BUDGET);
        instructions += machine.retired();
        if (stop != Stop.BUDGET) {
            int index = batch.caseAt(machine.faultPc());
            differences.add(Stop.name(stop) + explain(batch, index));
            return;
        }
        comparePieces(batch, machine, random);
        byte[] expected = QemuArm.output(batch.target(), batch.program());
        for (int i = 0; i < batch.cases().size(); i++) {
            int from = i * GeneratedCase.BYTES;
            int to = from + GeneratedCase.BYTES;
            boolean same = Arrays.equals(expected, from, to, machine.output(), from, to);
            if (!same && differences.size() < COMPLAINTS_MAX) {
                differences.add(explain(batch, i));
            }
        }
    }

    private static String explain(Batch batch, int index) {
        return String.format(
                "%s, case %d: %s",
                batch.target(), index, FirstDifference.of(batch.target(), batch.only(index)));
    }

    private void comparePieces(Batch batch, BareMachine whole, SplittableRandom random) {
        BareMachine sliced = new BareMachine(batch.program());
        while (!sliced.hasExited() && sliced.run(1 + random.nextInt(SLICE_MAX)) == Stop.BUDGET) {
            // Each turn is one slice.
        }
        BareMachine stepped = new BareMachine(batch.program());
        do {
            counts.count(stepped);
        } while (stepped.run(1) == Stop.BUDGET && !stepped.hasExited());
        expectSame("in random slices", whole, sliced);
        expectSame("instruction by instruction", whole, stepped);
    }

    private void expectSame(String how, BareMachine whole, BareMachine other) {
        if (whole.retired() != other.retired()
                || !SliceDifference.digest(whole).equals(SliceDifference.digest(other))) {
            differences.add(
                    how
                            + ": "
                            + SliceDifference.digest(other)
                            + ", in one go: "
                            + SliceDifference.digest(whole));
        }
    }
}
