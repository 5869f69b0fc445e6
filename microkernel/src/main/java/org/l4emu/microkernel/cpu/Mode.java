package org.l4emu.microkernel.cpu;

/** The seven processor modes: CPSR bits and the bank that holds SP, LR and SPSR. */
public enum Mode {
    USER(0x10, 0),
    FIQ(0x11, 1),
    IRQ(0x12, 2),
    SUPERVISOR(0x13, 3),
    ABORT(0x17, 4),
    UNDEFINED(0x1b, 5),
    SYSTEM(0x1f, 0);

    static final int BANKS = 6;

    private final int bits;
    private final int bank;

    Mode(int bits, int bank) {
        this.bits = bits;
        this.bank = bank;
    }

    public int bits() {
        return bits;
    }

    /** Bank 0 is shared by user and system mode and has no SPSR. */
    int bank() {
        return bank;
    }

    boolean hasSpsr() {
        return bank != 0;
    }

    static boolean exists(int cpsr) {
        return switch (cpsr & 0x1f) {
            case 0x10, 0x11, 0x12, 0x13, 0x17, 0x1b, 0x1f -> true;
            default -> false;
        };
    }

    /** Bits that name no mode select user mode: the architecture leaves them unpredictable. */
    public static Mode of(int cpsr) {
        return switch (cpsr & 0x1f) {
            case 0x11 -> FIQ;
            case 0x12 -> IRQ;
            case 0x13 -> SUPERVISOR;
            case 0x17 -> ABORT;
            case 0x1b -> UNDEFINED;
            case 0x1f -> SYSTEM;
            default -> USER;
        };
    }
}
