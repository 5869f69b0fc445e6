package org.l4emu.workbench.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.environment.Environment;
import org.l4emu.microkernel.schedule.SchedulingPoint;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.workbench.HostConsole;

/**
 * The host as a live machine meets it: console input when the machine asks for it, entropy and boot
 * time from the seed, so that the same command with the same input makes the same run.
 */
public final class LiveEnvironment implements Environment {
    /** Host time given to input that is on its way when somebody first asks for it. */
    private static final int GRACE_MILLIS = 50;

    /** Virtual time between two looks for input that was not there: 1 ms at 100 MIPS. */
    private static final long POLL_INTERVAL = 100_000;

    /** 2026-01-01 00:00:00 UTC. */
    private static final long BOOT_TIME_NANOS = 1_767_225_600_000_000_000L;

    private static final int STANDARD_ERROR = 2;

    private final Strategy strategy;
    private final long seed;
    private final HostConsole console;
    private final boolean interactive;
    private final long ticksPerMilli;
    private byte @Nullable [] pending;
    private boolean wanted;
    private boolean ended;
    private long pollAt = NEVER;

    /**
     * Creates the environment.
     *
     * @param interactive a person sits at the console: virtual sleeps take host time, and input is
     *     looked for even while nobody reads
     */
    public LiveEnvironment(
            Strategy strategy,
            long seed,
            HostConsole console,
            boolean interactive,
            long instructionsPerMicro) {
        this.strategy = strategy;
        this.seed = seed;
        this.console = console;
        this.interactive = interactive;
        ticksPerMilli = instructionsPerMicro * 1_000;
    }

    @Override
    public @Nullable L4Thread choose(SchedulingPoint point) {
        return strategy.choose(point);
    }

    @Override
    public long nextChoiceTime(long now) {
        return strategy.nextChoiceTime(now);
    }

    @Override
    public long nextInputTime(long now) {
        return pollAt;
    }

    @Override
    public void inputWanted(long now) {
        wanted = !ended;
        if (wanted) {
            pollAt = now;
        }
    }

    @Override
    public int readInput(long now, byte[] buffer) {
        byte[] bytes = pending;
        pending = null;
        if (bytes == null) {
            Optional<byte[]> polled =
                    wanted && !interactive ? console.await(GRACE_MILLIS) : console.poll();
            bytes = polled.orElse(null);
        }
        if (bytes == null && !console.isEnded()) {
            pollAt = now + POLL_INTERVAL;
            return -1;
        }
        wanted = false;
        ended = bytes == null;
        pollAt = interactive && !ended ? now + POLL_INTERVAL : NEVER;
        if (bytes == null) {
            return 0;
        }
        System.arraycopy(bytes, 0, buffer, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public long idle(long now, long deadline, boolean inputWanted) {
        boolean inputCanCome = !ended && (wanted || interactive);
        if (!inputCanCome) {
            return interactive && deadline != NEVER ? waitFor(now, deadline) : deadline;
        }
        if (deadline == NEVER) {
            pending = console.await().orElse(null);
            pollAt = now;
            return now;
        }
        return interactive ? waitFor(now, deadline) : Math.min(deadline, Math.max(pollAt, now));
    }

    /** A person waits too: sleeps until the deadline or until something is typed. */
    private long waitFor(long now, long deadline) {
        long millis = (deadline - now) / ticksPerMilli;
        if (millis == 0) {
            return deadline;
        }
        pending = console.await(millis).orElse(null);
        if (pending != null || !ended && console.isEnded()) {
            pollAt = now;
            return now;
        }
        return deadline;
    }

    @Override
    public long entropy() {
        long z = (seed + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        return z ^ z >>> 31;
    }

    @Override
    public long bootTimeNanos() {
        return BOOT_TIME_NANOS;
    }

    @Override
    public void output(int device, byte[] bytes, int offset, int length) {
        if (device == STANDARD_ERROR) {
            console.writeError(bytes, offset, length);
        } else {
            console.write(bytes, offset, length);
        }
    }
}
