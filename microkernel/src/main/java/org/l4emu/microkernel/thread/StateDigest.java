package org.l4emu.microkernel.thread;

/**
 * Running 64-bit hash of machine state (FNV-1a over 64-bit words, finished by a mixer). Fed in a
 * fixed order, so two machines in the same state have the same digest in every JVM.
 */
public final class StateDigest {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private long hash = OFFSET;

    public void put(long word) {
        hash = (hash ^ word) * PRIME;
        hash ^= hash >>> 29;
    }

    public void put(boolean flag) {
        put(flag ? 1 : 0);
    }

    public void put(String text) {
        put(text.length());
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    public void put(byte[] bytes, int offset, int length) {
        put(length);
        int i = offset;
        int end = offset + length;
        for (; i + 8 <= end; i += 8) {
            put((long) LONGS.get(bytes, i));
        }
        for (; i < end; i++) {
            put(bytes[i]);
        }
    }

    public long value() {
        long h = hash;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        return h ^ h >>> 33;
    }

    private static final java.lang.invoke.VarHandle LONGS =
            java.lang.invoke.MethodHandles.byteArrayViewVarHandle(
                    long[].class, java.nio.ByteOrder.LITTLE_ENDIAN);
}
