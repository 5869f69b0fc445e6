package org.l4emu.tests.cpu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.l4emu.microkernel.cpu.ArmState;
import org.l4emu.microkernel.cpu.Interpreter;
import org.l4emu.microkernel.cpu.KuserPage;
import org.l4emu.microkernel.cpu.Stop;
import org.l4emu.microkernel.cpu.UnalignedAccess;

/**
 * Runs a static Linux program here and under {@code qemu-arm -cpu arm946 -singlestep} at the same
 * time and compares all registers and the status register before every instruction.
 *
 * <p>Both have the same addresses. Three things are qemu's word: the results of system calls,
 * memory that the host's kernel wrote (see {@link UnknownBytes}), and what a kuser helper may leave
 * in the registers that it is free to change.
 */
final class LockStep {
    private static final int WRITE = 4;
    private static final int THUMB = 0x20;

    private final Path program;
    private final List<String> arguments;
    private final ArmState state = new ArmState();
    private final Interpreter interpreter = new Interpreter(UnalignedAccess.FIX_UP);
    private final UnknownBytes unknown = new UnknownBytes();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final int[] now = new int[QemuLog.WORDS];
    private final int[] next = new int[QemuLog.WORDS];
    private long instructions;
    private int calls;

    /** The first argument is the program's name as qemu is given it. */
    LockStep(List<String> arguments) {
        this.program = Path.of(arguments.get(0));
        this.arguments = List.copyOf(arguments);
    }

    long instructions() {
        return instructions;
    }

    int calls() {
        return calls;
    }

    int adoptedBytes() {
        return unknown.adopted();
    }

    /** What the program wrote, told from this side's memory. */
    byte[] output() {
        return output.toByteArray();
    }

    /**
     * Runs both until the program exits or so many instructions are compared.
     *
     * @return text about the first difference, empty if there is none
     */
    String run(long instructionsMax) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of("/usr/bin/qemu-arm", "-cpu", Target.ARM946.model(), "-seed", "1"));
        command.addAll(List.of("-singlestep", "-d", "cpu,nochain", "-D", "/dev/stderr"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        Process process = builder.start();
        process.getOutputStream().close();
        try (QemuLog log = new QemuLog(process.getErrorStream())) {
            return compare(log, instructionsMax);
        } finally {
            process.destroyForcibly();
        }
    }

    private String compare(QemuLog log, long instructionsMax) throws IOException {
        if (!log.next(next)) {
            return "qemu said nothing";
        }
        FlatMemory memory = QemuLayout.load(program, arguments, next[13], unknown);
        CallEffects effects = new CallEffects(memory, unknown);
        System.arraycopy(next, 0, state.r, 0, 16);
        while (instructions < instructionsMax) {
            System.arraycopy(next, 0, now, 0, now.length);
            if (!log.next(next)) {
                return "";
            }
            takeOver(memory);
            int stop = interpreter.run(state, memory, 1);
            instructions++;
            if (stop == Stop.SVC) {
                state.returnFromException();
                calls++;
                if (state.r[7] == WRITE) {
                    output.writeBytes(memory.get(state.r[1], next[0]));
                }
                effects.apply(state, next[0]);
            } else if (stop != Stop.BUDGET) {
                return Stop.name(stop) + describe(memory);
            }
            if (isKuserPage(now[15])) {
                forgiveHelper();
            }
            if (!isSame()) {
                return "instruction " + instructions + describe(memory);
            }
        }
        return "";
    }

    private static boolean isKuserPage(int address) {
        return address >>> 12 == KuserPage.ADDRESS >>> 12;
    }

    /** A kuser helper may leave anything in r3, r12 and the flags but C. */
    private void forgiveHelper() {
        state.r[3] = next[3];
        state.r[12] = next[12];
        int free = ArmState.N | ArmState.Z | ArmState.V;
        state.setCpsr((state.cpsr() & ~free) | (next[QemuLog.PSR] & free));
    }

    private boolean isSame() {
        return Arrays.equals(state.r, 0, 16, next, 0, 16) && state.cpsr() == next[QemuLog.PSR];
    }

    /** Lets this side know what qemu is about to load from memory that the kernel wrote. */
    private void takeOver(FlatMemory memory) {
        int status = now[QemuLog.PSR];
        if (unknown.isEmpty() || (status & THUMB) != 0 || isKuserPage(now[15])) {
            return;
        }
        int word = memory.word(now[15]);
        if (word >>> 28 == 15 || !RowCounts.passes(word >>> 28, status)) {
            return;
        }
        Transfer transfer = Transfer.of(word, now, (status & ArmState.C) != 0);
        if (transfer.load()) {
            transfer.adopt(unknown, memory, next);
        } else {
            unknown.forget(transfer.address(), transfer.allBytes());
        }
    }

    private String describe(FlatMemory memory) {
        StringBuilder text = new StringBuilder();
        int pc = now[15];
        text.append(
                String.format(" at %08x: %s", pc, memory.isMapped(pc) ? memory.word(pc) : "none"));
        for (int i = 0; i < QemuLog.WORDS; i++) {
            int ours = i == QemuLog.PSR ? state.cpsr() : state.r[i];
            text.append(
                    String.format(
                            "%n  %-3s before %08x  ours %08x  qemu %08x%s",
                            i == QemuLog.PSR ? "psr" : "r" + i,
                            now[i],
                            ours,
                            next[i],
                            ours == next[i] ? "" : "  <--"));
        }
        return text.toString();
    }
}
