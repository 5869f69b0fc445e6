package org.l4emu.tests.cpu;

import java.util.List;
import org.l4emu.microkernel.cpu.Row;

/** The rows to generate from, and those of them that touch only registers and flags. */
record Rows(List<Row> arm, List<Row> thumb, List<Row> armPlain, List<Row> thumbPlain) {
    static Rows of(Target target) {
        List<Row> arm = Eligibility.rows(target, false);
        List<Row> thumb = Eligibility.rows(target, true);
        return new Rows(
                arm,
                thumb,
                arm.stream().filter(row -> ArmItems.kind(row) == ArmItems.Kind.PLAIN).toList(),
                thumb.stream()
                        .filter(row -> ThumbItems.kind(row) == ThumbItems.Kind.PLAIN)
                        .toList());
    }
}
