package org.l4emu.microkernel.schedule;

import java.util.SplittableRandom;
import org.l4emu.microkernel.thread.L4Thread;

/**
 * Chooses among all runnable threads, priorities aside, with a generator of its own. Half of the
 * stretches between two choices are a few steps long, to mix what happens at the seams; the others
 * last up to the preemption bound.
 */
public final class SeededRandom implements Strategy {
    private static final int SHORT_STRETCH_STEPS = 16;

    private final SplittableRandom random;
    private final long seed;
    private final long preemptInstructions;
    private long nextChoice;

    /**
     * Creates the strategy.
     *
     * @param preemptInstructions longest stretch without a choice, at least 1
     */
    public SeededRandom(long seed, long preemptInstructions) {
        random = new SplittableRandom(seed);
        this.seed = seed;
        this.preemptInstructions = preemptInstructions;
    }

    @Override
    public L4Thread choose(SchedulingPoint point) {
        long bound = random.nextBoolean() ? SHORT_STRETCH_STEPS : preemptInstructions;
        nextChoice = point.time() + 1 + random.nextLong(Math.max(1, bound));
        return point.thread(random.nextInt(point.count()));
    }

    @Override
    public long nextChoiceTime(long now) {
        return Math.max(nextChoice, now + 1);
    }

    @Override
    public String description() {
        return "random seed=" + seed + " preempt=" + preemptInstructions;
    }
}
