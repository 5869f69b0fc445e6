package org.l4emu.microkernel.cpu;

/**
 * Branches with link or change of state, status register accesses, traps and CP15.
 *
 * <p>CP15 has the thread registers of ARMv6 (c13) and the barriers (c7) also for user mode. A real
 * arm946 has neither; programs built for it use the kuser helpers instead. Everything else of CP15
 * and every other coprocessor is undefined.
 */
final class SystemOperations {
    private static final int FLAG_BITS = 0xf8000000;
    private static final int GE_BITS = 0x000f0000;

    /** T is not among them: only branches change the instruction set. */
    private static final int CONTROL_BITS = 0xdf;

    private SystemOperations() {}

    /** Precondition: r[15] is what the instruction reads as pc. */
    static int execute(ArmState s, int operation, int word) {
        int[] r = s.r;
        int pc = r[15];
        return switch (operation) {
            case Operation.B -> branch(s, pc + (word << 8 >> 6));
            case Operation.BL -> {
                r[14] = pc - 4;
                yield branch(s, pc + (word << 8 >> 6));
            }
            case Operation.BLX_IMMEDIATE -> {
                r[14] = pc - 4;
                s.branchExchange((pc + (word << 8 >> 6) + ((word >>> 23) & 2)) | 1);
                yield Outcome.BRANCH;
            }
            case Operation.BX -> {
                s.branchExchange(r[word & 0xf]);
                yield Outcome.BRANCH;
            }
            case Operation.BLX_REGISTER -> {
                int target = r[word & 0xf];
                r[14] = s.thumb ? (pc - 2) | 1 : pc - 4;
                s.branchExchange(target);
                yield Outcome.BRANCH;
            }
            case Operation.SVC -> Stop.SVC;
            case Operation.BKPT -> Stop.BKPT;
            case Operation.CLREX -> {
                s.clearExclusive();
                yield Outcome.NEXT;
            }
            case Operation.MRS -> readStatus(s, word);
            case Operation.MSR_IMMEDIATE ->
                    writeStatus(s, word, Shifter.value(Shifter.immediate(word, 0)));
            case Operation.MSR_REGISTER -> writeStatus(s, word, r[word & 0xf]);
            case Operation.MRC -> readCoprocessor(s, word);
            case Operation.MCR -> writeCoprocessor(s, word);
            default -> thumbBranch(s, operation, word);
        };
    }

    private static int thumbBranch(ArmState s, int operation, int half) {
        int pc = s.r[15];
        return switch (operation) {
            case Operation.THUMB_B_CONDITIONAL -> branch(s, pc + (half << 24 >> 23));
            case Operation.THUMB_B -> branch(s, pc + (half << 21 >> 20));
            case Operation.THUMB_BL_PREFIX -> {
                s.r[14] = pc + (half << 21 >> 9);
                yield Outcome.NEXT;
            }
            case Operation.THUMB_BL_SUFFIX, Operation.THUMB_BLX_SUFFIX -> {
                int target = s.r[14] + ((half & 0x7ff) << 1);
                s.r[14] = (pc - 2) | 1;
                s.branchExchange(operation == Operation.THUMB_BL_SUFFIX ? target | 1 : target & ~3);
                yield Outcome.BRANCH;
            }
            default -> Stop.UNDEFINED;
        };
    }

    private static int branch(ArmState s, int target) {
        s.r[15] = target & (s.thumb ? ~1 : ~3);
        return Outcome.BRANCH;
    }

    private static int readStatus(ArmState s, int word) {
        boolean saved = (word & (1 << 22)) != 0;
        if (saved && !s.mode().hasSpsr()) {
            return Stop.UNDEFINED;
        }
        s.r[(word >>> 12) & 0xf] = saved ? s.spsr() : s.cpsr();
        return Outcome.NEXT;
    }

    private static int writeStatus(ArmState s, int word, int value) {
        int mask = (word & (1 << 19)) != 0 ? FLAG_BITS : 0;
        mask |= (word & (1 << 18)) != 0 ? GE_BITS : 0;
        if ((word & (1 << 22)) != 0) {
            if (!s.mode().hasSpsr()) {
                return Stop.UNDEFINED;
            }
            mask |= (word & (1 << 16)) != 0 ? CONTROL_BITS | ArmState.T : 0;
            s.setSpsr((s.spsr() & ~mask) | (value & mask));
            return Outcome.NEXT;
        }
        boolean control = (word & (1 << 16)) != 0 && s.isPrivileged() && Mode.exists(value);
        mask |= control ? CONTROL_BITS : 0;
        s.setCpsr((s.cpsr() & ~mask) | (value & mask));
        return Outcome.NEXT;
    }

    /** opc1, CRn, CRm and opc2 as one number. */
    private static int coprocessorRegister(int word) {
        return ((word >>> 9) & 0x7000)
                | ((word >>> 8) & 0xf00)
                | ((word & 0xf) << 4)
                | ((word >>> 5) & 7);
    }

    private static int readCoprocessor(ArmState s, int word) {
        int rd = (word >>> 12) & 0xf;
        switch (coprocessorRegister(word)) {
            case 0xd02 -> s.r[rd] = s.userThreadRegister();
            case 0xd03 -> s.r[rd] = s.threadRegister();
            default -> {
                return Stop.UNDEFINED;
            }
        }
        return Outcome.NEXT;
    }

    private static int writeCoprocessor(ArmState s, int word) {
        int value = s.r[(word >>> 12) & 0xf];
        switch (coprocessorRegister(word)) {
            case 0xd02 -> s.setUserThreadRegister(value);
            case 0xd03 -> {
                if (!s.isPrivileged()) {
                    return Stop.UNDEFINED;
                }
                s.setThreadRegister(value);
            }
            case 0x754, 0x7a4, 0x7a5 -> {}
            default -> {
                return Stop.UNDEFINED;
            }
        }
        return Outcome.NEXT;
    }
}
