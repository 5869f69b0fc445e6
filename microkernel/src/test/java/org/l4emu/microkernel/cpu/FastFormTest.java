package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.l4emu.testkit.SeedExtension;

/** The loop's fast forms against the operations, which are written apart from them. */
@ExtendWith(SeedExtension.class)
class FastFormTest {
    private static final int[] SPECIAL = {0, 1, -1, 0x80000000, 0x7fffffff, 2, 31, 32, 33, 0xff};

    @RepeatedTest(2)
    void everyRowDoesTheSameFastAndSlow(SplittableRandom random) {
        for (Row row : DecoderTable.rows()) {
            for (int i = 0; i < 20; i++) {
                BitPattern pattern = row.pattern();
                int word = (random.nextInt() & ~pattern.mask()) | pattern.value();
                if (random.nextInt(4) != 0 && !row.isThumb() && pattern.has('c')) {
                    word = (word & 0x0fffffff) | 0xe0000000;
                }
                if (row.matches(row.isThumb() ? word & 0xffff : word)) {
                    compare(row, word, random.nextLong());
                }
            }
        }
    }

    private static void compare(Row row, int word, long seed) {
        Machine fast = prepared(true, row, word, new SplittableRandom(seed));
        Machine slow = prepared(false, row, word, new SplittableRandom(seed));

        int fastStop = fast.run(2);
        int slowStop = slow.run(2);

        String what = String.format("%s %08x seed %d", row, word, seed);
        assertThat(Stop.name(fastStop)).as(what).isEqualTo(Stop.name(slowStop));
        assertThat(fast.snapshot()).as(what).isEqualTo(slow.snapshot());
        assertThat(fast.interpreter.retired()).as(what).isEqualTo(slow.interpreter.retired());
        assertThat(fast.interpreter.faultAddress())
                .as(what)
                .isEqualTo(slow.interpreter.faultAddress());
    }

    private static Machine prepared(boolean fast, Row row, int word, SplittableRandom random) {
        Machine machine = new Machine(UnalignedAccess.FIX_UP, fast);
        for (int i = 0; i < 0x2000; i += 4) {
            machine.memory.poke(Machine.DATA + i, random.nextInt());
        }
        for (int i = 0; i < 15; i++) {
            machine.set(i, value(random));
        }
        machine.state.setCpsr((random.nextInt() & 0xf80f0000) | Mode.USER.bits());
        int place = random.nextInt(1024) * 4;
        if (row.isThumb()) {
            machine.memory.pokeHalf(Machine.CODE + place, word);
            machine.memory.pokeHalf(Machine.CODE + (place + 2 & 0xfff), 0xd803);
        } else {
            machine.memory.poke(Machine.CODE + place, word);
            machine.memory.poke(Machine.CODE + (place + 4 & 0xfff), 0x8a000010);
        }
        machine.state.branchExchange(Machine.CODE + place + (row.isThumb() ? 1 : 0));
        return machine;
    }

    /** Mostly places in the data pages, so that accesses succeed, and values that matter. */
    private static int value(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 2 -> Machine.DATA + random.nextInt(0x2000);
            default -> Machine.DATA + (random.nextInt(0x2000) & ~7);
        };
    }
}
