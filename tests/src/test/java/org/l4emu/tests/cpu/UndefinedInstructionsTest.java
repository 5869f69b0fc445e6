package org.l4emu.tests.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.l4emu.microkernel.cpu.Stop;
import org.l4emu.testkit.SeedExtension;

/** Words without a row are undefined instructions here and on an arm946. */
@ExtendWith(SeedExtension.class)
class UndefinedInstructionsTest {
    private static final int WORDS = 4_000;

    @Test
    void armWordsWithoutARowBringSigillUnderQemu(SplittableRandom random) {
        assumeTrue(QemuArm.unavailable().isEmpty(), "no qemu-arm");

        assertThat(otherSignals(UndefinedProbe.armWords(random, WORDS), false)).isEmpty();
    }

    @Test
    void thumbHalvesWithoutARowBringSigillUnderQemu() {
        assumeTrue(QemuArm.unavailable().isEmpty(), "no qemu-arm");

        assertThat(otherSignals(UndefinedProbe.thumbHalves(), true)).isEmpty();
    }

    @Test
    void wordsWithoutARowStopTheInterpreter(SplittableRandom random) {
        List<String> others = new ArrayList<>();
        for (int word : UndefinedProbe.armWords(random, WORDS)) {
            others.addAll(otherStop(word, false));
        }
        for (int half : UndefinedProbe.thumbHalves()) {
            others.addAll(otherStop(half, true));
        }

        assertThat(others).isEmpty();
    }

    private static List<String> otherSignals(List<Integer> words, boolean thumb) {
        byte[] signals = QemuArm.output(Target.ARM946, UndefinedProbe.program(words, thumb));
        List<String> others = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (signals[i] != UndefinedProbe.SIGILL) {
                others.add(String.format("%08x: signal %d", words.get(i), signals[i]));
            }
        }
        assertThat(words).hasSizeGreaterThan(100);
        return others;
    }

    private static List<String> otherStop(int word, boolean thumb) {
        Assembler code = new Assembler(Batch.BASE);
        if (thumb) {
            code.thumb(word);
            code.align();
        } else {
            code.arm(word);
        }
        int entry = Batch.BASE | (thumb ? 1 : 0);
        BareMachine machine = new BareMachine(new ElfFile(Batch.BASE, code.image(), entry));
        int stop = machine.run(1);
        return stop == Stop.UNDEFINED
                ? List.of()
                : List.of(String.format("%08x: %s", word, Stop.name(stop)));
    }
}
