package org.l4emu.microkernel.memory;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;

/** The machine's RAM: frames 0 … n−1, created when first named. */
public final class PhysicalMemory {
    /** Largest RAM in bytes: one gigabyte, so the server can map it one to one below its code. */
    public static final long SIZE_MAX_BYTES = 1L << 30;

    private final @Nullable Frame[] frames;

    public PhysicalMemory(long sizeBytes) {
        if (sizeBytes < 1 << 20 || sizeBytes > SIZE_MAX_BYTES || (sizeBytes & 0xfff) != 0) {
            throw new IllegalArgumentException(
                    "memory is " + sizeBytes + " bytes, expected whole pages, 1 MiB to 1 GiB");
        }
        frames = new @Nullable Frame[(int) (sizeBytes >>> Flexpage.PAGE_SIZE_LOG2)];
    }

    /** Number of frames. */
    public int frameCount() {
        return frames.length;
    }

    public Frame frame(int number) {
        Frame frame = frames[number];
        if (frame == null) {
            frame = new Frame(number);
            frames[number] = frame;
        }
        return frame;
    }

    public void digest(StateDigest digest) {
        for (int i = 0; i < frames.length; i++) {
            Frame frame = frames[i];
            if (frame != null && frame.isTouched()) {
                digest.put(i);
                digest.put(frame.bytes(), 0, Flexpage.PAGE_SIZE);
            }
        }
    }
}
