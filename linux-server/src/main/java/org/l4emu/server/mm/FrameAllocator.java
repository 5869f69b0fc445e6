package org.l4emu.server.mm;

import java.util.Arrays;

/**
 * The server's free frames and how many users each allocated one has (page tables, page cache,
 * exclusive pages). Lowest free number first after never-used ones, so runs repeat.
 */
public final class FrameAllocator {
    private final PhysicalWindow memory;
    private final int[] users;
    private final int[] freed;
    private int freedCount;
    private int nextFresh;
    private int allocated;

    /**
     * Creates the allocator.
     *
     * @param first first frame to give out
     * @param end one more than the last
     */
    public FrameAllocator(PhysicalWindow memory, int first, int end) {
        this.memory = memory;
        users = new int[end];
        freed = new int[end - first];
        nextFresh = first;
    }

    /**
     * Allocates a frame of zeros with one user.
     *
     * @return frame number; −1 if there is none
     */
    public int allocate() {
        boolean used = freedCount > 0;
        int frame = allocateUncleared();
        if (used) {
            Arrays.fill(memory.writable(frame), (byte) 0);
        }
        return frame;
    }

    /**
     * Allocates a frame whose contents the caller overwrites completely.
     *
     * @return frame number; −1 if there is none
     */
    int allocateUncleared() {
        int frame;
        if (freedCount > 0) {
            frame = freed[--freedCount];
        } else if (nextFresh < users.length) {
            frame = nextFresh++;
        } else {
            return -1;
        }
        users[frame] = 1;
        allocated++;
        return frame;
    }

    /** One more user. */
    public void retain(int frame) {
        users[frame]++;
    }

    /** One user less; the frame is free when the last is gone. */
    public void release(int frame) {
        if (--users[frame] == 0) {
            freed[freedCount++] = frame;
            allocated--;
        }
        if (users[frame] < 0) {
            throw new IllegalStateException("frame " + frame + " released once too often");
        }
    }

    public int users(int frame) {
        return users[frame];
    }

    public int allocatedCount() {
        return allocated;
    }

    public int totalCount() {
        return users.length;
    }
}
