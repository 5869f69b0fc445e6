package org.l4emu.microkernel.cpu;

/**
 * The entry points of the kuser helper page, each carried out as one instruction. A fault leaves
 * all registers as they were, with pc at the entry.
 *
 * <p>On success r0 is 0 and C is set, otherwise r0 is -1 and C is clear; nothing else changes,
 * which is less than the contract allows a helper to clobber.
 */
final class KuserHelpers {
    static final int COMPARE_EXCHANGE_64 = Vector.BASE + 0xf60;
    static final int MEMORY_BARRIER = Vector.BASE + 0xfa0;
    static final int COMPARE_EXCHANGE = Vector.BASE + 0xfc0;
    static final int GET_TLS = Vector.BASE + 0xfe0;

    private final Bus bus;

    KuserHelpers(Bus bus) {
        this.bus = bus;
    }

    static boolean isEntry(int pc, boolean thumb) {
        return !thumb
                && (pc == COMPARE_EXCHANGE
                        || pc == GET_TLS
                        || pc == MEMORY_BARRIER
                        || pc == COMPARE_EXCHANGE_64);
    }

    /** Precondition: {@link #isEntry} holds for pc. */
    int call(ArmState s, int pc) {
        bus.begin();
        switch (pc) {
            case COMPARE_EXCHANGE -> compareExchange(s);
            case COMPARE_EXCHANGE_64 -> compareExchange64(s);
            case GET_TLS -> s.r[0] = s.threadRegister();
            default -> {}
        }
        if (bus.stop != 0) {
            return bus.stop;
        }
        s.branchExchange(s.r[14]);
        return Outcome.BRANCH;
    }

    private void compareExchange(ArmState s) {
        int address = s.r[2];
        if (!bus.isAligned(address, 4, true)) {
            return;
        }
        boolean equal = bus.loadWord(address) == s.r[0];
        if (equal && bus.stop == 0) {
            bus.storeWord(address, s.r[1]);
        }
        finish(s, equal);
    }

    private void compareExchange64(ArmState s) {
        int address = s.r[2];
        if (!bus.isAligned(address, 8, true)) {
            return;
        }
        int newLow = bus.loadWord(s.r[1]);
        int newHigh = bus.loadWord(s.r[1] + 4);
        boolean lowEqual = bus.loadWord(s.r[0]) == bus.loadWord(address);
        boolean equal = bus.loadWord(s.r[0] + 4) == bus.loadWord(address + 4) && lowEqual;
        if (equal && bus.stop == 0) {
            bus.storeWord(address, newLow);
        }
        if (equal && bus.stop == 0) {
            bus.storeWord(address + 4, newHigh);
        }
        finish(s, equal);
    }

    private void finish(ArmState s, boolean equal) {
        if (bus.stop == 0) {
            s.r[0] = equal ? 0 : -1;
            s.cFlag = equal ? 1 : 0;
        }
    }
}
