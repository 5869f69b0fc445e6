package org.l4emu.server.schedule;

import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.ControlFlag;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** Yielding, priorities and affinity; and futexes. */
public final class SchedulingSyscalls {
    private static final int NICE_ZERO = 20;
    private static final int MASK_BYTES = 4;

    private final Processes processes;
    private final Futexes futexes;
    private final Clocks clocks;
    private final UserMemory user;
    private final ControlFlag flag;

    public SchedulingSyscalls(
            Processes processes,
            Futexes futexes,
            Clocks clocks,
            UserMemory user,
            ControlFlag flag) {
        this.processes = processes;
        this.futexes = futexes;
        this.clocks = clocks;
        this.user = user;
        this.flag = flag;
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        String noNice = "all tasks have nice value 0";
        table.partial(34, "nice", noNice, task -> 0, INT);
        table.partial(96, "getpriority", noNice, this::getpriority, INT, INT);
        table.partial(97, "setpriority", noNice, this::setpriority, INT, INT, INT);
        table.full(158, "sched_yield", this::yieldProcessor);
        String other = "SCHED_OTHER only";
        table.partial(154, "sched_setparam", other, task -> 0, INT, POINTER);
        table.partial(155, "sched_getparam", other, this::getparam, INT, POINTER);
        table.partial(
                156,
                "sched_setscheduler",
                other,
                task -> task.arg(1) == 0 ? 0 : -Errno.EPERM,
                INT,
                INT,
                POINTER);
        table.partial(157, "sched_getscheduler", other, task -> 0, INT);
        table.partial(159, "sched_get_priority_max", other, SchedulingSyscalls::most, INT);
        table.partial(160, "sched_get_priority_min", other, SchedulingSyscalls::least, INT);
        String one = "there is one processor";
        table.partial(241, "sched_setaffinity", one, task -> 0, INT, UNSIGNED, POINTER);
        table.partial(242, "sched_getaffinity", one, this::getaffinity, INT, UNSIGNED, POINTER);
        new FutexSyscalls(futexes, clocks, user).register(table);
    }

    private int yieldProcessor(Task task) {
        flag.needResched(task, true);
        return 0;
    }

    private int getpriority(Task task) {
        boolean known = task.arg(0) >= 0 && task.arg(0) <= 2;
        return known ? NICE_ZERO : -Errno.EINVAL;
    }

    private int setpriority(Task task) {
        if (task.arg(0) < 0 || task.arg(0) > 2) {
            return -Errno.EINVAL;
        }
        return task.arg(2) < 0 && !task.credentials().isSuperuser() ? -Errno.EACCES : 0;
    }

    private int getparam(Task task) {
        user.setInt(task, task.arg(1), 0);
        return 0;
    }

    private static int most(Task task) {
        int policy = task.arg(0);
        return policy == 1 || policy == 2 ? 99 : policy >= 0 && policy < 7 ? 0 : -Errno.EINVAL;
    }

    private static int least(Task task) {
        int policy = task.arg(0);
        return policy == 1 || policy == 2 ? 1 : policy >= 0 && policy < 7 ? 0 : -Errno.EINVAL;
    }

    private int getaffinity(Task task) {
        Task other = task.arg(0) == 0 ? task : processes.task(task.arg(0));
        if (other == null) {
            return -Errno.ESRCH;
        }
        if (Integer.compareUnsigned(task.arg(1), MASK_BYTES) < 0
                || (task.arg(1) & MASK_BYTES - 1) != 0) {
            return -Errno.EINVAL;
        }
        user.setInt(task, task.arg(2), 1);
        return MASK_BYTES;
    }
}
