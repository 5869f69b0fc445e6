package org.l4emu.server.fs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds what getdents and getdents64 return.
 *
 * <pre>
 *   linux_dirent64: ino 0 (64)  next 8 (64)  length 16 (16)  type 18 (8)  name 19, NUL; 8-aligned
 *   linux_dirent:   ino 0 (32)  next 4 (32)  length 8 (16)   name 10, NUL; type last; 4-aligned
 * </pre>
 */
final class EntryRecords implements Directory.EntrySink {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final boolean wide;
    private int length;
    private long next;
    private boolean full;

    EntryRecords(int size, boolean wide) {
        bytes = new byte[size];
        this.wide = wide;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Cookie to go on from. */
    long next() {
        return next;
    }

    /** An entry did not fit. */
    boolean isFull() {
        return full;
    }

    @Override
    public boolean entry(String name, int inodeNumber, int type, long nextCookie) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        int size = wide ? text.length + 20 + 7 & ~7 : text.length + 12 + 3 & ~3;
        if (length + size > bytes.length) {
            full = true;
            return false;
        }
        byte kind = (byte) Mode.directoryEntryType(type);
        if (wide) {
            LONGS.set(bytes, length, (long) inodeNumber);
            LONGS.set(bytes, length + 8, nextCookie);
            SHORTS.set(bytes, length + 16, (short) size);
            bytes[length + 18] = kind;
            System.arraycopy(text, 0, bytes, length + 19, text.length);
        } else {
            INTS.set(bytes, length, inodeNumber);
            INTS.set(bytes, length + 4, (int) nextCookie);
            SHORTS.set(bytes, length + 8, (short) size);
            System.arraycopy(text, 0, bytes, length + 10, text.length);
            bytes[length + size - 1] = kind;
        }
        length += size;
        next = nextCookie;
        return true;
    }
}
