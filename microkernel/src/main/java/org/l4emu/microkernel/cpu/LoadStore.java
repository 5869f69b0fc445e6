package org.l4emu.microkernel.cpu;

/**
 * Loads and stores of one or two registers, swaps and exclusive accesses. Registers change only
 * after the last access succeeded (base restored abort model).
 */
final class LoadStore {
    private static final int PRE = 1 << 24;
    private static final int UP = 1 << 23;
    private static final int BYTE = 1 << 22;
    private static final int WRITE_BACK = 1 << 21;
    private static final int LOAD = 1 << 20;

    private final Bus bus;

    LoadStore(Bus bus) {
        this.bus = bus;
    }

    int execute(ArmState s, int operation, int word) {
        bus.begin();
        return switch (operation) {
            case Operation.LOAD_STORE_IMMEDIATE -> wordOrByte(s, word, word & 0xfff);
            case Operation.LOAD_STORE_REGISTER ->
                    wordOrByte(
                            s,
                            word,
                            Shifter.value(
                                    Shifter.byImmediate(
                                            s.r[word & 0xf],
                                            (word >>> 5) & 3,
                                            (word >>> 7) & 0x1f,
                                            s.cFlag)));
            case Operation.LOAD_STORE_EXTRA -> extra(s, word);
            case Operation.SWP -> swap(s, word);
            case Operation.LDREX -> loadExclusive(s, word);
            case Operation.STREX -> storeExclusive(s, word);
            default -> Stop.UNDEFINED;
        };
    }

    private static int base(ArmState s, int word) {
        int rn = (word >>> 16) & 0xf;
        return rn == 15 ? s.r[15] & ~3 : s.r[rn];
    }

    private static int address(int word, int base, int indexed) {
        return (word & PRE) != 0 ? indexed : base;
    }

    private static void writeBack(ArmState s, int word, int indexed) {
        if ((word & PRE) == 0 || (word & WRITE_BACK) != 0) {
            s.r[(word >>> 16) & 0xf] = indexed;
        }
    }

    private int wordOrByte(ArmState s, int word, int offset) {
        int base = base(s, word);
        int indexed = (word & UP) != 0 ? base + offset : base - offset;
        int address = address(word, base, indexed);
        int rd = (word >>> 12) & 0xf;
        boolean bytes = (word & BYTE) != 0;
        if ((word & LOAD) == 0) {
            if (bytes) {
                bus.storeByte(address, s.r[rd]);
            } else {
                bus.storeWord(address, s.r[rd]);
            }
            if (bus.stop != 0) {
                return bus.stop;
            }
            writeBack(s, word, indexed);
            return Outcome.NEXT;
        }
        int value = bytes ? bus.loadByte(address) : bus.loadWord(address);
        if (bus.stop != 0) {
            return bus.stop;
        }
        writeBack(s, word, indexed);
        if (rd == 15) {
            s.branchExchange(value);
            return Outcome.BRANCH;
        }
        s.r[rd] = value;
        return Outcome.NEXT;
    }

    private int extra(ArmState s, int word) {
        boolean immediate = (word & (1 << 22)) != 0;
        int offset = immediate ? ((word >>> 4) & 0xf0) | (word & 0xf) : s.r[word & 0xf];
        int base = base(s, word);
        int indexed = (word & UP) != 0 ? base + offset : base - offset;
        int address = address(word, base, indexed);
        int kind = (word >>> 5) & 3;
        int rd = (word >>> 12) & 0xf;
        if ((word & LOAD) != 0) {
            int value =
                    kind == 1
                            ? bus.loadHalf(address)
                            : kind == 2
                                    ? (byte) bus.loadByte(address)
                                    : (short) bus.loadHalf(address);
            if (bus.stop == 0) {
                writeBack(s, word, indexed);
                s.r[rd] = value;
            }
        } else if (kind == 1) {
            bus.storeHalf(address, s.r[rd]);
            if (bus.stop == 0) {
                writeBack(s, word, indexed);
            }
        } else {
            twoWords(s, word, address, indexed, kind == 3);
        }
        return bus.stop == 0 ? Outcome.NEXT : bus.stop;
    }

    private void twoWords(ArmState s, int word, int address, int indexed, boolean store) {
        int rd = (word >>> 12) & 0xf;
        if (!bus.isAligned(address, 4, store)) {
            return;
        }
        if (store) {
            bus.storeWord(address, s.r[rd]);
            if (bus.stop == 0) {
                bus.storeWord(address + 4, s.r[rd + 1]);
            }
            if (bus.stop == 0) {
                writeBack(s, word, indexed);
            }
            return;
        }
        int low = bus.loadWord(address);
        int high = bus.loadWord(address + 4);
        if (bus.stop == 0) {
            writeBack(s, word, indexed);
            s.r[rd] = low;
            s.r[rd + 1] = high;
        }
    }

    private int swap(ArmState s, int word) {
        int address = s.r[(word >>> 16) & 0xf];
        int source = s.r[word & 0xf];
        boolean bytes = (word & BYTE) != 0;
        if (!bytes && !bus.isAligned(address, 4, true)) {
            return bus.stop;
        }
        int old = bytes ? bus.loadByte(address) : bus.loadWord(address);
        if (bus.stop == 0) {
            if (bytes) {
                bus.storeByte(address, source);
            } else {
                bus.storeWord(address, source);
            }
        }
        if (bus.stop != 0) {
            return bus.stop;
        }
        s.r[(word >>> 12) & 0xf] = old;
        return Outcome.NEXT;
    }

    private int loadExclusive(ArmState s, int word) {
        int address = s.r[(word >>> 16) & 0xf];
        int rd = (word >>> 12) & 0xf;
        int kind = (word >>> 21) & 3;
        if (!bus.isAligned(address, exclusiveSize(kind), false)) {
            return bus.stop;
        }
        int value =
                switch (kind) {
                    case 2 -> bus.loadByte(address);
                    case 3 -> bus.loadHalf(address);
                    default -> bus.loadWord(address);
                };
        int high = kind == 1 ? bus.loadWord(address + 4) : 0;
        if (bus.stop != 0) {
            return bus.stop;
        }
        s.armExclusive(address);
        s.r[rd] = value;
        if (kind == 1) {
            s.r[rd + 1] = high;
        }
        return Outcome.NEXT;
    }

    private int storeExclusive(ArmState s, int word) {
        int address = s.r[(word >>> 16) & 0xf];
        int source = word & 0xf;
        int kind = (word >>> 21) & 3;
        if (!bus.isAligned(address, exclusiveSize(kind), true)) {
            return bus.stop;
        }
        boolean held = s.takeExclusive(address);
        if (held) {
            switch (kind) {
                case 2 -> bus.storeByte(address, s.r[source]);
                case 3 -> bus.storeHalf(address, s.r[source]);
                default -> bus.storeWord(address, s.r[source]);
            }
            if (kind == 1) {
                bus.storeWord(address + 4, s.r[source + 1]);
            }
            if (bus.stop != 0) {
                return bus.stop;
            }
        }
        s.r[(word >>> 12) & 0xf] = held ? 0 : 1;
        return Outcome.NEXT;
    }

    private static int exclusiveSize(int kind) {
        return switch (kind) {
            case 1 -> 8;
            case 2 -> 1;
            case 3 -> 2;
            default -> 4;
        };
    }
}
