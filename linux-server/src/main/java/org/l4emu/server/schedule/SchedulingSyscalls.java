package org.l4emu.server.schedule;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
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

    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final int FUTEX_REQUEUE = 3;
    private static final int FUTEX_CMP_REQUEUE = 4;
    private static final int FUTEX_WAKE_OP = 5;
    private static final int FUTEX_WAIT_BITSET = 9;
    private static final int FUTEX_WAKE_BITSET = 10;
    private static final int FUTEX_PRIVATE = 0x80;
    private static final int FUTEX_CLOCK_REALTIME = 0x100;

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
        String simple = "no priority inheritance";
        table.partial(
                240,
                "futex",
                simple,
                task -> futex(task, TimeFormat.SHORT),
                POINTER,
                HEX,
                INT,
                POINTER,
                POINTER,
                INT);
        table.partial(
                422,
                "futex_time64",
                simple,
                task -> futex(task, TimeFormat.LONG),
                POINTER,
                HEX,
                INT,
                POINTER,
                POINTER,
                INT);
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

    // Futexes

    private int futex(Task task, TimeFormat format) {
        int address = task.arg(0);
        int flags = task.arg(1);
        boolean isPrivate = (flags & FUTEX_PRIVATE) != 0;
        if ((address & 3) != 0) {
            return -Errno.EINVAL;
        }
        int operation = flags & ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME);
        if ((flags & FUTEX_CLOCK_REALTIME) != 0 && operation != FUTEX_WAIT_BITSET) {
            return -Errno.ENOSYS;
        }
        switch (operation) {
            case FUTEX_WAIT, FUTEX_WAIT_BITSET -> {
                return futexWait(task, operation, format);
            }
            case FUTEX_WAKE, FUTEX_WAKE_BITSET -> {
                int bits = operation == FUTEX_WAKE ? -1 : task.arg(5);
                if (bits == 0) {
                    return -Errno.EINVAL;
                }
                return futexes.wake(
                        futexes.key(task, address, isPrivate), Math.max(1, task.arg(2)), bits);
            }
            case FUTEX_REQUEUE, FUTEX_CMP_REQUEUE -> {
                return requeue(task, operation == FUTEX_CMP_REQUEUE, isPrivate);
            }
            case FUTEX_WAKE_OP -> {
                return wakeOp(task, isPrivate);
            }
            default -> {
                return -Errno.ENOSYS;
            }
        }
    }

    private int futexWait(Task task, int operation, TimeFormat format) {
        int flags = task.arg(1);
        TimerClock on = null;
        long until = 0;
        if (task.arg(3) != 0) {
            long nanos = format.timespec(user, task, task.arg(3));
            if (nanos < 0) {
                return -Errno.EINVAL;
            }
            if (operation == FUTEX_WAIT) {
                on = clocks.uptime();
                until = ClockTimer.after(on, nanos);
            } else {
                on = (flags & FUTEX_CLOCK_REALTIME) != 0 ? clocks.wall() : clocks.uptime();
                until = nanos;
            }
        }
        int bits = operation == FUTEX_WAIT ? -1 : task.arg(5);
        if (bits == 0) {
            return -Errno.EINVAL;
        }
        boolean isPrivate = (flags & FUTEX_PRIVATE) != 0;
        return futexes.waitFor(
                task, new Futexes.Request(task.arg(0), isPrivate, task.arg(2), bits, on, until));
    }

    private int requeue(Task task, boolean compare, boolean isPrivate) {
        int most = task.arg(2);
        int moveMost = task.arg(3);
        if (most < 0 || moveMost < 0) {
            return -Errno.EINVAL;
        }
        Futexes.Key from = futexes.key(task, task.arg(0), isPrivate);
        Futexes.Key to = futexes.key(task, task.arg(4), isPrivate);
        if (compare && user.getInt(task, task.arg(0)) != task.arg(5)) {
            return -Errno.EAGAIN;
        }
        return futexes.requeue(from, most, to, moveMost);
    }

    private int wakeOp(Task task, boolean isPrivate) {
        int code = task.arg(5);
        int operand = code << 8 >> 20;
        int comparand = code << 20 >> 20;
        int value = (code >>> 28 & 8) != 0 ? 1 << (operand & 31) : operand;
        int second = task.arg(4);
        Futexes.Key from = futexes.key(task, task.arg(0), isPrivate);
        Futexes.Key to = futexes.key(task, second, isPrivate);
        int before = user.getInt(task, second);
        int after =
                switch (code >>> 28 & 7) {
                    case 0 -> value;
                    case 1 -> before + value;
                    case 2 -> before | value;
                    case 3 -> before & ~value;
                    case 4 -> before ^ value;
                    default -> before;
                };
        if ((code >>> 28 & 7) > 4) {
            return -Errno.ENOSYS;
        }
        user.setInt(task, second, after);
        int woken = futexes.wake(from, Math.max(1, task.arg(2)), -1);
        boolean also =
                switch (code >>> 24 & 15) {
                    case 0 -> before == comparand;
                    case 1 -> before != comparand;
                    case 2 -> before < comparand;
                    case 3 -> before <= comparand;
                    case 4 -> before > comparand;
                    case 5 -> before >= comparand;
                    default -> false;
                };
        return woken + (also ? futexes.wake(to, Math.max(1, task.arg(3)), -1) : 0);
    }
}
