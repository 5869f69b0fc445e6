package org.l4emu.tests.cpu;

/** The barrel shifter once more, apart from the one under test. */
final class Shifts {
    private Shifts() {}

    /** A register operand shifted by an immediate amount as it is encoded. */
    static int byImmediate(int value, int type, int amount, int carry) {
        return switch (type) {
            case 0 -> value << amount;
            case 1 -> amount == 0 ? 0 : value >>> amount;
            case 2 -> value >> (amount == 0 ? 31 : amount);
            default ->
                    amount == 0
                            ? (carry << 31) | (value >>> 1)
                            : Integer.rotateRight(value, amount);
        };
    }

    /** The immediate operand of a data-processing instruction. */
    static int immediate(int word) {
        return Integer.rotateRight(word & 0xff, ((word >>> 8) & 0xf) * 2);
    }
}
