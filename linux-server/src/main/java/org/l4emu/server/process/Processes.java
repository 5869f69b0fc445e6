package org.l4emu.server.process;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadId;

/** All processes and threads: by process id, by thread id, and by the L4 task they run in. */
public final class Processes {
    /** Ids are below this one. */
    public static final int PID_MAX = 32_768;

    private static final int PID_AFTER_WRAP = 300;

    /** L4 task numbers below this are the machine's own: sigma0, the server. */
    private static final int L4_TASK_FIRST = 8;

    private final @Nullable Task[] byThreadId = new @Nullable Task[PID_MAX];
    private final TreeMap<Integer, ThreadGroup> groups = new TreeMap<>();
    private final @Nullable ThreadGroup[] byL4Task = new @Nullable ThreadGroup[ThreadId.TASKS_MAX];
    private final ArrayList<ThreadGroup> exiting = new ArrayList<>();
    private int lastPid;
    private int nextL4Task = L4_TASK_FIRST;

    /** The task whose user thread has that id; null for stale ids and strangers. */
    public @Nullable Task byUserThread(ThreadId id) {
        ThreadGroup group = byL4Task[id.task()];
        if (group == null) {
            return null;
        }
        UserThread thread = group.userThread(id.lthread());
        Task task = thread == null ? null : thread.task();
        return task != null && task.userThread().value() == id.value() ? task : null;
    }

    /** The thread of that id, first threads of uncollected processes included. */
    public @Nullable Task task(int threadId) {
        return threadId > 0 && threadId < PID_MAX ? byThreadId[threadId] : null;
    }

    /** The process of that id, collected ones excepted. */
    public @Nullable ThreadGroup group(int pid) {
        return groups.get(pid);
    }

    /** Living and uncollected processes by process id, the idle task excepted. */
    public Collection<ThreadGroup> all() {
        return Collections.unmodifiableCollection(groups.values());
    }

    /** The members of a process group that are not collected. */
    public List<ThreadGroup> processGroup(int id) {
        ArrayList<ThreadGroup> members = new ArrayList<>();
        for (ThreadGroup group : groups.values()) {
            if (group.processGroup() == id) {
                members.add(group);
            }
        }
        return members;
    }

    /** True if a session or process group of that id exists, so no process may get it. */
    private boolean isTaken(int pid) {
        if (byThreadId[pid] != null) {
            return true;
        }
        for (ThreadGroup group : groups.values()) {
            if (group.processGroup() == pid || group.session() == pid) {
                return true;
            }
        }
        return false;
    }

    /** The next free id; −1 if there is none. */
    int allocatePid() {
        for (int tried = 0; tried < PID_MAX; tried++) {
            lastPid = lastPid + 1 < PID_MAX ? lastPid + 1 : PID_AFTER_WRAP;
            if (!isTaken(lastPid)) {
                return lastPid;
            }
        }
        return -1;
    }

    /** The id given last, for loadavg. */
    public int lastPid() {
        return lastPid;
    }

    /** A free L4 task number, not one that was freed just now; −1 if there is none. */
    int allocateL4Task(ThreadGroup owner) {
        for (int tried = L4_TASK_FIRST; tried < ThreadId.TASKS_MAX; tried++) {
            int number = nextL4Task;
            nextL4Task = number + 1 < ThreadId.TASKS_MAX ? number + 1 : L4_TASK_FIRST;
            if (byL4Task[number] == null) {
                byL4Task[number] = owner;
                return number;
            }
        }
        return -1;
    }

    void freeL4Task(int number) {
        byL4Task[number] = null;
    }

    void add(Task task) {
        byThreadId[task.pid()] = task;
        task.group().threads().add(task);
    }

    void add(ThreadGroup group) {
        groups.put(group.pid(), group);
    }

    /** A thread is gone for good; what was sent to it is no longer charged to its user. */
    void remove(Task task) {
        task.signals().pending().clear();
        byThreadId[task.pid()] = null;
        task.group().threads().remove(task);
    }

    /** execve by another thread than the first: it becomes the first. */
    void makeLeader(Task task) {
        byThreadId[task.pid()] = null;
        task.setPid(task.group().pid());
        byThreadId[task.pid()] = task;
    }

    void remove(ThreadGroup group) {
        group.signals().clear();
        groups.remove(group.pid());
        ThreadGroup parent = group.parent();
        if (parent != null) {
            parent.children().remove(group);
        }
    }

    // Ends that were decided but not carried out

    void addExiting(ThreadGroup group) {
        exiting.add(group);
    }

    /** The next process whose threads have to end; null if there is none. */
    public @Nullable ThreadGroup takeExiting() {
        return exiting.isEmpty() ? null : exiting.remove(0);
    }

    public boolean hasExiting() {
        return !exiting.isEmpty();
    }

    public void digest(StateDigest digest) {
        digest.put((long) lastPid << 32 | nextL4Task);
        for (ThreadGroup group : groups.values()) {
            group.digest(digest);
        }
    }
}
