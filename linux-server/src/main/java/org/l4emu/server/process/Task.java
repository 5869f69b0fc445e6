package org.l4emu.server.process;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.server.fs.FileTable;
import org.l4emu.server.fs.FsContext;
import org.l4emu.server.mm.Mm;
import org.l4emu.server.ptrace.Tracee;
import org.l4emu.server.schedule.RunnableTasks;
import org.l4emu.server.schedule.WaitQueue;
import org.l4emu.server.signal.TaskSignals;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * One Linux task: a process or one thread of it. task_struct's fields that other rooms need; what
 * belongs to one room only hangs on it as that room's own object.
 */
public final class Task {
    /** What the task does, as the server sees it. */
    public enum State {
        /** In user mode, or runnable in the kernel. */
        RUNNING,
        /** Waits in a {@link BlockedOperation}. */
        SLEEPING,
        /** Stopped by job control. */
        STOPPED,
        /** Stopped for its tracer. */
        TRACED,
        /** Ended, not yet collected. */
        ZOMBIE,
        /** Collected. */
        DEAD
    }

    /** Wait queues a task can be in by {@link #block}; poll keeps its own beyond that. */
    public static final int QUEUES_MAX = 4;

    private static final int COMM_MAX = 15;

    private int pid;
    private final ThreadGroup group;
    private final Tss tss = new Tss();
    private final ThreadInfo info;
    private final TaskSignals signals;
    private final RunnableTasks runnable;
    private State state = State.RUNNING;
    private ThreadId userThread = ThreadId.NIL;
    private int userSerial = -1;
    private @Nullable PtRegs registers;
    private @Nullable Mm mm;
    private FileTable files;
    private FsContext fs;
    private Credentials credentials;
    private String comm = "";
    private @Nullable BlockedOperation operation;
    private boolean returning;
    private int restart;
    private int exitStatus;
    private @Nullable Tracee tracee;
    private boolean continued;
    private final WaitQueue[] queues = new WaitQueue[QUEUES_MAX];
    private int queueCount;

    // What clone and exit keep for the C library
    private int clearChildTid;
    private int robustList;

    /** Who sleeps in vfork until this task has a program of its own or is gone. */
    private @Nullable Task vforkParent;

    Task(
            int pid,
            ThreadGroup group,
            RunnableTasks runnable,
            FileTable files,
            FsContext fs,
            Credentials credentials) {
        this.pid = pid;
        this.group = group;
        this.runnable = runnable;
        this.files = files;
        this.fs = fs;
        this.credentials = credentials;
        info = new ThreadInfo(runnable.meter());
        signals = new TaskSignals(group.signals());
        runnable.changeActive(1);
    }

    /** The thread's own id (gettid). */
    public int pid() {
        return pid;
    }

    /** execve by a thread that is not the first: it takes the first one's id. */
    void setPid(int newPid) {
        pid = newPid;
    }

    /** The process it belongs to (getpid). */
    public ThreadGroup group() {
        return group;
    }

    public Tss tss() {
        return tss;
    }

    /** Flags and times of {@code thread_info}. */
    public ThreadInfo info() {
        return info;
    }

    public TaskSignals signals() {
        return signals;
    }

    public State state() {
        return state;
    }

    /** Only for the rooms process, schedule and signal; others block and wake. */
    public void setState(State newState) {
        if ((state == State.RUNNING) != (newState == State.RUNNING)) {
            runnable.changeActive(newState == State.RUNNING ? 1 : -1);
        }
        state = newState;
    }

    public boolean isAlive() {
        return state != State.ZOMBIE && state != State.DEAD;
    }

    /** L4 id of its user thread; nil for kernel threads. */
    public ThreadId userThread() {
        return userThread;
    }

    /** The user thread's name in traces; −1 without one. */
    public int userSerial() {
        return userSerial;
    }

    void setUserThread(ThreadId id, int serial) {
        if (!id.equals(userThread)) {
            info.measure(id);
        }
        userThread = id;
        userSerial = serial;
    }

    public boolean isKernelThread() {
        return userThread.equals(ThreadId.NIL);
    }

    /** The saved user registers, in its exclusive page. */
    public PtRegs registers() {
        PtRegs existing = registers;
        if (existing == null) {
            throw new IllegalStateException("kernel thread " + pid + " has no user registers");
        }
        return existing;
    }

    void setRegisters(@Nullable PtRegs newRegisters) {
        registers = newRegisters;
    }

    /** Argument {@code index} of the system call, r0 to r6. */
    public int arg(int index) {
        return registers().get(index);
    }

    /** Its memory; throws for kernel threads and zombies. */
    public Mm mm() {
        Mm existing = mm;
        if (existing == null) {
            throw new IllegalStateException("task " + pid + " has no user memory");
        }
        return existing;
    }

    public boolean hasMm() {
        return mm != null;
    }

    void setMm(@Nullable Mm newMm) {
        mm = newMm;
    }

    public FileTable files() {
        return files;
    }

    void setFiles(FileTable newFiles) {
        files = newFiles;
    }

    public FsContext fs() {
        return fs;
    }

    void setFs(FsContext newFs) {
        fs = newFs;
    }

    public Credentials credentials() {
        return credentials;
    }

