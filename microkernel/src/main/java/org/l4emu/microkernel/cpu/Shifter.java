package org.l4emu.microkernel.cpu;

/** The barrel shifter: value in the low, carry out (0 or 1) in the high half of a long. */
final class Shifter {
    private Shifter() {}

    static int value(long shifted) {
        return (int) shifted;
    }

    static int carry(long shifted) {
        return (int) (shifted >>> 32);
    }

    static long of(int value, int carry) {
        return (value & 0xffffffffL) | ((long) carry << 32);
    }

    static long immediate(int word, int carryIn) {
        int rotation = (word >>> 7) & 0x1e;
        int value = Integer.rotateRight(word & 0xff, rotation);
        return of(value, rotation == 0 ? carryIn : value >>> 31);
    }

    /** Amounts of zero mean: LSL none, LSR and ASR 32, ROR one place through the carry. */
    static long byImmediate(int value, int type, int amount, int carryIn) {
        if (amount != 0) {
            return byRegister(value, type, amount, carryIn);
        }
        return switch (type) {
            case 0 -> of(value, carryIn);
            case 1 -> of(0, value >>> 31);
            case 2 -> of(value >> 31, value >>> 31);
            default -> of((carryIn << 31) | (value >>> 1), value & 1);
        };
    }

    /** Amount 0 to 255, the low byte of a register. */
    static long byRegister(int value, int type, int amount, int carryIn) {
        if (amount == 0) {
            return of(value, carryIn);
        }
        return switch (type) {
            case 0 -> left(value, amount);
            case 1 -> right(value, amount);
            case 2 -> {
                int places = Math.min(amount, 32);
                yield of(
                        value >> Math.min(places, 31),
                        places == 32 ? value >>> 31 : (value >>> (places - 1)) & 1);
            }
            default -> {
                int rotated = Integer.rotateRight(value, amount);
                yield of(rotated, rotated >>> 31);
            }
        };
    }

    private static long left(int value, int amount) {
        if (amount < 32) {
            return of(value << amount, (value >>> (32 - amount)) & 1);
        }
        return of(0, amount == 32 ? value & 1 : 0);
    }

    private static long right(int value, int amount) {
        if (amount < 32) {
            return of(value >>> amount, (value >>> (amount - 1)) & 1);
        }
        return of(0, amount == 32 ? value >>> 31 : 0);
    }
}
