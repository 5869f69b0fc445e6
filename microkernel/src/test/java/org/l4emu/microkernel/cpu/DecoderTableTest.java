package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.l4emu.testkit.SeedExtension;

@ExtendWith(SeedExtension.class)
class DecoderTableTest {
    @Test
    void noThumbHalfWordMatchesTwoRows() {
        for (int half = 0; half < 0x10000; half++) {
            assertThat(matching(true, half)).as("%04x", half).hasSizeLessThan(2);
        }
    }

    @Test
    void noArmWordOfARandomSampleMatchesTwoRows(SplittableRandom random) {
        for (int i = 0; i < 100_000; i++) {
            int word = random.nextInt();
            assertThat(matching(false, word)).as("%08x", word).hasSizeLessThan(2);
        }
    }

    @Test
    void anArmRowFilledWithRandomOperandsMatchesNoOtherRow(SplittableRandom random) {
        for (Row row : rows(false)) {
            for (int i = 0; i < 200; i++) {
                int word = fill(row, random);
                if (row.matches(word)) {
                    assertThat(matching(false, word)).as("%08x", word).containsExactly(row);
                    assertThat(DecoderTable.arm(word)).isSameAs(row);
                }
            }
        }
    }

    @Test
    void everyRowHasOperandsThatMatchIt(SplittableRandom random) {
        for (Row row : DecoderTable.rows()) {
            boolean found = false;
            for (int i = 0; i < 2000 && !found; i++) {
                found = row.matches(fill(row, random));
            }
            assertThat(found).as(row.toString()).isTrue();
        }
    }

    private static int fill(Row row, SplittableRandom random) {
        BitPattern pattern = row.pattern();
        int operands = random.nextInt() & ~pattern.mask();
        return (operands | pattern.value()) & (row.isThumb() ? 0xffff : -1);
    }

    private static List<Row> rows(boolean thumb) {
        return DecoderTable.rows().stream()
                .filter(row -> row.isThumb() == thumb)
                .collect(Collectors.toList());
    }

    private static final List<Row> ARM = rows(false);
    private static final List<Row> THUMB = rows(true);

    private static List<Row> matching(boolean thumb, int word) {
        return (thumb ? THUMB : ARM).stream().filter(row -> row.matches(word)).toList();
    }
}
