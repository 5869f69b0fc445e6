package org.l4emu.microkernel.irq;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.StateDigest;

/**
 * Interrupt lines: who is attached to each, and whether one is latched. A line that fires without a
 * waiting thread is remembered once.
 */
public final class InterruptController {
    /** The interval timer's line. */
    public static final int TIMER_LINE = 0;

    /** The console's line. */
    public static final int CONSOLE_LINE = 1;

    /** Lines there are. */
    public static final int LINES = 16;

    private final @Nullable L4Thread[] attached = new @Nullable L4Thread[LINES];
    private final boolean[] latched = new boolean[LINES];

    public @Nullable L4Thread attached(int line) {
        return attached[line];
    }

    public void attach(int line, L4Thread thread) {
        attached[line] = thread;
    }

    public void detachAll(L4Thread thread) {
        for (int line = 0; line < LINES; line++) {
            if (attached[line] == thread) {
                attached[line] = null;
            }
        }
    }

    public void latch(int line) {
        latched[line] = true;
    }

    /** True, once, if the line fired since it was last taken. */
    public boolean take(int line) {
        boolean was = latched[line];
        latched[line] = false;
        return was;
    }

    public boolean isLatched(int line) {
        return latched[line];
    }

    public void digest(StateDigest digest) {
        for (int line = 0; line < LINES; line++) {
            L4Thread thread = attached[line];
            digest.put(thread == null ? -1 : thread.serial());
            digest.put(latched[line]);
        }
    }
}
