package org.l4emu.microkernel.cpu;

import java.util.ArrayList;
import java.util.List;

/** A processor with a code page, a data page and a stack, for tests. */
final class Machine {
    static final int CODE = 0x8000;
    static final int DATA = 0x20000;
    static final int STACK_TOP = 0x31000;

    final ArmState state = new ArmState();
    final TestMemory memory;
    final Interpreter interpreter;

    Machine() {
        this(UnalignedAccess.FIX_UP, true);
    }

    Machine(UnalignedAccess unaligned) {
        this(unaligned, true);
    }

    /** Without fast forms every instruction goes through its operation. */
    Machine(UnalignedAccess unaligned, boolean fast) {
        memory = new TestMemory(fast);
        interpreter = new Interpreter(unaligned);
        memory.map(CODE, true);
        memory.map(CODE + 0x1000, true);
        memory.map(DATA, true);
        memory.map(DATA + 0x1000, true);
        memory.map(STACK_TOP - 0x1000, true);
        state.r[13] = STACK_TOP;
        state.r[15] = CODE;
    }

    Machine arm(int... words) {
        for (int i = 0; i < words.length; i++) {
            memory.poke(CODE + 4 * i, words[i]);
        }
        return this;
    }

    Machine thumb(int... halves) {
        for (int i = 0; i < halves.length; i++) {
            memory.pokeHalf(CODE + 2 * i, halves[i]);
        }
        state.branchExchange(CODE | 1);
        return this;
    }

    Machine set(int register, int value) {
        state.r[register] = value;
        return this;
    }

    Machine flags(int nzcv) {
        state.setFlags(nzcv << 28);
        return this;
    }

    /** The whole state and the contents of all pages. */
    List<Integer> snapshot() {
        List<Integer> words = new ArrayList<>();
        state.digest(words::add);
        for (int page : new int[] {CODE, CODE + 0x1000, DATA, DATA + 0x1000, STACK_TOP - 0x1000}) {
            words.add(memory.hash(page));
        }
        return words;
    }

    /** NZCV as a number from 0 to 15. */
    int flags() {
        return state.cpsr() >>> 28;
    }

    int r(int register) {
        return state.r[register];
    }

    int run(long budget) {
        return interpreter.run(state, memory, budget);
    }

    /** Runs as many instructions and expects no stop before. */
    Machine step(int instructions) {
        int stop = run(instructions);
        if (stop != Stop.BUDGET) {
            throw new AssertionError(
                    String.format("stopped: %s at %08x", Stop.name(stop), interpreter.faultPc()));
        }
        return this;
    }
}
