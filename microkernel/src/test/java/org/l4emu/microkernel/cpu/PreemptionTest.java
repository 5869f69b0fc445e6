package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.l4emu.testkit.SeedExtension;

/** Random programs, which also rewrite themselves, run in one go and in slices of any size. */
@ExtendWith(SeedExtension.class)
class PreemptionTest {
    private static final int LENGTH = 64;
    private static final int BUDGET = 4000;

    private static final List<Row> ARM =
            DecoderTable.rows().stream()
                    .filter(row -> !row.isThumb())
                    .filter(row -> row.operation() < Operation.FIRST_SYSTEM)
                    .collect(Collectors.toList());

    private static final List<Row> THUMB =
            DecoderTable.rows().stream()
                    .filter(Row::isThumb)
                    .filter(row -> row.operation() < Operation.FIRST_SYSTEM)
                    .collect(Collectors.toList());

    @RepeatedTest(100)
    void slicesGiveTheStateOfOneGo(SplittableRandom random) {
        long seed = random.nextLong();
        boolean thumb = random.nextBoolean();
        Machine whole = program(new SplittableRandom(seed), thumb);
        Machine sliced = program(new SplittableRandom(seed), thumb);

        runAll(whole, new SplittableRandom(0), BUDGET);
        runAll(sliced, random, 90);

        assertThat(sliced.snapshot()).isEqualTo(whole.snapshot());
    }

    /** Goes on behind every instruction that stops, so that a program uses up the budget. */
    private static void runAll(Machine machine, SplittableRandom random, int largestSlice) {
        int done = 0;
        while (done < BUDGET) {
            int largest = random.nextBoolean() ? largestSlice : Math.min(largestSlice, 3);
            int slice = largestSlice == BUDGET ? BUDGET : 1 + random.nextInt(largest);
            int stop = machine.run(Math.min(BUDGET - done, slice));
            done += (int) machine.interpreter.retired();
            if (stop != Stop.BUDGET) {
                done++;
                skip(machine, stop);
            }
        }
    }

    private static void skip(Machine machine, int stop) {
        ArmState state = machine.state;
        int address = machine.interpreter.faultPc();
        boolean thumb = (state.spsr() & ArmState.T) != 0;
        boolean lost = stop == Stop.PREFETCH_ABORT;
        state.returnFromException(lost ? Machine.CODE : address + (thumb ? 2 : 4));
    }

    @RepeatedTest(50)
    void everyRunKeepsToItsBudgetExactly(SplittableRandom random) {
        Machine machine = program(random, random.nextBoolean());
        int budget = 1 + random.nextInt(200);

        int stop = machine.run(budget);

        if (stop == Stop.BUDGET) {
            assertThat(machine.interpreter.retired()).isEqualTo(budget);
        } else {
            assertThat(machine.interpreter.retired()).isLessThanOrEqualTo(budget);
        }
    }

    private static Machine program(SplittableRandom random, boolean thumb) {
        Machine machine = new Machine();
        for (int i = 0; i < LENGTH; i++) {
            if (thumb) {
                machine.memory.pokeHalf(Machine.CODE + 2 * i, thumbInstruction(random, i));
            } else {
                machine.memory.poke(Machine.CODE + 4 * i, armInstruction(random, i));
            }
        }
        machine.memory.poke(Machine.CODE + 4 * LENGTH, 0xea000000 | (-LENGTH - 2 & 0xffffff));
        for (int i = 0; i < 13; i++) {
            machine.set(i, Machine.DATA + (random.nextInt(0x2000) & ~3));
        }
        machine.set(11, Machine.CODE + (random.nextInt(0x100) & ~3));
        machine.state.branchExchange(Machine.CODE + (thumb ? 1 : 0));
        return machine;
    }

    private static int armInstruction(SplittableRandom random, int place) {
        int condition = random.nextInt(3) == 0 ? random.nextInt(14) : 14;
        if (random.nextInt(5) == 0) {
            int target = random.nextInt(LENGTH) - place - 2;
            return (condition << 28) | 0x0a000000 | (target & 0xffffff);
        }
        while (true) {
            Row row = ARM.get(random.nextInt(ARM.size()));
            BitPattern pattern = row.pattern();
            int word = (random.nextInt() & ~pattern.mask()) | pattern.value();
            word = pattern.has('c') ? pattern.insert('c', word, condition) : word;
            boolean harmless = !pattern.has('d') || pattern.extract('d', word) < 11;
            if (row.matches(word) && harmless) {
                return word;
            }
        }
    }

    private static int thumbInstruction(SplittableRandom random, int place) {
        if (random.nextInt(5) == 0) {
            int target = random.nextInt(LENGTH) - place - 2;
            return random.nextBoolean()
                    ? 0xe000 | (target & 0x7ff)
                    : 0xd000 | (random.nextInt(14) << 8) | (target & 0xff);
        }
        while (true) {
            Row row = THUMB.get(random.nextInt(THUMB.size()));
            BitPattern pattern = row.pattern();
            int half = ((random.nextInt() & ~pattern.mask()) | pattern.value()) & 0xffff;
            if (row.matches(half)) {
                return half;
            }
        }
    }
}
