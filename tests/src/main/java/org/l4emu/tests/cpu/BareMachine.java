package org.l4emu.tests.cpu;

import java.io.ByteArrayOutputStream;
import org.l4emu.microkernel.cpu.ArmState;
import org.l4emu.microkernel.cpu.Interpreter;
import org.l4emu.microkernel.cpu.Stop;
import org.l4emu.microkernel.cpu.UnalignedAccess;

/**
 * The interpreter with memory and two system calls, write and exit: enough for generated programs.
 */
final class BareMachine {
    private static final int EXIT = 1;
    private static final int WRITE = 4;

    final ArmState state = new ArmState();
    final FlatMemory memory;
    private final Interpreter interpreter = new Interpreter(UnalignedAccess.FIX_UP);
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private long retired;
    private boolean exited;

    BareMachine(ElfFile program) {
        memory = program.load();
        state.branchExchange(program.entry());
    }

    byte[] output() {
        return output.toByteArray();
    }

    long retired() {
        return retired;
    }

    boolean hasExited() {
        return exited;
    }

    /**
     * Runs at most this many instructions.
     *
     * @return {@link Stop#BUDGET} when they are used up or the program has exited, else the stop
     */
    int run(long budget) {
        long left = budget;
        while (left > 0 && !exited) {
            int stop = interpreter.run(state, memory, left);
            left -= interpreter.retired();
            retired += interpreter.retired();
            if (stop == Stop.SVC) {
                call();
            } else if (stop != Stop.BUDGET) {
                return stop;
            }
        }
        return Stop.BUDGET;
    }

    int faultPc() {
        return interpreter.faultPc();
    }

    int instruction() {
        return interpreter.instruction();
    }

    private void call() {
        state.returnFromException();
        int[] r = state.r;
        switch (r[7]) {
            case WRITE -> {
                output.writeBytes(memory.get(r[1], r[2]));
                r[0] = r[2];
            }
            case EXIT -> exited = true;
            default -> throw new IllegalStateException("system call " + r[7]);
        }
    }
}
