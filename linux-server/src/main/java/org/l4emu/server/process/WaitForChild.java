package org.l4emu.server.process;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.ptrace.Tracee;
import org.l4emu.server.schedule.Clock;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallHandler;

/** wait4 and waitid: looks among the children for one whose state changed as asked for. */
final class WaitForChild extends BlockedOperation {
    static final int WNOHANG = 1;
    static final int WUNTRACED = 2;
    static final int WEXITED = 4;
    static final int WCONTINUED = 8;
    static final int WNOWAIT = 0x01000000;

    /** Only children the calling thread itself made. */
    static final int WNOTHREAD = 0x20000000;

    /** Children of every kind. */
    static final int WALL = 0x40000000;

    /** Only children whose end is not told by SIGCHLD; without it and WALL only the others. */
    static final int WCLONE = 0x80000000;

    /** What chooses among kinds of children. */
    static final int CHILD_KINDS = WNOTHREAD | WALL | WCLONE;

    static final int P_ALL = 0;
    static final int P_PID = 1;
    static final int P_PGID = 2;

    private static final int CONTINUED_STATUS = 0xffff;

    private final Exiting exiting;
    private final Taker taker;
    private final int idKind;
    private final int id;
    private final int options;

    /** Writes what was found to the caller's memory. */
    interface Taker {
        /** Returns the call's result; {@code found} is null if WNOHANG found nothing. */
        int take(Task caller, @Nullable Found found);
    }

    /**
     * A child whose state changed, as it was when it was found.
     *
     * @param status wait status
     * @param uid its real user id
     * @param userTicks virtual time in user mode of the child and the children it collected
     * @param systemTicks the same in the kernel
     * @param trapped true if it is a traced thread that stopped for its tracer
     */
    record Found(int pid, int status, int uid, long userTicks, long systemTicks, boolean trapped) {
        /** A traced thread. */
        static Found of(Task traced, int status) {
            ThreadGroup group = traced.group();
            int uid = traced.credentials().uid();
            boolean trapped = (status & 0xff) == 0x7f;
            return new Found(
                    traced.pid(), status, uid, group.userTicks(), group.systemTicks(), trapped);
        }

        static Found of(ThreadGroup child, int status) {
            return new Found(
                    child.pid(),
                    status,
                    child.leader().credentials().uid(),
                    child.userTicks() + child.childrenUserTicks(),
                    child.systemTicks() + child.childrenSystemTicks(),
                    /* trapped= */ false);
        }
    }

    WaitForChild(Exiting exiting, int idKind, int id, int options, Taker taker) {
        this.exiting = exiting;
        this.idKind = idKind;
        this.id = id;
        this.options = options;
        this.taker = taker;
    }

    /**
     * Looks once, and waits if there is something to wait for.
     *
     * @return the call's result, −ECHILD if no child can ever match
     */
    int begin(Task task) {
        int result = resume(task);
        return result == SyscallHandler.BLOCKED
                ? task.block(this, task.group().childChanged())
                : result;
    }

    @Override
    public int resume(Task task) {
        boolean any = false;
        for (ThreadGroup child : task.group().children()) {
            if (matches(child, task)) {
                if (hasNews(child)) {
                    return report(task, child);
                }
                any |= !child.isDead() || child.isHeldByTracer();
            }
        }
        for (Tracee tracee : task.group().tracees()) {
            if (matches(tracee, task)) {
                any = true;
                if (tracee.hasNews() && (!tracee.hasEnded() || (options & WEXITED) != 0)) {
                    return report(task, tracee);
                }
            }
        }
        if (!any) {
            return -Errno.ECHILD;
        }
        if ((options & WNOHANG) != 0) {
            return taker.take(task, null);
        }
        return SyscallHandler.BLOCKED;
    }

    private boolean matches(ThreadGroup child, Task task) {
        boolean named =
                switch (idKind) {
                    case P_PID -> child.pid() == id;
                    case P_PGID -> child.processGroup() == id;
                    default -> true;
                };
        boolean ofKind =
                (options & WALL) != 0
                        || (child.exitSignal() != Signals.SIGCHLD) == ((options & WCLONE) != 0);
        boolean own = (options & WNOTHREAD) == 0 || child.parentThread() == task.pid();
        return named && ofKind && own;
    }

    private boolean matches(Tracee tracee, Task task) {
        Task traced = tracee.task();
        boolean named =
                switch (idKind) {
                    case P_PID -> traced.pid() == id;
                    case P_PGID -> traced.group().processGroup() == id;
                    default -> true;
                };
        return named && ((options & WNOTHREAD) == 0 || tracee.tracer() == task);
    }

    private int report(Task task, Tracee tracee) {
        Task traced = tracee.task();
        Found found = Found.of(traced, tracee.status());
        if ((options & WNOWAIT) == 0) {
            if (tracee.hasEnded()) {
                exiting.tracing().links().reaped(tracee);
            } else {
                tracee.setReported();
            }
        }
        return taker.take(task, found);
    }

    private boolean hasNews(ThreadGroup child) {
        if (child.isDead()) {
            return (options & WEXITED) != 0 && !child.isHeldByTracer();
        }
        Tracee tracee = child.leader().tracee();
        if (tracee != null && tracee.tracerGroup() == child.parent()) {
            // Its stops are told as a tracee's
            return false;
        }
        return (options & WUNTRACED) != 0 && child.hasStopToReport()
                || (options & WCONTINUED) != 0 && child.hasContinueToReport();
    }

    private int report(Task task, ThreadGroup child) {
        boolean keep = (options & WNOWAIT) != 0;
        if (child.isDead()) {
            Found found = Found.of(child, child.exitStatus());
            if (!keep) {
                exiting.collect(child);
            }
            return taker.take(task, found);
        }
        if ((options & WUNTRACED) != 0 && child.hasStopToReport()) {
            return taker.take(task, Found.of(child, child.takeStopStatus(keep)));
        }
        child.takeContinue(keep);
        return taker.take(task, Found.of(child, CONTINUED_STATUS));
    }

    @Override
    public String waitsFor() {
        return switch (idKind) {
            case P_PID -> "end of process " + id;
            case P_PGID -> "end of a process in group " + id;
            default -> "end of a child";
        };
    }

    /** Stores {@code struct rusage}: user and system time, the rest zero. */
    static void storeUsage(
            UserMemory user, Task task, int address, Clock clock, long userTicks, long system) {
        user.zero(task, address, 72);
        storeTime(user, task, address, clock.nanosOf(userTicks));
        storeTime(user, task, address + 8, clock.nanosOf(system));
    }

    /** Stores {@code struct timeval}. */
    static void storeTime(UserMemory user, Task task, int address, long nanos) {
        user.setInt(task, address, (int) (nanos / 1_000_000_000L));
        user.setInt(task, address + 4, (int) (nanos % 1_000_000_000L / 1000));
    }
}
