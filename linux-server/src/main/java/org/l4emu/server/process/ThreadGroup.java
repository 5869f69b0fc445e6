package org.l4emu.server.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.server.ptrace.Tracee;
import org.l4emu.server.schedule.RunnableTasks;
import org.l4emu.server.schedule.WaitQueue;
import org.l4emu.server.signal.PendingSignals;
import org.l4emu.server.signal.SignalActions;
import org.l4emu.server.signal.Signals;

/** One process: its threads, family, process group, session and what its parent will collect. */
public final class ThreadGroup {
    /** No fatal end decided. */
    private static final int NOT_EXITING = -1;

    private final int pid;
    private final long startedAt;
    private final RunnableTasks server;
    private final ArrayList<Task> threads = new ArrayList<>(1);
    private final ArrayList<ThreadGroup> children = new ArrayList<>();
    private final ArrayList<Tracee> tracees = new ArrayList<>(0);
    private int heldByTracers;
    private final WaitQueue childChanged = new WaitQueue();
    private final PendingSignals signals = new PendingSignals();
    private final ResourceLimits limits;
    private SignalActions actions = new SignalActions();
    private @Nullable ThreadGroup parent;
    private int processGroup;
    private int session;
    private boolean gaveUpTerminal;
    private int parentThread;
    private boolean executed;

    // The L4 task and its user threads, by lthread
    private int l4Task = -1;
    private @Nullable UserThread[] userThreads = new @Nullable UserThread[2];

    // How it ended, or was stopped or continued, for wait
    private int exitStatus = NOT_EXITING;
    private boolean dead;
    private int exitSignal;
    private int stopSignal;
    private boolean stopComplete;
    private boolean stopReported = true;
    private boolean continued;

    // Times of threads that ended, and of children that were collected
    private long endedUserTicks;
    private long endedSystemTicks;
    private long childrenUserTicks;
    private long childrenSystemTicks;

    ThreadGroup(int pid, ResourceLimits limits, RunnableTasks server, long startedAt) {
        this.pid = pid;
        this.server = server;
        this.limits = limits;
        this.startedAt = startedAt;
        processGroup = pid;
        session = pid;
    }

    /** Process id: that of its first thread. */
    public int pid() {
        return pid;
    }

    /** Living threads, and the first one until the process is collected. */
    public List<Task> threads() {
        return threads;
    }

    /** The first thread, alive or not. */
    public Task leader() {
        return threads.get(0);
    }

    public List<ThreadGroup> children() {
        return children;
    }

    public @Nullable ThreadGroup parent() {
        return parent;
    }

    void setParent(@Nullable ThreadGroup newParent) {
        parent = newParent;
        parentThread = newParent == null ? 0 : newParent.pid;
    }

    /** Threads its threads trace, and ends of such threads that are not collected. */
    public List<Tracee> tracees() {
        return tracees;
    }

    /** True while tracers have not collected the ends of threads of it: nobody else may. */
    public boolean isHeldByTracer() {
        return heldByTracers > 0;
    }

    /** One such end more, or less. */
    public void changeHeldByTracers(int difference) {
        heldByTracers += difference;
    }

    /** Parents and tracers wait here in wait4. */
    public WaitQueue childChanged() {
        return childChanged;
    }

    /** Signals sent to the process as a whole. */
    public PendingSignals signals() {
        return signals;
    }

    public SignalActions actions() {
        return actions;
    }

    public void setActions(SignalActions newActions) {
        actions = newActions;
    }

