package org.l4emu.server.schedule;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Task;

/**
 * What {@code schedule()} selects from: tasks that are under kernel control and can go on, first
 * come first served. A task in user mode is never here; the microkernel runs it. Also counts the
 * tasks that are active, in the kernel or outside: more than one need a tick.
 */
public final class RunnableTasks {
    private final Timers timers;
    private final ProcessorMeter meter;
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private int activeCount;

    public RunnableTasks(Timers timers, ProcessorMeter meter) {
        this.timers = timers;
        this.meter = meter;
    }

    /** What tasks measure their processor time with. */
    public ProcessorMeter meter() {
        return meter;
    }

    public void add(Task task) {
        tasks.addLast(task);
    }

    /** The next selectable task; null if the server has nothing to do. */
    public @Nullable Task take() {
        return tasks.pollFirst();
    }

    public void remove(Task task) {
        tasks.remove(task);
    }

    public boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** A task began or ceased to wait, was made or ended. */
    public void changeActive(int difference) {
        activeCount += difference;
        if (activeCount > 1) {
            timers.wantTick();
        }
    }

    public int activeCount() {
        return activeCount;
    }

    public void digest(StateDigest digest) {
        digest.put(activeCount);
        digest.put(tasks.size());
        for (Task task : tasks) {
            digest.put(task.pid());
        }
    }
}
