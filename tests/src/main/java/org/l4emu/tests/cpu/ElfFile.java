package org.l4emu.tests.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A static ARM program of one segment that may be read, written and executed. */
final class ElfFile {
    private static final int HEADER_BYTES = 4096;

    private final int base;
    private final byte[] image;
    private final int entry;

    ElfFile(int base, byte[] image, int entry) {
        this.base = base;
        this.image = image;
        this.entry = entry;
    }

    int entry() {
        return entry;
    }

    /** A copy of what lies at the base. */
    byte[] image() {
        return image.clone();
    }

    /** The file: headers in a page of their own, which is loaded too, below the base. */
    byte[] bytes() {
        ByteBuffer out =
                ByteBuffer.allocate(HEADER_BYTES + image.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        out.putShort((short) 2).putShort((short) 40).putInt(1).putInt(entry);
        out.putInt(52).putInt(0).putInt(0x05000200);
        out.putShort((short) 52).putShort((short) 32).putShort((short) 1);
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        out.putInt(1).putInt(0).putInt(base - HEADER_BYTES).putInt(base - HEADER_BYTES);
        int size = HEADER_BYTES + image.length;
        out.putInt(size).putInt(size).putInt(7).putInt(4096);
        out.position(HEADER_BYTES);
        out.put(image);
        return out.array();
    }

    FlatMemory load() {
        FlatMemory memory = new FlatMemory();
        byte[] all = bytes();
        memory.map(base - HEADER_BYTES, all.length);
        memory.put(base - HEADER_BYTES, all);
        return memory;
    }
}
