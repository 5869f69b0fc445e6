package org.l4emu.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeedExtension.class)
class SeedExtensionTest {
    private static final Set<Long> FIRST_DRAWS = new HashSet<>();

    @RepeatedTest(8)
    void eachRepetitionDrawsOtherNumbers(SplittableRandom random) {
        assertThat(System.getProperty("seed") != null || FIRST_DRAWS.add(random.nextLong()))
                .isTrue();
    }

    @AfterAll
    static void forgetTheDraws() {
        FIRST_DRAWS.clear();
    }

    @Test
    void theSameInvocationHasTheSameSeedInEveryBuild() {
        assertThat(SeedExtension.choose(null, "[method:x]/[invocation:#3]"))
                .isEqualTo(SeedExtension.choose("", "[method:x]/[invocation:#3]"))
                .isNotEqualTo(SeedExtension.choose(null, "[method:x]/[invocation:#4]"));
    }

    @Test
    void aGivenSeedIsTaken() {
        assertThat(SeedExtension.choose("42", "[method:x]")).isEqualTo(42);
    }
}
