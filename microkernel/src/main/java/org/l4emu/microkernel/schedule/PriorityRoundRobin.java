package org.l4emu.microkernel.schedule;

import org.l4emu.microkernel.environment.Environment;
import org.l4emu.microkernel.thread.L4Thread;

/** The microkernel's own rule: highest priority, direct switch to receivers, slices in turn. */
public final class PriorityRoundRobin implements Strategy {
    @Override
    public L4Thread choose(SchedulingPoint point) {
        return point.byPriority();
    }

    @Override
    public long nextChoiceTime(long now) {
        return Environment.NEVER;
    }

    @Override
    public String description() {
        return "priority-round-robin";
    }
}
