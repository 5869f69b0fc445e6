package org.l4emu.server.mm;

import java.util.Arrays;

/**
 * Shared anonymous memory: a file without a name, alive while some area maps it. Its pages appear
 * at the first touch.
 */
final class SharedMemory implements FilePages {
    private final FrameAllocator frames;
    private final int[] pageFrames;
    private int areas;

    /** Creates memory of that many pages, mapped by nobody yet. */
    SharedMemory(FrameAllocator frames, int pages) {
        this.frames = frames;
        pageFrames = new int[pages];
        Arrays.fill(pageFrames, -1);
    }

    @Override
    public int frameForMapping(int index) {
        if (index < 0 || index >= pageFrames.length) {
            return -1;
        }
        if (pageFrames[index] < 0) {
            pageFrames[index] = frames.allocate();
        }
        return pageFrames[index];
    }

    @Override
    public int cachedFrame(int index) {
        return index < 0 || index >= pageFrames.length ? -1 : pageFrames[index];
    }

    @Override
    public long sizeBytes() {
        return (long) pageFrames.length << 12;
    }

    @Override
    public void retain() {
        areas++;
    }

    @Override
    public void release() {
        if (--areas == 0) {
            for (int i = 0; i < pageFrames.length; i++) {
                if (pageFrames[i] >= 0) {
                    frames.release(pageFrames[i]);
                    pageFrames[i] = -1;
                }
            }
        }
    }
}
