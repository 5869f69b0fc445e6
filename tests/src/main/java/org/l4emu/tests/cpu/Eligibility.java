package org.l4emu.tests.cpu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.l4emu.microkernel.cpu.Architecture;
import org.l4emu.microkernel.cpu.DecoderTable;
import org.l4emu.microkernel.cpu.Row;

/** Which decoder rows a user program under {@code qemu-arm} can be compared on, and where. */
final class Eligibility {
    /** Rows by the start of their names, and why no user program can show what they do. */
    private static final Map<String, String> PRIVILEGED =
            new TreeMap<>(
                    Map.of(
                            "ldm.user", "user bank transfer: unpredictable in user mode",
                            "stm.user", "user bank transfer: unpredictable in user mode",
                            "ldm.return", "exception return: unpredictable in user mode",
                            "msr.spsr", "user mode has no SPSR",
                            "svc", "leaves the program; used once per program, for its results",
                            "bkpt", "stops the program with a signal"));

    private Eligibility() {}

    /** Why this row is left out; empty if it is to be compared. */
    static Optional<String> reasonAgainst(Row row) {
        return PRIVILEGED.entrySet().stream()
                .filter(entry -> row.name().startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Rows that can be compared on a processor of this kind. */
    static List<Row> rows(Target target, boolean thumb) {
        return DecoderTable.rows().stream()
                .filter(row -> row.isThumb() == thumb)
                .filter(row -> reasonAgainst(row).isEmpty())
                .filter(row -> supports(target, row))
                .toList();
    }

    /** CP15 of the arm946 has no register that a user program may touch. */
    private static boolean supports(Target target, Row row) {
        if (target == Target.NEWEST) {
            return true;
        }
        return row.architecture().compareTo(Architecture.V5TE) <= 0 && !row.name().endsWith(".p15");
    }
}
