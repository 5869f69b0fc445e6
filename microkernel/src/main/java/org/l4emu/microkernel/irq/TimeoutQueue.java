package org.l4emu.microkernel.irq;

import java.util.Arrays;
import org.l4emu.microkernel.thread.L4Thread;

/**
 * Threads whose IPC ends at a virtual time: an indexed heap ordered by time, then by the order of
 * entry. A thread is in it at most once and leaves it when its wait ends, so no stale entry can
 * wake it later.
 */
public final class TimeoutQueue {
    private L4Thread[] heap = new L4Thread[16];
    private int size;
    private long entries;

    /** Time of the first timeout; {@link Long#MAX_VALUE} if there is none. */
    public long nextTime() {
        return size == 0 ? Long.MAX_VALUE : heap[0].timeoutAt;
    }

    public L4Thread first() {
        return heap[0];
    }

    public void add(L4Thread thread, long time) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        thread.timeoutAt = time;
        thread.timeoutOrder = entries++;
        place(thread, size++);
        up(thread.timeoutIndex);
    }

    /** Removes the thread if it is waiting here. */
    public void remove(L4Thread thread) {
        int index = thread.timeoutIndex;
        if (index < 0) {
            return;
        }
        thread.timeoutIndex = -1;
        L4Thread last = heap[--size];
        if (last != thread) {
            place(last, index);
            up(index);
            down(last.timeoutIndex);
        }
    }

    private void up(int start) {
        int index = start;
        L4Thread thread = heap[index];
        while (index > 0) {
            L4Thread parent = heap[index - 1 >>> 1];
            if (!before(thread, parent)) {
                break;
            }
            place(parent, index);
            index = index - 1 >>> 1;
        }
        place(thread, index);
    }

    private void down(int start) {
        int index = start;
        L4Thread thread = heap[index];
        while (true) {
            int child = 2 * index + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], thread)) {
                break;
            }
            place(heap[child], index);
            index = child;
        }
        place(thread, index);
    }

    private void place(L4Thread thread, int index) {
        heap[index] = thread;
        thread.timeoutIndex = index;
    }

    private static boolean before(L4Thread a, L4Thread b) {
        return a.timeoutAt != b.timeoutAt
                ? a.timeoutAt < b.timeoutAt
                : a.timeoutOrder < b.timeoutOrder;
    }
}
