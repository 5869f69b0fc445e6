package org.l4emu.server.process;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.ptrace.Tracee;
import org.l4emu.server.schedule.Clock;
import org.l4emu.server.syscall.SyscallHandler;

/** wait4 and waitid: looks among the children for one whose state changed as asked for. */
final class WaitForChild extends BlockedOperation {
    static final int WNOHANG = 1;
    static final int WUNTRACED = 2;
    static final int WEXITED = 4;
    static final int WCONTINUED = 8;
    static final int WNOWAIT = 0x01000000;

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
        /** Returns the call's result; {@code child} null and pid 0 if WNOHANG found nothing. */
        int take(Task caller, int pid, int status, @Nullable ThreadGroup child);
    }

    WaitForChild(Exiting exiting, int idKind, int id, int options, Taker taker) {
        this.exiting = exiting;
        this.idKind = idKind;
        this.id = id;
        this.options = options;
        this.taker = taker;
    }

    /** Looks once, and waits if there is something to wait for. */
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
                any = true;
                if (hasNews(child)) {
                    return report(task, child);
                }
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
            return taker.take(task, 0, 0, null);
        }
        return SyscallHandler.BLOCKED;
    }

    private boolean matches(ThreadGroup child, Task task) {
        return switch (idKind) {
            case P_PID -> child.pid() == id;
            case P_PGID -> child.processGroup() == (id == 0 ? task.group().processGroup() : id);
            default -> true;
        };
    }

    private boolean matches(Tracee tracee, Task task) {
        Task traced = tracee.task();
        return switch (idKind) {
            case P_PID -> traced.pid() == id;
            case P_PGID ->
                    traced.group().processGroup() == (id == 0 ? task.group().processGroup() : id);
            default -> true;
        };
    }

    private int report(Task task, Tracee tracee) {
        Task traced = tracee.task();
        int status = tracee.status();
        if ((options & WNOWAIT) == 0) {
            if (tracee.hasEnded()) {
                exiting.tracing().links().reaped(tracee);
            } else {
                tracee.setReported();
            }
        }
        return taker.take(task, traced.pid(), status, traced.group());
    }

    private boolean hasNews(ThreadGroup child) {
        Tracee tracee = child.leader().tracee();
        if (tracee != null && tracee.tracerGroup() == child.parent()) {
            // Its stops are told as a tracee's
            return false;
        }
        return (options & WEXITED) != 0 && child.isDead() && !child.isHeldByTracer()
                || (options & WUNTRACED) != 0 && child.hasStopToReport()
                || (options & WCONTINUED) != 0 && child.hasContinueToReport();
    }

    private int report(Task task, ThreadGroup child) {
        boolean keep = (options & WNOWAIT) != 0;
        int pid = child.pid();
        if ((options & WEXITED) != 0 && child.isDead()) {
            int status = child.exitStatus();
            if (!keep) {
                exiting.collect(child);
            }
            return taker.take(task, pid, status, child);
        }
        if (child.hasStopToReport()) {
            return taker.take(task, pid, child.takeStopStatus(keep), child);
        }
        child.takeContinue(keep);
        return taker.take(task, pid, CONTINUED_STATUS, child);
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
