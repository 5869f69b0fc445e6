package org.l4emu.tests.cpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.cpu.DecoderTable;
import org.l4emu.microkernel.cpu.Row;

/** How often each decoder row was carried out; an instruction whose condition fails is not. */
final class RowCounts {
    private static final int THUMB = 0x20;

    private final Map<Row, long[]> counts = new LinkedHashMap<>();

    RowCounts() {
        DecoderTable.rows().forEach(row -> counts.put(row, new long[1]));
    }

    /** Counts the instruction that the machine is about to execute. */
    void count(BareMachine machine) {
        int cpsr = machine.state.cpsr();
        int pc = machine.state.r[15];
        boolean thumb = (cpsr & THUMB) != 0;
        int word = thumb ? machine.memory.half(pc) : machine.memory.word(pc);
        @Nullable Row row = thumb ? DecoderTable.thumb(word) : DecoderTable.arm(word);
        if (row != null && (thumb || !row.pattern().has('c') || passes(word >>> 28, cpsr))) {
            long @Nullable [] count = counts.get(row);
            if (count != null) {
                count[0]++;
            }
        }
    }

    static boolean passes(int condition, int cpsr) {
        boolean n = cpsr < 0;
        boolean z = (cpsr & (1 << 30)) != 0;
        boolean c = (cpsr & (1 << 29)) != 0;
        boolean v = (cpsr & (1 << 28)) != 0;
        boolean holds =
                switch (condition >>> 1) {
                    case 0 -> z;
                    case 1 -> c;
                    case 2 -> n;
                    case 3 -> v;
                    case 4 -> c && !z;
                    case 5 -> n == v;
                    case 6 -> n == v && !z;
                    default -> true;
                };
        return condition >= 14 || holds != ((condition & 1) != 0);
    }

    /** Rows that were to be compared and were carried out less often than this. */
    List<String> below(long least) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue()[0] < least)
                .filter(entry -> Eligibility.reasonAgainst(entry.getKey()).isEmpty())
                .map(entry -> label(entry.getKey()) + ": " + entry.getValue()[0])
                .toList();
    }

    int rowsCarriedOut() {
        return (int) counts.values().stream().filter(count -> count[0] > 0).count();
    }

    long least() {
        return counts.entrySet().stream()
                .filter(entry -> Eligibility.reasonAgainst(entry.getKey()).isEmpty())
                .mapToLong(entry -> entry.getValue()[0])
                .min()
                .orElse(0);
    }

    private static String label(Row row) {
        return (row.isThumb() ? "thumb " : "arm ") + row.name();
    }
}
