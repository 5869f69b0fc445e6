package org.l4emu.microkernel.cpu;

/** The exception vectors at 0xFFFF0000: mode entered and what the banked LR holds. */
public enum Vector {
    RESET(0x00, Mode.SUPERVISOR, 0, 0),
    UNDEFINED(0x04, Mode.UNDEFINED, 4, 2),
    SVC(0x08, Mode.SUPERVISOR, 4, 2),
    PREFETCH_ABORT(0x0c, Mode.ABORT, 4, 4),
    DATA_ABORT(0x10, Mode.ABORT, 8, 8),
    IRQ(0x18, Mode.IRQ, 4, 4),
    FIQ(0x1c, Mode.FIQ, 4, 4);

    public static final int BASE = 0xFFFF0000;

    private final int offset;
    private final Mode mode;
    private final int armLrOffset;
    private final int thumbLrOffset;

    /** A copy kept, since values() makes one at each call. */
    private static final Vector[] ALL = values();

    Vector(int offset, Mode mode, int armLrOffset, int thumbLrOffset) {
        this.offset = offset;
        this.mode = mode;
        this.armLrOffset = armLrOffset;
        this.thumbLrOffset = thumbLrOffset;
    }

    public int address() {
        return BASE + offset;
    }

    public Mode mode() {
        return mode;
    }

    /** Distance from the instruction concerned to the value of the banked LR. */
    int lrOffset(boolean thumb) {
        return thumb ? thumbLrOffset : armLrOffset;
    }

    /** True where the instruction concerned is done (or skipped) and LR names the next one. */
    boolean returnsToNext() {
        return this == UNDEFINED || this == SVC;
    }

    /**
     * @return the vector at this address
     * @throws IllegalStateException if no vector lies there
     */
    static Vector at(int address) {
        for (Vector vector : ALL) {
            if (vector.address() == address) {
                return vector;
            }
        }
        throw new IllegalStateException(
                String.format("pc 0x%08x is not at an exception vector", address));
    }
}
