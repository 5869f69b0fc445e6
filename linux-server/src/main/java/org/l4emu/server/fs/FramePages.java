package org.l4emu.server.fs;

import org.l4emu.server.mm.FilePages;
import org.l4emu.server.mm.FrameAllocator;
import org.l4emu.server.mm.PhysicalWindow;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/** The page store of a machine: the server's own frames. */
public final class FramePages implements PageStore {
    private final FrameAllocator frames;
    private final PhysicalWindow memory;
    private final Processes processes;

    public FramePages(FrameAllocator frames, PhysicalWindow memory, Processes processes) {
        this.frames = frames;
        this.memory = memory;
        this.processes = processes;
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
    public void forgetMappings(FilePages file, int firstPage) {
        for (ThreadGroup group : processes.all()) {
            for (Task task : group.threads()) {
                if (task.hasMm()) {
                    task.mm().forgetFilePages(file, firstPage);
                    break;
                }
            }
        }
    }

    @Override
    public int totalPages() {
        return frames.totalCount();
    }
}
