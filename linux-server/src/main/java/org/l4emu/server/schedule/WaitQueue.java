package org.l4emu.server.schedule;

import java.util.ArrayList;
import org.l4emu.server.process.Task;

/** Tasks that wait for one condition, in the order they came. Waking does not remove them. */
public final class WaitQueue {
    private final ArrayList<Task> tasks = new ArrayList<>(2);

    /** Adds the task unless it is in. {@code task.block} does this; see there. */
    public void add(Task task) {
        if (!tasks.contains(task)) {
            tasks.add(task);
        }
    }

    public void remove(Task task) {
        tasks.remove(task);
    }

    /** Makes every waiting task runnable; each looks at its condition again. */
    public void wakeAll() {
        for (int i = 0; i < tasks.size(); i++) {
            tasks.get(i).wake();
        }
    }

    public boolean isEmpty() {
        return tasks.isEmpty();
    }
}
