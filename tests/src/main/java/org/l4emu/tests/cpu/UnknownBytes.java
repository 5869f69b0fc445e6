package org.l4emu.tests.cpu;

import java.util.HashSet;
import java.util.Set;

/**
 * Bytes that the host's kernel wrote for qemu and that this side therefore cannot know: random
 * bytes, times, file contents. Each is taken over once, from the first register it is loaded into.
 */
final class UnknownBytes {
    private final Set<Integer> addresses = new HashSet<>();
    private int adopted;

    void mark(int address, int bytes) {
        for (int i = 0; i < bytes; i++) {
            addresses.add(address + i);
        }
    }

    boolean isEmpty() {
        return addresses.isEmpty();
    }

    int adopted() {
        return adopted;
    }

    /** The program has stored here: from now on both sides know. */
    void forget(int address, int bytes) {
        for (int i = 0; i < bytes; i++) {
            addresses.remove(address + i);
        }
    }

    /** Takes over those of the bytes that are unknown. */
    void adopt(FlatMemory memory, int address, int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
            if (addresses.remove(address + i)) {
                memory.put(address + i, new byte[] {(byte) (value >>> (8 * i))});
                adopted++;
            }
        }
    }
}
