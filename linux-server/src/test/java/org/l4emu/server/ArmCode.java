package org.l4emu.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes small ARM programs for tests: constants into registers, system calls, branches. Code is at
 * 0x10000, 64 KiB of zeros to write at {@link #DATA}, strings behind the code.
 */
public final class ArmCode {
    /** Writable memory. */
    public static final int DATA = 0x40000;

    public static final int ALWAYS = 0xe;
    public static final int EQUAL = 0x0;
    public static final int NOT_EQUAL = 0x1;

    private static final int CODE = 0x10000;
    private static final int HEADER_BYTES = 0x100;
    private static final int STRINGS = 0x8000;
    private static final int SIZE = 0x10000;
    private static final int SCRATCH = 12;

    private final List<Integer> words = new ArrayList<>();
    private final List<int[]> branches = new ArrayList<>();
    private final int[] labels = new int[32];
    private final ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private int strings = STRINGS;

    private ArmCode word(int word) {
        words.add(word);
        return this;
    }

    /** movw, movt. */
    public ArmCode set(int register, int value) {
        word(0xe3000000 | register << 12 | (value >>> 12 & 0xf) << 16 | (value & 0xfff));
        int high = value >>> 16;
        return word(0xe3400000 | register << 12 | (high >>> 12) << 16 | (high & 0xfff));
    }

    public ArmCode move(int target, int source) {
        return word(0xe1a00000 | target << 12 | source);
    }

    public ArmCode compare(int register, int small) {
        return word(0xe3500000 | register << 16 | small);
    }

    public ArmCode load(int register, int address) {
        set(SCRATCH, address);
        return word(0xe59c0000 | register << 12);
    }

    public ArmCode store(int register, int address) {
        set(SCRATCH, address);
        return word(0xe58c0000 | register << 12);
    }

    /** Stores a constant; changes r11 and r12. */
    public ArmCode put(int address, int value) {
        return set(11, value).store(11, address);
    }

    /** One instruction. */
    public ArmCode raw(int instruction) {
        return word(instruction);
    }

    public ArmCode label(int number) {
        labels[number] = words.size();
        return this;
    }

    public ArmCode branch(int condition, int label) {
        branches.add(new int[] {words.size(), label});
        return word(condition << 28 | 0x0a000000);
    }

    /** Address of a label that was placed before. */
    public int addressOf(int label) {
        return CODE + HEADER_BYTES + 4 * labels[label];
    }

    /** Address of a string behind the code. */
    public int string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int address = CODE + strings;
        for (byte b : bytes) {
            file.put(strings++, b);
        }
        strings++;
        return address;
    }

    /** A system call with constant arguments from r0 on; arguments not given stay as they are. */
    public ArmCode call(int number, int... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            set(i, arguments[i]);
        }
        set(7, number);
        return word(0xef000000);
    }

    public ArmCode exit(int status) {
        return call(248, status);
    }

    /** The ELF file. */
    public byte[] build() {
        for (int[] branch : branches) {
            int offset = labels[branch[1]] - branch[0] - 2;
            words.set(branch[0], words.get(branch[0]) | (offset & 0xffffff));
        }
        for (int i = 0; i < words.size(); i++) {
            file.putInt(HEADER_BYTES + 4 * i, words.get(i));
        }
        file.putInt(0, 0x464c457f).putInt(4, 0x00010101);
        file.putShort(16, (short) 2).putShort(18, (short) 40).putInt(20, 1);
        file.putInt(24, CODE + HEADER_BYTES).putInt(28, 52).putInt(36, 0x5000200);
        file.putShort(40, (short) 52).putShort(42, (short) 32).putShort(44, (short) 2);
        header(52, 0, CODE, SIZE, SIZE, 5);
        header(84, 0, DATA, 0, 0x10000, 6);
        return file.array();
    }

    private void header(int at, int offset, int address, int bytes, int memory, int flags) {
        file.putInt(at, 1).putInt(at + 4, offset).putInt(at + 8, address).putInt(at + 12, address);
        file.putInt(at + 16, bytes).putInt(at + 20, memory).putInt(at + 24, flags);
        file.putInt(at + 28, 0x1000);
    }
}
