package org.l4emu.server.process;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.server.fs.FileTable;
import org.l4emu.server.fs.FsContext;
import org.l4emu.server.mm.Mm;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.ptrace.Tracee;
import org.l4emu.server.ptrace.Tracing;
import org.l4emu.server.schedule.ServerThreads;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallHandler;

/** kernel_clone: copy_process, then copy_thread by way of the task pair. */
public final class Cloning {
    private final ThreadContext context;
    private final ServerThreads servers;
    private final Processes processes;
    private final TaskPair pair;
    private final UserMemory user;
    private final Tracing tracing;

    public Cloning(
            ThreadContext context,
            ServerThreads servers,
            Processes processes,
            TaskPair pair,
            UserMemory user,
            Tracing tracing) {
        this.context = context;
        this.servers = servers;
        this.processes = processes;
        this.pair = pair;
        this.user = user;
        this.tracing = tracing;
    }

    /**
     * Arguments of clone as ARM passes them.
     *
     * @param stack 0 keeps the parent's stack pointer
     */
    public record Request(int flags, int stack, int parentTid, int tls, int childTid) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        private Tracing.Birth kind() {
            if (has(CloneFlags.VFORK)) {
                return Tracing.Birth.VFORK;
            }
            boolean fork = (flags & CloneFlags.SIGNAL_MASK) == Signals.SIGCHLD;
            return fork ? Tracing.Birth.FORK : Tracing.Birth.CLONE;
        }
    }

    /** Makes a process or thread from a user task; its pid, an errno, or BLOCKED for vfork. */
    int cloneUser(Task parent, Request request) {
        int error = check(request);
        if (error != 0) {
            return error;
        }
        int pid = processes.allocatePid();
        if (pid < 0) {
            return -Errno.EAGAIN;
        }
        boolean thread = request.has(CloneFlags.THREAD);
        ThreadGroup group = thread ? parent.group() : newGroup(parent, pid, request);
        Task child = copyTask(parent, group, pid, request);
        if (!(thread ? pair.createThread(child, parent) : pair.createUser(child))) {
            undo(child);
            return -Errno.EAGAIN;
        }
        processes.add(child);
        if (!thread) {
            enterFamily(group, parent, request);
        }
        copyThread(parent, child, request);
        storeThreadIds(parent, child, request);
        context.events()
                .process(context.time(), ProcessEvent.FORK, pid, parent.pid(), child.comm());
        if (request.has(CloneFlags.VFORK)) {
            child.setVforkParent(parent);
        }
        Tracee tracee = parent.tracee();
        if (tracee == null) {
            return waitForVfork(parent, child);
        }
        return tracing.cloned(
                tracee,
                child,
                request.kind(),
                request.has(CloneFlags.PTRACE),
                request.has(CloneFlags.UNTRACED),
                stopped -> waitForVfork(stopped, child));
    }

    private int waitForVfork(Task parent, Task child) {
        int pid = child.pid();
        if (child.vforkParent() == parent) {
            return parent.block(new VforkWait(pid));
        }
        return pid;
    }

    private static int check(Request request) {
        boolean thread = request.has(CloneFlags.THREAD);
        boolean handlers = request.has(CloneFlags.SIGHAND);
        boolean bad =
                thread && !handlers
                        || handlers && !request.has(CloneFlags.VM)
                        || request.has(CloneFlags.NAMESPACES);
        return bad ? -Errno.EINVAL : 0;
    }

    private ThreadGroup newGroup(Task parent, int pid, Request request) {
        ThreadGroup from = parent.group();
        ThreadGroup group =
                new ThreadGroup(pid, from.limits().copy(), servers.next(), context.time());
        boolean shared = request.has(CloneFlags.SIGHAND);
        group.setActions(shared ? from.actions() : from.actions().copy());
        group.setProcessGroup(from.processGroup());
        group.setSession(from.session());
        group.setGaveUpTerminal(from.gaveUpTerminal());
        group.setExitSignal(request.flags() & CloneFlags.SIGNAL_MASK);
        return group;
    }

    private Task copyTask(Task parent, ThreadGroup group, int pid, Request request) {
        FileTable files = parent.files();
        FsContext fs = parent.fs();
        Task child =
                new Task(
                        pid,
                        group,
                        group.runnable(),
                        request.has(CloneFlags.FILES) ? files.share() : files.copy(),
                        request.has(CloneFlags.FS) ? fs.share() : fs.copy(),
                        parent.credentials());
        child.setComm(parent.comm());
        boolean sharesStack = request.has(CloneFlags.VM) && !request.has(CloneFlags.VFORK);
        child.signals().inherit(parent.signals(), !sharesStack);
        if (parent.hasMm()) {
            Mm mm = parent.mm();
            if (request.has(CloneFlags.VM)) {
                mm.retain();
                child.setMm(mm);
            } else {
                child.setMm(mm.fork(parent.registers().get(PtRegs.SP)));
            }
        }
        return child;
    }

    private void undo(Task child) {
        child.setState(Task.State.DEAD);
        child.files().release();
        child.fs().release();
        if (child.hasMm()) {
            child.mm().release();
        }
    }

    private void enterFamily(ThreadGroup group, Task parent, Request request) {
        processes.add(group);
        ThreadGroup father = parent.group();
        ThreadGroup grandfather = father.parent();
        if (request.has(CloneFlags.PARENT) && grandfather != null) {
            father = grandfather;
        }
        group.setParent(father);
        group.setParentThread(
                father == parent.group() ? parent.pid() : parent.group().parentThread());
        father.children().add(group);
    }

    private static void copyThread(Task parent, Task child, Request request) {
        PtRegs registers = child.registers();
        registers.copyFrom(parent.registers());
        registers.set(0, 0);
        if (request.stack() != 0) {
            registers.set(PtRegs.SP, request.stack());
        }
        if (request.has(CloneFlags.SETTLS)) {
            registers.setTls(request.tls());
        }
    }

    /** A bad address is the caller's loss: as in Linux nobody is told. */
    private void storeThreadIds(Task parent, Task child, Request request) {
        if (request.has(CloneFlags.PARENT_SETTID)) {
            store(parent, request.parentTid(), child.pid());
        }
        if (request.has(CloneFlags.CHILD_SETTID)) {
            store(child, request.childTid(), child.pid());
        }
        if (request.has(CloneFlags.CHILD_CLEARTID)) {
            child.setClearChildTid(request.childTid());
        }
    }

    private void store(Task task, int address, int value) {
        try {
            user.setInt(task, address, value);
        } catch (UserFault ignored) {
            return;
        }
    }

    /**
     * kernel_thread and user_mode_thread: a task without user memory, under kernel control, that
     * does {@code work} when {@code schedule()} selects it.
     *
     * @param parent null for children of the idle task
     */
    public Task kernelThread(
            @Nullable Task parent,
            String name,
            FileTable files,
            FsContext fs,
            BlockedOperation work) {
        int pid = processes.allocatePid();
        ThreadGroup group =
                new ThreadGroup(pid, new ResourceLimits(), servers.first(), context.time());
        Task task = new Task(pid, group, group.runnable(), files, fs, Credentials.ROOT);
        task.setComm(name);
        pair.createKernel(task);
        processes.add(group);
        processes.add(task);
        group.setProcessGroup(0);
        group.setSession(0);
        group.setExitSignal(Signals.SIGCHLD);
        if (parent != null) {
            group.setParent(parent.group());
            parent.group().children().add(group);
        }
        int parentPid = parent == null ? 0 : parent.pid();
        context.events().process(context.time(), ProcessEvent.FORK, pid, parentPid, name);
        task.block(work);
        task.wake();
        return task;
    }

    /** The parent in vfork: until the child has a program of its own or is gone. */
    final class VforkWait extends BlockedOperation {
        private final int child;
        private boolean done;

        VforkWait(int child) {
            this.child = child;
        }

        void complete(Task parent) {
            done = true;
            parent.wake();
        }

        @Override
        public int resume(Task task) {
            return done ? tracing.vforkDone(task, child) : SyscallHandler.BLOCKED;
        }

        @Override
        public boolean isInterruptible() {
            return false;
        }

        @Override
        public String waitsFor() {
            return "vfork of " + child;
        }
    }
}
