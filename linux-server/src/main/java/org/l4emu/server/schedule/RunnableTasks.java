package org.l4emu.server.schedule;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.server.process.Task;

/**
 * What {@code schedule()} of one server thread selects from: tasks that are under kernel control
 * and can go on, first come first served. A task in user mode is never here; the microkernel runs
 * it.
 */
public final class RunnableTasks {
    private final ServerThreads servers;
    private final ThreadId thread;
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();

    RunnableTasks(ServerThreads servers, ThreadId thread) {
        this.servers = servers;
        this.thread = thread;
    }

    /** The server thread that selects here. */
    public ThreadId thread() {
        return thread;
    }

    /** What tasks measure their processor time with. */
    public ProcessorMeter meter() {
        return servers.meter();
    }

    public void add(Task task) {
        tasks.addLast(task);
        servers.becameRunnable(this);
    }

    /** The next selectable task; null if the server thread has nothing to do. */
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
        servers.changeActive(difference);
    }

    void digest(StateDigest digest) {
        digest.put(tasks.size());
        for (Task task : tasks) {
            digest.put(task.pid());
        }
    }
}