    public ResourceLimits limits() {
        return limits;
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

    /** Enters a session, whose terminal controls the process from now on. */
    public void setSession(int id) {
        session = id;
        gaveUpTerminal = false;
    }

    /** True once TIOCNOTTY parted the process, and it alone, from its session's terminal. */
    public boolean gaveUpTerminal() {
        return gaveUpTerminal;
    }

    public void setGaveUpTerminal(boolean gaveUp) {
        gaveUpTerminal = gaveUp;
    }

    /** The id of the parent's thread that made the process, for __WNOTHREAD; 0 if unknown. */
    int parentThread() {
        return parentThread;
    }

    void setParentThread(int threadId) {
        parentThread = threadId;
    }

    /** A thread ended while others live on: one of them has its children now. */
    public void handChildrenOver(int endedThread) {
        for (Task thread : threads) {
            if (thread.isAlive()) {
                for (ThreadGroup child : children) {
                    if (child.parentThread == endedThread) {
                        child.parentThread = thread.pid();
                    }
                }
                return;
            }
        }
    }

    /** True once execve succeeded: its parent can no longer move it to another process group. */
    boolean hasExecuted() {
        return executed;
    }

    /** execve succeeded; whatever clone chose, the end is told by SIGCHLD now. */
    void setExecuted() {
        executed = true;
        for (ThreadGroup child : children) {
            child.parentThread = pid;
        }
        exitSignal = Signals.SIGCHLD;
    }

    /** Virtual time at which it was made. */
    public long startedAt() {
        return startedAt;
    }

    // L4 side

    /** The server thread that serves the process: pager of all its threads. */
    public ThreadId server() {
        return server.thread();
    }

    /** Its tasks under kernel control that can go on: that server thread selects from them. */
    public RunnableTasks runnable() {
        return server;
    }

    /** Number of its L4 task; −1 for kernel threads and zombies. */
    public int l4Task() {
        return l4Task;
    }

    void setL4Task(int number) {
        l4Task = number;
    }

    /** The user thread of an lthread number: its exclusive page, and its task if it has one. */
    public @Nullable UserThread userThread(int lthread) {
        return lthread < userThreads.length ? userThreads[lthread] : null;
    }

    void setUserThread(int lthread, @Nullable UserThread thread) {
        if (lthread >= userThreads.length) {
            userThreads = Arrays.copyOf(userThreads, Math.max(lthread + 1, userThreads.length * 2));
        }
        userThreads[lthread] = thread;
    }

    int userThreadsEnd() {
        return userThreads.length;
    }

    // Ending and stopping

    /** True from the moment its end is decided. */
    public boolean isExiting() {
        return exitStatus != NOT_EXITING;
    }

    /** Decides the end of all threads; the first decision counts. */
    void decideExit(int status) {
        if (exitStatus == NOT_EXITING) {
            exitStatus = status;
            stopSignal = 0;
            stopComplete = false;
            continued = false;
        }
    }

    /** True when all threads have ended: there is a status to collect. */
    public boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    /** Wait status: {@code code << 8} or the signal, with 0x80 for a core dump. */
    public int exitStatus() {
        return exitStatus;
    }

    /** Signal its parent gets when it ends; 0 for none. */
    int exitSignal() {
        return exitSignal;
    }

    void setExitSignal(int signal) {
        exitSignal = signal;
    }

    /** A signal stops the process: no thread of it may go on, and each stops where it is met. */
    public void beginStop(int signal) {
        stopSignal = signal;
        stopComplete = false;
    }

    /** The last thread has stopped: wait may report it once. */
    public void completeStop() {
        stopComplete = true;
        stopReported = false;
        continued = false;
    }

    /** SIGCONT for a stopped process, or one that is stopping: wait may report it once. */
    public void goOn() {
        continued = true;
        stopSignal = 0;
        stopComplete = false;
        stopReported = true;
    }

    /** True from the stop signal to SIGCONT: its threads may not go on. */
    public boolean isStopped() {
        return stopSignal != 0;
    }

    /** True if no thread of it is on its feet any more. */
    public boolean isWhollyStopped() {
        return stopComplete;
    }

    /** The signal that stopped it; 0 if it is not stopped. */
    public int stopSignal() {
        return stopSignal;
    }

    boolean hasStopToReport() {
        return stopComplete && !stopReported;
    }

    /** Wait status of a stopped process; marks it as reported unless only looked at. */
    int takeStopStatus(boolean keep) {
        stopReported |= !keep;
        return stopSignal << 8 | 0x7f;
    }

    boolean hasContinueToReport() {
        return continued;
    }

    void takeContinue(boolean keep) {
        continued &= keep;
    }

    // Times

    void addEnded(ThreadInfo info) {
        endedUserTicks += info.userTicks();
        endedSystemTicks += info.systemTicks();
    }

    void addChild(ThreadGroup child) {
        childrenUserTicks += child.userTicks() + child.childrenUserTicks;
        childrenSystemTicks += child.systemTicks() + child.childrenSystemTicks;
    }

    /** Virtual time its threads spent in user mode. */
    public long userTicks() {
        long sum = endedUserTicks;
        for (Task thread : threads) {
            sum += thread.isAlive() ? thread.info().userTicks() : 0;
        }
        return sum;
    }

    public long systemTicks() {
        long sum = endedSystemTicks;
        for (Task thread : threads) {
            sum += thread.isAlive() ? thread.info().systemTicks() : 0;
        }
        return sum;
    }

    public long childrenUserTicks() {
        return childrenUserTicks;
    }

    public long childrenSystemTicks() {
        return childrenSystemTicks;
    }

    /** Feeds process-wide state and all threads. */
    public void digest(StateDigest digest) {
        digest.put((long) pid << 32 | l4Task);
        ThreadGroup family = parent;
        digest.put(family == null ? 0 : family.pid);
        digest.put((long) processGroup << 32 | session);
        digest.put((long) exitStatus << 32 | stopSignal);
        digest.put(
                (gaveUpTerminal ? 16 : 0)
                        | (stopComplete ? 8 : 0)
                        | (dead ? 4 : 0)
                        | (stopReported ? 2 : 0)
                        | (continued ? 1 : 0)
                        | heldByTracers << 5);
        digest.put((long) exitSignal << 32 | parentThread);
        for (Tracee tracee : tracees) {
            digest.put((long) tracee.task().pid() << 32 | (tracee.hasEnded() ? 1 : 0));
        }
        signals.digest(digest);
        actions.digest(digest);
        for (Task thread : threads) {
            thread.digest(digest);
        }
    }
}