    public void setCredentials(Credentials newCredentials) {
        credentials = newCredentials;
    }

    /** Name of the program, at most 15 characters. */
    public String comm() {
        return comm;
    }

    public void setComm(String name) {
        comm = name.length() > COMM_MAX ? name.substring(0, COMM_MAX) : name;
    }

    public int clearChildTid() {
        return clearChildTid;
    }

    void setClearChildTid(int address) {
        clearChildTid = address;
    }

    int robustList() {
        return robustList;
    }

    void setRobustList(int head) {
        robustList = head;
    }

    @Nullable Task vforkParent() {
        return vforkParent;
    }

    void setVforkParent(@Nullable Task parent) {
        vforkParent = parent;
    }

    // Waiting

    /** What it waits in; null while it does not. */
    public @Nullable BlockedOperation operation() {
        return operation;
    }

    /**
     * Puts the task to sleep in {@code waiting} until one of the queues wakes it. A handler returns
     * the result of this at once.
     *
     * @return {@link SyscallHandler#BLOCKED}
     */
    public int block(BlockedOperation waiting, WaitQueue... on) {
        operation = waiting;
        setState(State.SLEEPING);
        for (WaitQueue queue : on) {
            queue.add(this);
            queues[queueCount++] = queue;
        }
        return SyscallHandler.BLOCKED;
    }

    /** Something it waits for may have happened: {@code schedule()} may select it. */
    public void wake() {
        if (state == State.SLEEPING) {
            setState(State.RUNNING);
            runnable.add(this);
        }
    }

    /** Back to sleep after a look that found nothing. */
    public void sleepAgain() {
        setState(State.SLEEPING);
    }

    /** The wait is over: leaves all queues and forgets the operation. */
    public void endWait() {
        for (int i = 0; i < queueCount; i++) {
            queues[i].remove(this);
        }
        queueCount = 0;
        BlockedOperation ended = operation;
        operation = null;
        if (ended != null) {
            ended.ended(this);
        }
    }

    /**
     * Makes the task selectable although it waits for nothing: it is on its way back to user mode
     * and gave way to others, or was stopped there.
     */
    public void queueReturn() {
        returning = true;
        setState(State.RUNNING);
        runnable.add(this);
    }

    /**
     * Stopped on its way back to user mode; goes on there when continued.
     *
     * @param restartCode positive ERESTART code of a call that has to start again, 0 for none
     */
    public void stopOnReturn(int restartCode) {
        returning = true;
        restart = restartCode;
        setState(State.STOPPED);
    }

    /** The ERESTART code it was stopped with, once; 0 for none. */
    public int takeRestart() {
        int code = restart;
        restart = 0;
        return code;
    }

    /** A stop reaches a task that sleeps: it stays in its queues and looks again afterwards. */
    public void stopInWait() {
        setState(State.STOPPED);
    }

    /** True, once, if it was put aside on its way back to user mode. */
    public boolean takeReturning() {
        boolean was = returning;
        returning = false;
        return was;
    }

    /** SIGCONT: goes on with what it was stopped in. */
    public void continueStopped() {
        if (state == State.STOPPED) {
            continued = operation != null;
            setState(State.RUNNING);
            runnable.add(this);
        }
    }

    /** True, once, if it was stopped in the wait it is in and continued since. */
    public boolean takeContinued() {
        boolean was = continued;
        continued = false;
        return was;
    }

    // Tracing

    /** True if it must not go back to user mode, nor sleep on, before it was looked at. */
    public boolean isDisturbed() {
        Tracee traced = tracee;
        return signals.isInterrupted() || (traced == null ? group.isStopped() : traced.hasWork());
    }

    /** Its state as a traced thread; null while nobody traces it. */
    public @Nullable Tracee tracee() {
        return tracee;
    }

    public void setTracee(@Nullable Tracee newTracee) {
        tracee = newTracee;
    }

    /** Stopped for its tracer on its way back to user mode. */
    public void stopTraced() {
        returning = true;
        setState(State.TRACED);
    }

    /** Its tracer lets it go on where it was stopped. */
    public void resumeTraced() {
        setState(State.RUNNING);
        runnable.add(this);
    }

    /** What {@link #takeRestart} is to say; 0 for nothing. */
    public void setRestart(int code) {
        restart = code;
    }

    /** Wait status of the thread's own end. */
    public int exitStatus() {
        return exitStatus;
    }

    void setExitStatus(int status) {
        exitStatus = status;
    }

    /** Feeds what decides the task's future, memory and files excepted. */
    public void digest(StateDigest digest) {
        digest.put((long) pid << 32 | group.pid());
        digest.put(state.ordinal());
        tss.digest(digest);
        digest.put(userThread.value());
        digest.put((returning ? 1L << 32 : 0) | restart);
        Tracee traced = tracee;
        if (traced != null) {
            traced.digest(digest);
        }
        digest.put(continued);
        BlockedOperation waiting = operation;
        digest.put(waiting == null ? "" : waiting.waitsFor());
        digest.put((long) clearChildTid << 32 | robustList & 0xffffffffL);
        info.digest(digest);
        signals.digest(digest);
        Mm memory = mm;
        if (memory != null) {
            memory.digest(digest);
        }
    }

    @Override
    public String toString() {
        return comm + "[" + pid + "]";
    }
}
