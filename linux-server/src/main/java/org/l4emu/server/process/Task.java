package org.l4emu.server.process;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.server.fs.FileTable;
import org.l4emu.server.fs.FsContext;
import org.l4emu.server.mm.Mm;
import org.l4emu.server.schedule.RunnableTasks;
import org.l4emu.server.schedule.WaitQueue;

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
        /** Ended, not yet collected. */
        ZOMBIE,
        /** Collected. */
        DEAD
    }

    private final int pid;
    private final ThreadGroup group;
    private final Tss tss = new Tss();
    private final RunnableTasks runnable;
    private State state = State.RUNNING;
    private ThreadId userThread = ThreadId.NIL;
    private @Nullable PtRegs registers;
    private @Nullable Mm mm;
    private FileTable files;
    private FsContext fs;
    private Credentials credentials;
    private String comm = "";
    private @Nullable BlockedOperation operation;
    private final WaitQueue[] queues = new WaitQueue[QUEUES_MAX];
    private int queueCount;

    /** Wait queues a task can be in by {@link #block}; poll keeps its own beyond that. */
    public static final int QUEUES_MAX = 4;

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
    }

    /** The thread's own id (gettid). */
    public int pid() {
        return pid;
    }

    /** The process it belongs to (getpid). */
    public ThreadGroup group() {
        return group;
    }

    public Tss tss() {
        return tss;
    }

    public State state() {
        return state;
    }

    void setState(State newState) {
        state = newState;
    }

    /** L4 id of its user thread; nil for kernel threads. */
    public ThreadId userThread() {
        return userThread;
    }

    void setUserThread(ThreadId id) {
        userThread = id;
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
        comm = name.length() > 15 ? name.substring(0, 15) : name;
    }

    /** What it waits in; null while it does not. */
    public @Nullable BlockedOperation operation() {
        return operation;
    }

    /**
     * Puts the task to sleep in {@code waiting} until one of the queues wakes it. A handler returns
     * the result of this at once.
     *
     * @return {@link org.l4emu.server.syscall.SyscallHandler#BLOCKED}
     */
    public int block(BlockedOperation waiting, WaitQueue... on) {
        operation = waiting;
        state = State.SLEEPING;
        for (WaitQueue queue : on) {
            queue.add(this);
            queues[queueCount++] = queue;
        }
        return org.l4emu.server.syscall.SyscallHandler.BLOCKED;
    }

    /** Something it waits for may have happened: {@code schedule()} may select it. */
    public void wake() {
        if (state == State.SLEEPING) {
            state = State.RUNNING;
            runnable.add(this);
        }
    }

    /** Back to sleep after a look that found nothing. */
    public void sleepAgain() {
        state = State.SLEEPING;
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

    @Override
    public String toString() {
        return comm + "[" + pid + "]";
    }
}
