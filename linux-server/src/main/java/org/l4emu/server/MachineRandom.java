package org.l4emu.server;

import org.l4emu.microkernel.thread.StateDigest;

/** The server's random generator (SplitMix64), seeded once at boot with the host's entropy. */
public final class MachineRandom {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** Starts the sequence a seed stands for. */
    public void seed(long seed) {
        state = seed;
    }

    public long next() {
        state += GAMMA;
        long z = state;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; ) {
            long word = next();
            for (int k = 0; k < 8 && i < count; k++) {
                bytes[i++] = (byte) (word >>> 8 * k);
            }
        }
        return bytes;
    }

    void digest(StateDigest digest) {
        digest.put(state);
    }
}
