package org.l4emu.microkernel.thread;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.memory.AddressSpace;

/** An L4 task: an address space and its threads. Its number is recycled, its version is not. */
public final class L4Task {
    private static final int PRIORITY_MAX = 255;

    private final int number;
    private final int version;
    private final ThreadId chief;
    private final AddressSpace space;
    private int mcp = PRIORITY_MAX;
    private @Nullable L4Thread[] threads = new @Nullable L4Thread[2];
    private int threadsEnd;

    public L4Task(int number, int version, ThreadId chief, AddressSpace space) {
        this.number = number;
        this.version = version;
        this.chief = chief;
        this.space = space;
    }

    public int number() {
        return number;
    }

    public int version() {
        return version;
    }

    /** The thread whose task alone may delete or recreate this one. */
    public ThreadId chief() {
        return chief;
    }

    /** Maximum controlled priority: its threads give nobody a higher one. */
    public int mcp() {
        return mcp;
    }

    public void setMcp(int priority) {
        mcp = priority;
    }

    public AddressSpace space() {
        return space;
    }

    public @Nullable L4Thread thread(int lthread) {
        return lthread < threads.length ? threads[lthread] : null;
    }

    /** One more than the highest lthread number in use. */
    public int threadsEnd() {
        return threadsEnd;
    }

    public void add(L4Thread thread) {
        int lthread = thread.id().lthread();
        if (lthread >= threads.length) {
            threads = Arrays.copyOf(threads, Math.max(lthread + 1, threads.length * 2));
        }
        threads[lthread] = thread;
        threadsEnd = Math.max(threadsEnd, lthread + 1);
    }
}
