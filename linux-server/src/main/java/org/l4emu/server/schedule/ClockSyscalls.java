package org.l4emu.server.schedule;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.syscall.SyscallTable;

/** Clocks and sleeps, all in virtual time. */
public final class ClockSyscalls {
    private static final int REALTIME = 0;
    private static final int MONOTONIC = 1;
    private static final int PROCESS_CPUTIME = 2;
    private static final int THREAD_CPUTIME = 3;
    private static final int MONOTONIC_RAW = 4;
    private static final int REALTIME_COARSE = 5;
    private static final int MONOTONIC_COARSE = 6;
    private static final int BOOTTIME = 7;
    private static final int TAI = 11;

    private static final int TIMER_ABSTIME = 1;
    private static final long MICRO = 1000;

    private final Clock clock;
    private final Timers timers;
    private final UserMemory user;
    private final IntervalTimers intervals;

    public ClockSyscalls(Clock clock, Timers timers, UserMemory user, IntervalTimers intervals) {
        this.clock = clock;
        this.timers = timers;
        this.user = user;
        this.intervals = intervals;
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        table.full(13, "time", this::time, POINTER);
        table.full(78, "gettimeofday", this::gettimeofday, POINTER, POINTER);
        table.full(79, "settimeofday", this::settimeofday, POINTER, POINTER);
        table.full(262, "clock_settime", task -> set(task, TimeFormat.SHORT), INT, POINTER);
        table.full(404, "clock_settime64", task -> set(task, TimeFormat.LONG), INT, POINTER);
        table.full(263, "clock_gettime", task -> get(task, TimeFormat.SHORT), INT, POINTER);
        table.full(403, "clock_gettime64", task -> get(task, TimeFormat.LONG), INT, POINTER);
        table.full(264, "clock_getres", task -> resolution(task, TimeFormat.SHORT), INT, POINTER);
        table.full(
                406,
                "clock_getres_time64",
                task -> resolution(task, TimeFormat.LONG),
                INT,
                POINTER);
        table.full(162, "nanosleep", this::nanosleep, POINTER, POINTER);
        table.full(
                265,
                "clock_nanosleep",
                task -> clockNanosleep(task, TimeFormat.SHORT),
                INT,
                HEX,
                POINTER,
                POINTER);
        table.full(
                407,
                "clock_nanosleep_time64",
                task -> clockNanosleep(task, TimeFormat.LONG),
                INT,
                HEX,
                POINTER,
                POINTER);
        table.full(27, "alarm", intervals::alarm, UNSIGNED);
        String real = "ITIMER_REAL only";
        table.partial(104, "setitimer", real, intervals::setitimer, INT, POINTER, POINTER);
        table.partial(105, "getitimer", real, intervals::getitimer, INT, POINTER);
        table.absent(257, "timer_create", "POSIX timers come later", -Errno.ENOSYS);
    }

    private int time(Task task) {
        int seconds = (int) (clock.wallNanos() / TimeFormat.SECOND);
        if (task.arg(0) != 0) {
            user.setInt(task, task.arg(0), seconds);
        }
        return seconds;
    }

    private int gettimeofday(Task task) {
        long now = clock.wallNanos();
        if (task.arg(0) != 0) {
            user.setInt(task, task.arg(0), (int) (now / TimeFormat.SECOND));
            user.setInt(task, task.arg(0) + 4, (int) (now % TimeFormat.SECOND / MICRO));
        }
        if (task.arg(1) != 0) {
            user.setLong(task, task.arg(1), 0);
        }
        return 0;
    }

    private int settimeofday(Task task) {
        if (!task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        if (task.arg(0) != 0) {
            long seconds = user.getInt(task, task.arg(0));
            long micros = user.getInt(task, task.arg(0) + 4);
            if (seconds < 0 || micros < 0 || micros >= 1_000_000) {
                return -Errno.EINVAL;
            }
            clock.set(seconds * TimeFormat.SECOND + micros * MICRO);
        }
        return 0;
    }

    private int set(Task task, TimeFormat format) {
        long nanos = format.timespec(user, task, task.arg(1));
        if (task.arg(0) != REALTIME || nanos < 0) {
            return -Errno.EINVAL;
        }
        if (!task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        clock.set(nanos);
        return 0;
    }

    private static boolean isKnown(int id) {
        return id >= REALTIME && id <= BOOTTIME || id == TAI;
    }

    private int get(Task task, TimeFormat format) {
        int id = task.arg(0);
        if (!isKnown(id) && id >= 0) {
            return -Errno.EINVAL;
        }
        format.store(user, task, task.arg(1), read(task, id));
        return 0;
    }

    private long read(Task task, int id) {
        return switch (id) {
            case REALTIME, REALTIME_COARSE, TAI -> clock.wallNanos();
            case MONOTONIC, MONOTONIC_RAW, MONOTONIC_COARSE, BOOTTIME -> clock.uptimeNanos();
            case THREAD_CPUTIME ->
                    clock.nanosOf(task.info().userTicks() + task.info().systemTicks());
            default -> {
                ThreadGroup group = task.group();
                yield clock.nanosOf(group.userTicks() + group.systemTicks());
            }
        };
    }

    private int resolution(Task task, TimeFormat format) {
        int id = task.arg(0);
        if (!isKnown(id) && id >= 0) {
            return -Errno.EINVAL;
        }
        boolean coarse = id == REALTIME_COARSE || id == MONOTONIC_COARSE;
        if (task.arg(1) != 0) {
            format.store(user, task, task.arg(1), coarse ? TimeFormat.SECOND / Clock.HZ : 1);
        }
        return 0;
    }

    private int nanosleep(Task task) {
        long nanos = TimeFormat.SHORT.timespec(user, task, task.arg(0));
        if (nanos < 0) {
            return -Errno.EINVAL;
        }
        return sleep(task, clock.deadlineAfter(nanos), TimeFormat.SHORT, task.arg(1));
    }

    private int clockNanosleep(Task task, TimeFormat format) {
        int id = task.arg(0);
        long nanos = format.timespec(user, task, task.arg(2));
        if (nanos < 0 || !isKnown(id) || id == THREAD_CPUTIME) {
            return -Errno.EINVAL;
        }
        if (id == MONOTONIC_RAW
                || id == REALTIME_COARSE
                || id == MONOTONIC_COARSE
                || id == PROCESS_CPUTIME) {
            return -Errno.ENOTSUP;
        }
        if ((task.arg(1) & TIMER_ABSTIME) == 0) {
            return sleep(task, clock.deadlineAfter(nanos), format, task.arg(3));
        }
        long offset = id == REALTIME || id == TAI ? clock.wallOffsetNanos() : 0;
        long uptime = nanos - offset;
        return uptime <= clock.uptimeNanos() ? 0 : sleep(task, clock.ticksOf(uptime), format, 0);
    }

    private int sleep(Task task, long deadline, TimeFormat format, int remainingAddress) {
        return new Sleep(task, timers, clock, user, format, remainingAddress).begin(task, deadline);
    }
}
