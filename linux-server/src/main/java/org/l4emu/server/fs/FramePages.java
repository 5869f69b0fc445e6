package org.l4emu.server.fs;

import org.l4emu.server.mm.FrameAllocator;
import org.l4emu.server.mm.PhysicalWindow;

/** The page store of a machine: the server's own frames. */
public final class FramePages implements PageStore {
    private final FrameAllocator frames;
    private final PhysicalWindow memory;

    public FramePages(FrameAllocator frames, PhysicalWindow memory) {
        this.frames = frames;
        this.memory = memory;
    }

    @Override
    public int allocate() {
        return frames.allocate();
    }

    @Override
    public void retain(int frame) {
        frames.retain(frame);
    }

    @Override
    public void release(int frame) {
        frames.release(frame);
    }

    @Override
    public byte[] bytes(int frame) {
        return memory.bytes(frame);
    }

    @Override
    public byte[] writable(int frame) {
        return memory.writable(frame);
    }

    @Override
    public int totalPages() {
        return frames.totalCount();
    }
}
