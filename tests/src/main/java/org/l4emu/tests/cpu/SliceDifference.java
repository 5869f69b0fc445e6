package org.l4emu.tests.cpu;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.cpu.DecoderTable;
import org.l4emu.microkernel.cpu.Row;
import org.l4emu.microkernel.cpu.Stop;

/**
 * Finds the first instruction after which a run in one go has another state than a run instruction
 * by instruction: the interpreter against itself.
 */
final class SliceDifference {
    private static final int INSTRUCTIONS_MAX = 5_000;
    private static final int THUMB = 0x20;

    private SliceDifference() {}

    /** Text that names the instruction and both states. */
    static String of(ElfFile program) {
        BareMachine stepped = new BareMachine(program);
        List<String> instructions = new ArrayList<>();
        for (int done = 1; done <= INSTRUCTIONS_MAX && !stepped.hasExited(); done++) {
            instructions.add(instruction(stepped));
            if (stepped.run(1) != Stop.BUDGET) {
                return "stopped after " + done;
            }
            BareMachine whole = new BareMachine(program);
            whole.run(done);
            if (!digest(whole).equals(digest(stepped))) {
                List<String> last =
                        instructions.subList(
                                Math.max(0, instructions.size() - 3), instructions.size());
                return String.format(
                        "%n  instruction %d of %s%n  in one go %s%n  stepped   %s",
                        done, last, digest(whole), digest(stepped));
            }
        }
        return "no difference between one go and instruction by instruction";
    }

    private static String instruction(BareMachine machine) {
        int pc = machine.state.r[15];
        boolean thumb = (machine.state.cpsr() & THUMB) != 0;
        int word = thumb ? machine.memory.half(pc) : machine.memory.word(pc);
        @Nullable Row row = thumb ? DecoderTable.thumb(word) : DecoderTable.arm(word);
        return String.format("%08x: %x %s", pc, word, row);
    }

    /** Processor state and a hash of memory. */
    static String digest(BareMachine machine) {
        StringBuilder text = new StringBuilder();
        machine.state.digest(word -> text.append(Integer.toHexString(word)).append(' '));
        return text.append(Long.toHexString(machine.memory.digest())).toString();
    }
}
