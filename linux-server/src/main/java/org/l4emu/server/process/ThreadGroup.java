package org.l4emu.server.process;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.schedule.WaitQueue;

/** One process: its threads, family, process group, session and what its parent will collect. */
public final class ThreadGroup {
    private final int pid;
    private final ArrayList<Task> threads = new ArrayList<>(1);
    private final ArrayList<ThreadGroup> children = new ArrayList<>();
    private final WaitQueue childChanged = new WaitQueue();
    private @Nullable ThreadGroup parent;
    private int processGroup;
    private int session;

    ThreadGroup(int pid) {
        this.pid = pid;
        processGroup = pid;
        session = pid;
    }

    /** Process id: that of its first thread. */
    public int pid() {
        return pid;
    }

    public List<Task> threads() {
        return threads;
    }

    public List<ThreadGroup> children() {
        return children;
    }

    public @Nullable ThreadGroup parent() {
        return parent;
    }

    void setParent(@Nullable ThreadGroup newParent) {
        parent = newParent;
    }

    /** Parents wait here in wait4. */
    public WaitQueue childChanged() {
        return childChanged;
    }

    public int processGroup() {
        return processGroup;
    }

    public void setProcessGroup(int id) {
        processGroup = id;
    }

    public int session() {
        return session;
    }

    public void setSession(int id) {
        session = id;
    }
}
