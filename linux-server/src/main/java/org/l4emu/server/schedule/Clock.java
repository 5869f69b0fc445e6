package org.l4emu.server.schedule;

import org.l4emu.microkernel.thread.ThreadContext;

/** Virtual time as Linux counts it: nanoseconds since boot, and the wall clock on top of it. */
public final class Clock {
    /** Timer interrupts a second, while somebody needs them. */
    public static final int HZ = 100;

    /** Times of day from here on cannot be set: 30 years before 64 bits of nanoseconds end. */
    static final long SETTING_MAX =
            (Long.MAX_VALUE / 1_000_000_000L - 30L * 365 * 86_400) * 1_000_000_000L;

    private final ThreadContext context;
    private final int ticksPerMicro;
    private long bootNanos;
    private long settingNanos;

    public Clock(ThreadContext context) {
        this.context = context;
        ticksPerMicro = context.instructionsPerMicro();
    }

    /** Sets the wall clock at boot. */
    public void startAt(long nanosSinceEpoch) {
        bootNanos = nanosSinceEpoch;
    }

    /** CLOCK_MONOTONIC and CLOCK_BOOTTIME. */
    public long uptimeNanos() {
        return nanosOf(context.time());
    }

    /** CLOCK_REALTIME. */
    public long wallNanos() {
        return bootNanos + settingNanos + uptimeNanos();
    }

    /** Sets CLOCK_REALTIME; see {@link Clocks#setWall}. */
    void set(long wallNanos) {
        settingNanos = wallNanos - bootNanos - uptimeNanos();
    }

    /** Wall clock minus time since boot: turns absolute wall times into times since boot. */
    public long wallOffsetNanos() {
        return bootNanos + settingNanos;
    }

    /** Nanoseconds of a length of virtual time. */
    public long nanosOf(long ticks) {
        return ticks / ticksPerMicro * 1000 + ticks % ticksPerMicro * 1000 / ticksPerMicro;
    }

    /** First virtual time at which at least {@code nanos} since boot have passed. */
    public long ticksOf(long nanos) {
        long micros = nanos / 1000;
        if (micros > Long.MAX_VALUE / ticksPerMicro - 1) {
            return Long.MAX_VALUE - 1;
        }
        return micros * ticksPerMicro + (nanos % 1000 * ticksPerMicro + 999) / 1000;
    }

    /** Virtual time that is {@code nanos} from now. */
    public long deadlineAfter(long nanos) {
        long length = ticksOf(nanos);
        long now = context.time();
        return length > Long.MAX_VALUE - 1 - now ? Long.MAX_VALUE - 1 : now + length;
    }
}
