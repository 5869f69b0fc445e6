package org.l4emu.server.fs;

import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;

/** Memory of a task: one range, or the ranges of an iovec array in turn. */
public final class UserBuffer extends IoBuffer {
    private static final int[] NONE = {};

    private final UserMemory memory;
    private final Task task;
    private final int[] ranges;
    private int next;
    private int address;
    private int left;
    private int remaining;

    /** One range. */
    public UserBuffer(UserMemory memory, Task task, int address, int length) {
        this.memory = memory;
        this.task = task;
        this.address = address;
        left = length;
        remaining = length;
        ranges = NONE;
    }

    /**
     * Several ranges.
     *
     * @param ranges address and length by turns, as an iovec array has them
     * @param total sum of the lengths
     */
    public UserBuffer(UserMemory memory, Task task, int[] ranges, int total) {
        this.memory = memory;
        this.task = task;
        this.ranges = ranges;
        remaining = total;
    }

    @Override
    public int remaining() {
        return remaining;
    }

    @Override
    protected int moveIn(byte[] source, int offset, int length) {
        int moved = 0;
        try {
            while (moved < length) {
                int n = chunk(length - moved);
                memory.copyOut(task, address, source, offset + moved, n);
                advance(n);
                moved += n;
            }
        } catch (UserFault bad) {
            return moved;
        }
        return moved;
    }

    @Override
    protected int moveOut(byte[] target, int offset, int length) {
        int moved = 0;
        try {
            while (moved < length) {
                int n = chunk(length - moved);
                memory.copyIn(task, address, target, offset + moved, n);
                advance(n);
                moved += n;
            }
        } catch (UserFault bad) {
            return moved;
        }
        return moved;
    }

    /** Bytes that go in one piece: a fault inside one page leaves the pages before it moved. */
    private int chunk(int wanted) {
        while (left == 0) {
            address = ranges[next];
            left = ranges[next + 1];
            next += 2;
        }
        int toPageEnd = PageStore.PAGE_BYTES - (address & (PageStore.PAGE_BYTES - 1));
        return Math.min(Math.min(wanted, left), toPageEnd);
    }

    private void advance(int n) {
        address += n;
        left -= n;
        remaining -= n;
    }

    @Override
    protected void skip() {
        remaining = 0;
    }
}
