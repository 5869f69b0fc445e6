package org.l4emu.server.process;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.Action;
import org.l4emu.emulib.EmulibImages;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.emulib.UserStart;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.server.mm.FrameAllocator;
import org.l4emu.server.mm.PhysicalWindow;

/**
 * A Linux task and the L4 threads under it: creates and deletes L4 tasks, and prepares the
 * exclusive pages from which emulib starts new user threads.
 */
public final class TaskPair {
    /** Maximum controlled priority of Linux tasks: that of their signal threads. */
    private static final int USER_MCP = UserStart.SIGNAL_THREAD_PRIORITY;

    private final ThreadContext context;
    private final PhysicalWindow memory;
    private final FrameAllocator frames;
    private final Processes processes;

    /** A new thread is on its way out of the server, where sigs_handled is set. */
    private final boolean setsFlag;

    public TaskPair(
            ThreadContext context,
            PhysicalWindow memory,
            FrameAllocator frames,
            Processes processes,
            SignalProtocol protocol) {
        setsFlag = protocol.sigsHandled();
        this.context = context;
        this.memory = memory;
        this.frames = frames;
        this.processes = processes;
    }

    /**
     * task_pair_create_user: a new L4 task, not under kernel control, whose first thread will go to
     * user mode with what {@code task.registers()} holds by then. An L4 task the process had before
     * is deleted with all its threads.
     *
     * @return false if there is no L4 task or frame left
     */
    boolean createUser(Task task) {
        ThreadGroup group = task.group();
        UserThread first = freshPage(group, 0);
        if (first == null) {
            return false;
        }
        if (group.l4Task() < 0) {
            group.setL4Task(processes.allocateL4Task(group));
            if (group.l4Task() < 0) {
                releasePages(group);
                return false;
            }
        }
        ThreadId id =
                context.taskNew(group.l4Task(), USER_MCP, group.server(), EmulibImages.START, 0);
        bind(task, first, id);
        return true;
    }

    /** task_pair_create: a kernel thread, born under kernel control to be selectable. */
    void createKernel(Task task) {
        task.tss().bornInKernel();
    }

    /**
     * One more user thread in the L4 task of {@code task}'s process. A server cannot start it:
     * {@code starter}'s emulib does so on its way back.
     *
     * @return false if there is no room for it
     */
    boolean createThread(Task task, Task starter) {
        ThreadGroup group = task.group();
        int lthread = freeLthread(group);
        UserThread thread = lthread < 0 ? null : freshPage(group, lthread);
        if (thread == null) {
            return false;
        }
        bind(task, thread, starter.userThread().sibling(lthread));
        starter.registers().setWord(ExclusivePage.ACTION, Action.START_THREAD);
        starter.registers().setWord(ExclusivePage.ACTION_ARGUMENT, lthread);
        return true;
    }

    /** Odd numbers are signal threads (ADR 0016). */
    private static int freeLthread(ThreadGroup group) {
        for (int lthread = 2; lthread < ThreadId.LTHREADS_MAX; lthread += 2) {
            UserThread thread = group.userThread(lthread);
            if (thread == null || thread.task() == null) {
                return lthread;
            }
        }
        return -1;
    }

    /** An exclusive page of zeros for an lthread number; its old frame if it had one. */
    private @Nullable UserThread freshPage(ThreadGroup group, int lthread) {
        UserThread old = group.userThread(lthread);
        if (old != null) {
            Arrays.fill(memory.writable(old.frame()), (byte) 0);
            return old;
        }
        int frame = frames.allocate();
        if (frame < 0) {
            return null;
        }
        UserThread made = new UserThread(frame, new PtRegs(memory.writable(frame)));
        group.setUserThread(lthread, made);
        return made;
    }

    /** The server holds emu_local_lock for the new thread until its first instruction. */
    private void bind(Task task, UserThread thread, ThreadId id) {
        thread.page().setWord(ExclusivePage.EMU_LOCAL_LOCK, (int) id.value());
        if (setsFlag) {
            thread.page().setWord(ExclusivePage.SIGS_HANDLED, 1);
        }
        thread.setTask(task);
        task.tss().bornInUser();
        task.setRegisters(thread.page());
        task.setUserThread(id, context.serialOf(id));
    }

    /** A thread that was started by emulib has come: its name in traces is known now. */
    public void learnSerial(Task task) {
        task.setUserThread(task.userThread(), context.serialOf(task.userThread()));
    }

    /**
     * The Linux thread has ended; its L4 thread waits for an answer that never comes. A signal
     * thread that waits for its lock must not wait for ever.
     */
    void unbind(Task task) {
        if (!task.isKernelThread()) {
            UserThread thread = task.group().userThread(task.userThread().lthread());
            if (thread != null) {
                thread.setTask(null);
                thread.page().setWord(ExclusivePage.EMU_LOCAL_LOCK, 0);
            }
        }
    }

    /** Deletes the L4 task and gives its exclusive pages back. */
    void delete(ThreadGroup group) {
        if (group.l4Task() >= 0) {
            context.taskNew(group.l4Task(), 0, ThreadId.NIL, 0, 0);
            processes.freeL4Task(group.l4Task());
            group.setL4Task(-1);
        }
        releasePages(group);
    }

    /** execve: pages of all lthreads but the first go; the L4 task is about to be made anew. */
    void releaseOtherPages(ThreadGroup group) {
        for (int lthread = 1; lthread < group.userThreadsEnd(); lthread++) {
            releasePage(group, lthread);
        }
    }

    private void releasePages(ThreadGroup group) {
        releaseOtherPages(group);
        releasePage(group, 0);
    }

    private void releasePage(ThreadGroup group, int lthread) {
        UserThread thread = group.userThread(lthread);
        if (thread != null) {
            frames.release(thread.frame());
            group.setUserThread(lthread, null);
        }
    }

    /** True for addresses where exclusive pages are. */
    public static boolean isExclusive(int address) {
        return address - ExclusivePage.BASE >= 0
                && address - ExclusivePage.BASE < ThreadId.LTHREADS_MAX << Flexpage.PAGE_SIZE_LOG2;
    }

    /**
     * A fault on an exclusive page: adds it, writable, to the reply.
     *
     * @param server the server thread that replies
     * @return false if no thread has that page
     */
    public boolean mapExclusive(ThreadContext server, ThreadGroup group, int address) {
        int lthread = address - ExclusivePage.BASE >> Flexpage.PAGE_SIZE_LOG2;
        UserThread thread = group.userThread(lthread);
        if (thread == null) {
            return false;
        }
        server.addMapItem(
                Flexpage.page(thread.frame() << Flexpage.PAGE_SIZE_LOG2, true),
                ExclusivePage.addressOf(lthread));
        return true;
    }
}
