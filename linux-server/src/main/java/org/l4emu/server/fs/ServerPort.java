package org.l4emu.server.fs;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.SignalInfo;

/** What the file system needs of the rest of the server; tests have their own. */
public interface ServerPort extends WallClock {
    /** Virtual time since boot. */
    long uptimeNanos();

    /** Living and uncollected processes by process id, without process 0. */
    Collection<ThreadGroup> processes();

    /** The thread of that id; null if there is none. */
    @Nullable Task task(int threadId);

    /** The task the server works for; null if it works for none. */
    default @Nullable Task current() {
        return null;
    }

    /** Sends a task the signal its own call has earned: SIGPIPE. */
    void signal(Task task, int signal);

    /** Sends a signal of the kernel's to every process of a group. */
    void signalGroup(int processGroup, int signal);

    /** A signalfd has given a signal to its reader. */
    default void signalTaken(Task task, SignalInfo info) {}

    /** Queued signals a real user id is charged for. */
    default int queuedSignals(int uid) {
        return 0;
    }

    /** Sends a signal of the kernel's to one process. */
    default void signalProcess(int pid, int signal) {}

    /** What {@link #sessionOfGroup} answers when there is neither group nor process of that id. */
    int NO_SESSION = -1;

    /** True if no process outside of a group, but in its session, is parent of a member. */
    default boolean isOrphaned(int processGroup) {
        return false;
    }

    /** The session a process group, or else the process of that id, belongs to. */
    default int sessionOfGroup(int processGroup) {
        return NO_SESSION;
    }

    /** Replaces the task's signal mask until it returns to user mode: ppoll and pselect. */
    void useSignalMask(Task task, long mask);

    /** Wakes the task at a time since boot, unless {@link #cancelWake} comes before. */
    void wakeAt(Task task, long uptimeNanos);

    void cancelWake(Task task);

    /** Access to the memory of tasks. */
    UserMemory userMemory();

    /** The next 64 bits of the machine's random generator. */
    long random();

    /** Name of the machine, as uname shows it. */
    String hostName();

    /** sysname, release, version, machine: the rest of uname. */
    String systemName();

    String release();

    String version();

    /** Page frames the machine has, and those nobody uses. */
    int totalFrames();

    int freeFrames();

    /** Time a process spent so far, user and system together. */
    default long processorNanos(ThreadGroup group) {
        return 0;
    }

    /** Time since boot at which a process was made. */
    default long startNanos(ThreadGroup group) {
        return 0;
    }
}
