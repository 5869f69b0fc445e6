package org.l4emu.server.fs;

/** Time of day in the machine: host time at boot plus virtual time. */
@FunctionalInterface
public interface WallClock {
    /** Nanoseconds since the epoch. */
    long nanos();
}
