package org.l4emu.microkernel.schedule;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.L4Thread;

/** Ready threads: one first-in-first-out list for each of 256 priorities, and a bit map of them. */
public final class RunQueue {
    private static final int PRIORITIES = 256;

    private final @Nullable L4Thread[] heads = new @Nullable L4Thread[PRIORITIES];
    private final @Nullable L4Thread[] tails = new @Nullable L4Thread[PRIORITIES];
    private final long[] occupied = new long[PRIORITIES / 64];
    private int size;

    public int size() {
        return size;
    }

    public void append(L4Thread thread) {
        int priority = thread.priority();
        L4Thread tail = tails[priority];
        thread.queuePrevious = tail;
        thread.queueNext = null;
        if (tail == null) {
            heads[priority] = thread;
            occupied[priority >>> 6] |= 1L << priority;
        } else {
            tail.queueNext = thread;
        }
        tails[priority] = thread;
        size++;
    }

    public void remove(L4Thread thread) {
        int priority = thread.priority();
        L4Thread previous = thread.queuePrevious;
        L4Thread next = thread.queueNext;
        if (previous == null) {
            heads[priority] = next;
        } else {
            previous.queueNext = next;
        }
        if (next == null) {
            tails[priority] = previous;
        } else {
            next.queuePrevious = previous;
        }
        if (heads[priority] == null) {
            occupied[priority >>> 6] &= ~(1L << priority);
        }
        thread.queueNext = null;
        thread.queuePrevious = null;
        size--;
    }

    /** End of a time slice: behind all others of its priority. */
    public void rotate(L4Thread thread) {
        if (thread.queueNext != null) {
            remove(thread);
            append(thread);
        }
    }

    /** The highest priority that has a ready thread; −1 if there is none. */
    public int highestPriority() {
        for (int word = occupied.length - 1; word >= 0; word--) {
            if (occupied[word] != 0) {
                return word * 64 + 63 - Long.numberOfLeadingZeros(occupied[word]);
            }
        }
        return -1;
    }

    public @Nullable L4Thread head(int priority) {
        return heads[priority];
    }

    /** The {@code index}-th ready thread, most urgent first, in queue order. */
    public L4Thread thread(int index) {
        int left = index;
        for (int word = occupied.length - 1; word >= 0; word--) {
            for (long bits = occupied[word]; bits != 0; ) {
                int bit = 63 - Long.numberOfLeadingZeros(bits);
                bits &= ~(1L << bit);
                for (L4Thread t = heads[word * 64 + bit]; t != null; t = t.queueNext) {
                    if (left-- == 0) {
                        return t;
                    }
                }
            }
        }
        throw new IndexOutOfBoundsException("ready thread " + index + " of " + size);
    }
}
