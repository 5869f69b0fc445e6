package org.l4emu.tests.cpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.cpu.DecoderTable;
import org.l4emu.microkernel.cpu.Row;
import org.l4emu.microkernel.cpu.Stop;
import org.l4emu.tests.peer.Subprocess;

/** Finds the first instruction of a program after which qemu-arm and the interpreter differ. */
final class FirstDifference {
    private static final int THUMB_PREFIX = 0xf000;

    private FirstDifference() {}

    /** Text that names the instruction, its row, its inputs and both results. */
    static String of(Target target, ElfFile program) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("l4emu-cpu");
            Path file = QemuArm.write(directory, program);
            Process process =
                    new ProcessBuilder(
                                    "qemu-arm",
                                    "-cpu",
                                    target.model(),
                                    "-singlestep",
                                    "-d",
                                    "cpu,nochain",
                                    "-D",
                                    "/dev/stderr",
                                    file.toString())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (QemuLog log = new QemuLog(process.getErrorStream())) {
                return compare(log, new BareMachine(program));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (directory != null) {
                Subprocess.delete(directory);
            }
        }
    }

    private static String compare(QemuLog log, BareMachine machine) throws IOException {
        int[] theirs = new int[QemuLog.WORDS];
        int[] before = new int[QemuLog.WORDS];
        // The first state differs in what the loader leaves in the registers.
        log.next(theirs);
        System.arraycopy(theirs, 0, machine.state.r, 0, 15);
        while (!machine.hasExited()) {
            int[] ours = ours(machine);
            if (!Arrays.equals(ours, theirs)) {
                return describe(machine, before, ours, theirs);
            }
            System.arraycopy(ours, 0, before, 0, before.length);
            int stop = machine.run(isPair(machine, ours) ? 2 : 1);
            if (stop != Stop.BUDGET) {
                return "stopped with " + Stop.name(stop) + describe(machine, before, ours, ours);
            }
            if (!log.next(theirs) && !machine.hasExited()) {
                return "qemu stopped" + describe(machine, before, ours(machine), theirs);
            }
        }
        return "no difference instruction by instruction";
    }

    /** Qemu takes both halves of a Thumb branch with link as one instruction. */
    private static boolean isPair(BareMachine machine, int[] state) {
        if ((state[QemuLog.PSR] & 0x20) == 0) {
            return false;
        }
        return (half(machine, state[15]) & 0xf800) == THUMB_PREFIX;
    }

    private static int half(BareMachine machine, int address) {
        return machine.memory.half(address);
    }

    private static int[] ours(BareMachine machine) {
        int[] words = Arrays.copyOf(machine.state.r, QemuLog.WORDS);
        words[QemuLog.PSR] = machine.state.cpsr();
        return words;
    }

    private static String describe(BareMachine machine, int[] before, int[] ours, int[] theirs) {
        boolean thumb = (before[QemuLog.PSR] & 0x20) != 0;
        int word = thumb ? half(machine, before[15]) : machine.memory.word(before[15]);
        @Nullable Row row = thumb ? DecoderTable.thumb(word) : DecoderTable.arm(word);
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        "%n  %s %0" + (thumb ? 4 : 8) + "x at %08x, row %s",
                        thumb ? "thumb" : "arm",
                        word,
                        before[15],
                        row));
        for (int i = 0; i < QemuLog.WORDS; i++) {
            text.append(
                    String.format(
                            "%n  %-3s before %08x  ours %08x  qemu %08x%s",
                            i == QemuLog.PSR ? "psr" : "r" + i,
                            before[i],
                            ours[i],
                            theirs[i],
                            ours[i] == theirs[i] ? "" : "  <--"));
        }
        return text.toString();
    }
}
