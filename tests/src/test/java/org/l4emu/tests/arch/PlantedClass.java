package org.l4emu.tests.arch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Writes a class file with one method of a wanted size, which no compiler would be asked for. */
final class PlantedClass {
    private static final int RETURN = 0xB1;

    private PlantedClass() {}

    static byte[] withCodeBytes(int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xCAFEBABE);
        out.writeInt(61);
        out.writeShort(8);
        utf(out, "Planted");
        out.write(7);
        out.writeShort(1);
        out.write(5); // a long takes the entries 3 and 4
        out.writeLong(1L);
        utf(out, "planted");
        utf(out, "()V");
        utf(out, "Code");
        shorts(out, 0, 2, 0, 0, 0);
        shorts(out, 1, 0, 5, 6, 1, 7);
        out.writeInt(12 + size);
        shorts(out, 0, 1);
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.write(RETURN);
        }
        shorts(out, 0, 0, 0);
        return bytes.toByteArray();
    }

    private static void utf(DataOutputStream out, String text) throws IOException {
        out.write(1);
        out.writeUTF(text);
    }

    private static void shorts(DataOutputStream out, int... values) throws IOException {
        for (int value : values) {
            out.writeShort(value);
        }
    }
}
