package org.l4emu.server.schedule;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;

/** How user programs write a {@code struct timespec}: two 32-bit words, or two 64-bit ones. */
public enum TimeFormat {
    SHORT,
    LONG;

    /** Nanoseconds of a second. */
    public static final long SECOND = 1_000_000_000L;

    private static final long SECONDS_MAX = Long.MAX_VALUE / SECOND - 1;

    /** Size of a time. */
    public int bytes() {
        return this == SHORT ? 8 : 16;
    }

    /** Reads a time; −1 if it is negative or not normal. Times too long become the longest. */
    public long timespec(UserMemory user, Task task, int address) {
        long seconds;
        long nanos;
        if (this == SHORT) {
            seconds = user.getInt(task, address);
            nanos = user.getInt(task, address + 4);
        } else {
            seconds = user.getLong(task, address);
            nanos = user.getInt(task, address + 8);
        }
        if (seconds < 0 || nanos < 0 || nanos >= SECOND) {
            return -1;
        }
        return Math.min(seconds, SECONDS_MAX) * SECOND + nanos;
    }

    /** Stores a time. */
    public void store(UserMemory user, Task task, int address, long nanos) {
        if (this == SHORT) {
            user.setInt(task, address, (int) (nanos / SECOND));
            user.setInt(task, address + 4, (int) (nanos % SECOND));
        } else {
            user.setLong(task, address, nanos / SECOND);
            user.setLong(task, address + 8, nanos % SECOND);
        }
    }
}
