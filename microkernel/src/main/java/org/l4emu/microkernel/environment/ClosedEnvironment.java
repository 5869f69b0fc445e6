package org.l4emu.microkernel.environment;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.schedule.SchedulingPoint;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.microkernel.thread.L4Thread;

/**
 * A world without a host: fixed input given beforehand, entropy from a seed, output to one taker.
 */
public final class ClosedEnvironment implements Environment {
    /** Takes what the machine writes. */
    public interface Output {
        void write(int device, byte[] bytes, int offset, int length);
    }

    private final Strategy strategy;
    private final long seed;
    private final byte[] input;
    private final Output output;
    private int position;
    private boolean wanted;
    private boolean endOfFileGiven;

    public ClosedEnvironment(Strategy strategy, long seed, byte[] input, Output output) {
        this.strategy = strategy;
        this.seed = seed;
        this.input = input.clone();
        this.output = output;
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
        return wanted ? now : NEVER;
    }

    @Override
    public int readInput(long now, byte[] buffer) {
        wanted = false;
        int length = Math.min(buffer.length, input.length - position);
        if (length == 0 && endOfFileGiven) {
            return -1;
        }
        System.arraycopy(input, position, buffer, 0, length);
        position += length;
        endOfFileGiven = length == 0;
        return length;
    }

    @Override
    public long idle(long now, long deadline, boolean inputWanted) {
        return wanted ? now : deadline;
    }

    @Override
    public void inputWanted(long now) {
        wanted = !endOfFileGiven;
    }

    @Override
    public long entropy() {
        long z = (seed + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        return z ^ z >>> 31;
    }

    /** 2026-01-01 00:00:00 UTC. */
    @Override
    public long bootTimeNanos() {
        return 1_767_225_600_000_000_000L;
    }

    @Override
    public void output(int device, byte[] bytes, int offset, int length) {
        output.write(device, bytes, offset, length);
    }
}
