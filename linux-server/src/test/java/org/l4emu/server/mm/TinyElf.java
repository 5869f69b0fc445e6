package org.l4emu.server.mm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small ARM ELF files: headers, and segments at the offsets the test chooses. */
final class TinyElf {
    static final int EXECUTABLE = 2;
    static final int SHARED_OBJECT = 3;
    static final int TEXT = 5;
    static final int DATA = 6;

    private final ByteBuffer bytes;
    private final List<int[]> headers = new ArrayList<>();
    private final int type;
    private final int entry;

    TinyElf(int size, int type, int entry) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        this.type = type;
        this.entry = entry;
        for (int i = 0; i < size; i++) {
            bytes.put(i, (byte) (i >>> 8 | 0x80));
        }
    }

    /** Text at 0x10000, data at 0x21000 (0x104 bytes of file, 0x2004 of memory). */
    static TinyElf ordinary() {
        return new TinyElf(0x1104, EXECUTABLE, 0x10100)
                .load(0, 0x10000, 0x1000, 0x1000, TEXT)
                .load(0x1000, 0x21000, 0x104, 0x2004, DATA)
                .header(ProgramHeader.GNU_STACK, 0, 0, 0, 0, 6);
    }

    TinyElf load(int offset, int address, int fileBytes, int memoryBytes, int flags) {
        return header(ProgramHeader.LOAD, offset, address, fileBytes, memoryBytes, flags);
    }

    TinyElf header(int kind, int offset, int address, int fileBytes, int memoryBytes, int flags) {
        headers.add(
                new int[] {kind, offset, address, address, fileBytes, memoryBytes, flags, 0x1000});
        return this;
    }

    TinyElf interpreter(String path, int offset) {
        byte[] name = (path + "\0").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < name.length; i++) {
            bytes.put(offset + i, name[i]);
        }
        return header(ProgramHeader.INTERP, offset, 0, name.length, name.length, 4);
    }

    byte[] build() {
        bytes.putInt(0, 0x464c457f).putInt(4, 0x00010101).putLong(8, 0);
        bytes.putShort(16, (short) type).putShort(18, (short) 40).putInt(20, 1);
        bytes.putInt(24, entry).putInt(28, 52).putInt(32, 0).putInt(36, 0x5000200);
        bytes.putShort(40, (short) 52).putShort(42, (short) 32);
        bytes.putShort(44, (short) headers.size());
        for (int i = 0; i < headers.size(); i++) {
            for (int word = 0; word < 8; word++) {
                bytes.putInt(52 + 32 * i + 4 * word, headers.get(i)[word]);
            }
        }
        return bytes.array().clone();
    }
}
