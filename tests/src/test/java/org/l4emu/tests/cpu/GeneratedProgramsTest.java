package org.l4emu.tests.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.l4emu.microkernel.cpu.DecoderTable;
import org.l4emu.testkit.SeedExtension;

/**
 * Random programs over every decoder row give the same registers, flags and memory here as under
 * qemu-arm; {@code -Dl4emu.cpudiff.instructions=N} takes fewer or more than a million instructions.
 */
@ExtendWith(SeedExtension.class)
class GeneratedProgramsTest {
    private static final long INSTRUCTIONS = Long.getLong("l4emu.cpudiff.instructions", 1_000_000);

    /** Every row is carried out at least once per so many instructions. */
    private static final int INSTRUCTIONS_PER_ROW = 20_000;

    @Test
    void everyRowGivesWhatQemuGives(SplittableRandom random) {
        assumeTrue(QemuArm.unavailable().isEmpty(), "no qemu-arm");
        Differential differential = new Differential();

        differential.run(Target.ARM946, INSTRUCTIONS / 2, random);
        differential.run(Target.NEWEST, INSTRUCTIONS, random);

        System.out.println(
                String.format(
                        "%d instructions in %d programs, %d of %d rows, each at least %d times",
                        differential.instructions(),
                        differential.programs(),
                        differential.counts().rowsCarriedOut(),
                        DecoderTable.rows().size(),
                        differential.counts().least()));
        assertThat(differential.differences()).isEmpty();
        assertThat(differential.counts().below(INSTRUCTIONS / INSTRUCTIONS_PER_ROW)).isEmpty();
    }

    @Test
    void onlyRowsThatUserModeCannotShowAreLeftOut() {
        Map<String, String> reasons = new TreeMap<>();
        DecoderTable.rows()
                .forEach(
                        row ->
                                Eligibility.reasonAgainst(row)
                                        .ifPresent(reason -> reasons.put(row.name(), reason)));

        assertThat(reasons.keySet())
                .containsExactly(
                        "bkpt",
                        "ldm.return.da",
                        "ldm.return.db",
                        "ldm.return.ia",
                        "ldm.return.ib",
                        "ldm.user.da",
                        "ldm.user.db",
                        "ldm.user.ia",
                        "ldm.user.ib",
                        "msr.spsr",
                        "stm.user.da",
                        "stm.user.db",
                        "stm.user.ia",
                        "stm.user.ib",
                        "svc");
    }
}
