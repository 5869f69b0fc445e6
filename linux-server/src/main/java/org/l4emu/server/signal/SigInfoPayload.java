package org.l4emu.server.signal;

import java.util.Arrays;
import org.l4emu.microkernel.thread.StateDigest;

/** The words of a siginfo that the kernel keeps; immutable. */
public final class SigInfoPayload {
    /** Words a queued signal keeps on ARM: number, errno, code, and five of the union. */
    public static final int WORDS = 8;

    private final int[] words;

    private SigInfoPayload(int[] words) {
        this.words = words;
    }

    /** Keeps the first {@link #WORDS} words. */
    static SigInfoPayload of(int[] words) {
        return new SigInfoPayload(Arrays.copyOf(words, WORDS));
    }

    void copyTo(int[] target) {
        System.arraycopy(words, 0, target, 0, WORDS);
    }

    void digest(StateDigest digest) {
        for (int word : words) {
            digest.put(word);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigInfoPayload payload && Arrays.equals(words, payload.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return Arrays.toString(words);
    }
}
