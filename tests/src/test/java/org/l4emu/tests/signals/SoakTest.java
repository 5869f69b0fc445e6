package org.l4emu.tests.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.tests.guests.GuestBuild;

/**
 * Sixty-four processes signal each other at random, with all checks on; {@code
 * -Dsoak.events=10000000} takes a longer run, {@code -Dsoak.seed=N} another one.
 */
class SoakTest {
    private static final long EVENTS = Long.getLong("soak.events", 300_000);
    private static final long SEED = Long.getLong("soak.seed", 1);
    private static final int PROCESSES = 64;

    /** Events that a round of one process makes, rounded down. */
    private static final int EVENTS_EACH_ROUND = 55;

    @TempDir private static Path directory;
    private static byte[] program = {};

    @BeforeAll
    static void theGuestIsBuilt() throws IOException {
        GuestBuild.assumeCompiler();
        GuestBuild.build(directory, "soak-storm");
        program = Files.readAllBytes(directory.resolve("soak-storm"));
    }

    private static SoakRun run(int rounds) {
        return SoakRun.of(program, SEED, rounds, PROCESSES, SignalProtocol.DEFAULT);
    }

    @Test
    void everySignalIsHandledAndEveryRuleKept() {
        int rounds = (int) (EVENTS / (PROCESSES * EVENTS_EACH_ROUND)) + 1;

        SoakRun run = run(rounds);

        System.out.println(run.output() + run.events() + " events: " + run.counts());
        assertThat(run.violations()).isEmpty();
        assertThat(run.output()).contains("wrong 0 errors 0 bad endings 0\n");
        assertThat(run.output()).containsPattern("real-time: sent (\\d+) handled \\1\n");
        assertThat(run.output()).containsPattern("values: sent (\\d+) handled \\1\n");
        assertThat(run.status()).isZero();
        assertThat(run.events()).isGreaterThan(EVENTS / 2);
    }

    @Test
    void aSeedIsOneRun() {
        SoakRun first = run(3);
        SoakRun second = run(3);

        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.events()).isEqualTo(first.events());
        assertThat(second.output()).isEqualTo(first.output());
    }
}
