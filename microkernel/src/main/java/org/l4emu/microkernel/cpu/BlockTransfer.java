package org.l4emu.microkernel.cpu;

/**
 * LDM and STM in all forms. A load goes to a buffer first, so that an abort in the middle leaves
 * every register as it was; an aborted store may have written part of its words.
 */
final class BlockTransfer {
    private final Bus bus;
    private final int[] loaded = new int[16];

    BlockTransfer(Bus bus) {
        this.bus = bus;
    }

    int execute(ArmState s, int operation, int word) {
        bus.begin();
        boolean user = operation == Operation.LDM_USER || operation == Operation.STM_USER;
        if ((user && !s.isPrivileged())
                || (operation == Operation.LDM_RETURN && !s.mode().hasSpsr())) {
            return Stop.UNDEFINED;
        }
        return operation == Operation.STM || operation == Operation.STM_USER
                ? store(s, word, user)
                : load(s, operation, word);
    }

    private static int lowest(ArmState s, int word) {
        int base = s.r[(word >>> 16) & 0xf];
        int size = 4 * Integer.bitCount(word & 0xffff);
        boolean up = (word & (1 << 23)) != 0;
        boolean before = (word & (1 << 24)) != 0;
        return up ? base + (before ? 4 : 0) : base - size + (before ? 0 : 4);
    }

    private static void writeBack(ArmState s, int word) {
        if ((word & (1 << 21)) != 0) {
            int size = 4 * Integer.bitCount(word & 0xffff);
            s.r[(word >>> 16) & 0xf] += (word & (1 << 23)) != 0 ? size : -size;
        }
    }

    private int store(ArmState s, int word, boolean user) {
        int address = lowest(s, word);
        if (!bus.isAligned(address, 4, true)) {
            return bus.stop;
        }
        for (int i = 0; i < 16 && bus.stop == 0; i++) {
            if ((word >>> i & 1) != 0) {
                bus.storeWord(address, user && i < 15 ? s.userRegister(i) : s.r[i]);
                address += 4;
            }
        }
        if (bus.stop != 0) {
            return bus.stop;
        }
        writeBack(s, word);
        return Outcome.NEXT;
    }

    private int load(ArmState s, int operation, int word) {
        int address = lowest(s, word);
        if (!bus.isAligned(address, 4, false)) {
            return bus.stop;
        }
        for (int i = 0; i < 16 && bus.stop == 0; i++) {
            if ((word >>> i & 1) != 0) {
                loaded[i] = bus.loadWord(address);
                address += 4;
            }
        }
        if (bus.stop != 0) {
            return bus.stop;
        }
        writeBack(s, word);
        for (int i = 0; i < 15; i++) {
            if ((word >>> i & 1) != 0) {
                if (operation == Operation.LDM_USER) {
                    s.setUserRegister(i, loaded[i]);
                } else {
                    s.r[i] = loaded[i];
                }
            }
        }
        if ((word & 0x8000) == 0) {
            return Outcome.NEXT;
        }
        if (operation == Operation.LDM_RETURN) {
            s.returnFromException(loaded[15]);
        } else {
            s.branchExchange(loaded[15]);
        }
        return Outcome.BRANCH;
    }
}
