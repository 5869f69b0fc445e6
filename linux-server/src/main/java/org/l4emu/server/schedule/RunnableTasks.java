package org.l4emu.server.schedule;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.Task;

/**
 * What {@code schedule()} selects from: tasks that are under kernel control and can go on, first
 * come first served. A task in user mode is never here; the microkernel runs it.
 */
public final class RunnableTasks {
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();

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
}
