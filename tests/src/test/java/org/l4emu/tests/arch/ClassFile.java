package org.l4emu.tests.arch;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads from a class file how many bytes of code each method has; ignores everything else. */
final class ClassFile {
    private static final int MAGIC = 0xCAFEBABE;

    private ClassFile() {}

    /** Method name and descriptor, to the length of its code. */
    static Map<String, Integer> codeSizes(InputStream classFile) throws IOException {
        DataInputStream in = new DataInputStream(classFile);
        if (in.readInt() != MAGIC) {
            throw new IOException("not a class file");
        }
        in.readInt();
        String[] names = readConstantPool(in);
        in.skipNBytes(6);
        in.skipNBytes(2L * in.readUnsignedShort());
        readMembers(in, names);
        return readMembers(in, names);
    }

    private static String[] readConstantPool(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        String[] names = new String[count];
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> names[i] = in.readUTF();
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++; // a long or double takes two entries
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> throw new IOException("constant pool tag " + tag);
            }
        }
        return names;
    }

    private static Map<String, Integer> readMembers(DataInputStream in, String[] names)
            throws IOException {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        int members = in.readUnsignedShort();
        for (int i = 0; i < members; i++) {
            in.readUnsignedShort();
            String member = names[in.readUnsignedShort()] + names[in.readUnsignedShort()];
            int attributes = in.readUnsignedShort();
            for (int a = 0; a < attributes; a++) {
                String attribute = names[in.readUnsignedShort()];
                long length = Integer.toUnsignedLong(in.readInt());
                if (attribute.equals("Code")) {
                    in.readInt();
                    sizes.put(member, in.readInt());
                    length -= 8;
                }
                in.skipNBytes(length);
            }
        }
        return sizes;
    }
}
