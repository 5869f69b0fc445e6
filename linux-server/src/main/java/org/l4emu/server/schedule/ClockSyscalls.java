package org.l4emu.server.schedule;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** Clocks and sleeps, all in virtual time. */
public final class ClockSyscalls {
    private static final int TIMER_ABSTIME = 1;
    private static final long MICRO = 1000;

    private final Clock clock;
    private final Clocks clocks;
    private final UserMemory user;

    public ClockSyscalls(Clock clock, Clocks clocks, UserMemory user) {
        this.clock = clock;
        this.clocks = clocks;
        this.user = user;
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        table.full(0, "restart_syscall", ClockSyscalls::restart);
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
    }

    /** What an interrupted wait goes on with; r7 is again what the program had put there. */
    private static int restart(Task task) {
        int number = task.info().takeRestartSyscall();
        if (number != 0) {
            task.registers().set(7, number);
        }
        BlockedOperation operation = task.info().restart();
        task.info().forgetRestart();
        return operation == null ? -Errno.EINTR : operation.restart(task);
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
        if (task.arg(0) == 0) {
            return task.credentials().isSuperuser() ? 0 : -Errno.EPERM;
        }
        long seconds = user.getInt(task, task.arg(0));
        long micros = user.getInt(task, task.arg(0) + 4);
        if (seconds < 0 || micros < 0 || micros >= 1_000_000) {
            return -Errno.EINVAL;
        }
        return setWall(task, seconds * TimeFormat.SECOND + micros * MICRO);
    }

    private int set(Task task, TimeFormat format) {
        int id = task.arg(0);
        if (id != Clocks.REALTIME && !Clocks.isDynamic(id)) {
            return -Errno.EINVAL;
        }
        long nanos = format.timespec(user, task, task.arg(1));
        if (id != Clocks.REALTIME) {
            return clocks.processor(id, task) == null ? -Errno.EINVAL : -Errno.EPERM;
        }
        return nanos < 0 ? -Errno.EINVAL : setWall(task, nanos);
    }

    /** The time of day cannot lie before the machine's start, nor where 64 bits will soon end. */
    private int setWall(Task task, long nanos) {
        if (nanos >= Clock.SETTING_MAX) {
            return -Errno.EINVAL;
        }
        if (!task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        if (nanos < clock.uptimeNanos()) {
            return -Errno.EINVAL;
        }
        clocks.setWall(nanos);
        return 0;
    }

    /** Clocks that do not count processor time; without an RTC there are no alarm clocks. */
    private static boolean isPlain(int id) {
        return switch (id) {
            case Clocks.REALTIME,
                    Clocks.MONOTONIC,
                    Clocks.MONOTONIC_RAW,
                    Clocks.REALTIME_COARSE,
                    Clocks.MONOTONIC_COARSE,
                    Clocks.BOOTTIME,
                    Clocks.TAI ->
                    true;
            default -> false;
        };
    }

    private static boolean isWall(int id) {
        return id == Clocks.REALTIME || id == Clocks.REALTIME_COARSE || id == Clocks.TAI;
    }

    /** The clock of a number; null if there is none. */
    private @Nullable TimerClock clockOf(Task task, int id) {
        if (isPlain(id)) {
            return isWall(id) ? clocks.wall() : clocks.uptime();
        }
        return clocks.processor(id, task);
    }

    private int get(Task task, TimeFormat format) {
        TimerClock named = clockOf(task, task.arg(0));
        if (named == null) {
            return -Errno.EINVAL;
        }
        format.store(user, task, task.arg(1), named.nanos());
        return 0;
    }

    private int resolution(Task task, TimeFormat format) {
        int id = task.arg(0);
        if (clockOf(task, id) == null) {
            return -Errno.EINVAL;
        }
        boolean coarse =
                id == Clocks.REALTIME_COARSE
                        || id == Clocks.MONOTONIC_COARSE
                        || Clocks.countsTicks(id);
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
        TimerClock uptime = clocks.uptime();
        return new Sleep(task, uptime, user, TimeFormat.SHORT, false, task.arg(1))
                .begin(task, ClockTimer.after(uptime, nanos));
    }

    private int clockNanosleep(Task task, TimeFormat format) {
        int id = task.arg(0);
        if (!isPlain(id) && !Clocks.isDynamic(id)) {
            if (id == Clocks.THREAD_CPUTIME
                    || id == Clocks.REALTIME_ALARM
                    || id == Clocks.BOOTTIME_ALARM) {
                return -Errno.ENOTSUP;
            }
            if (id != Clocks.PROCESS_CPUTIME) {
                return -Errno.EINVAL;
            }
        }
        if (id == Clocks.MONOTONIC_RAW
                || id == Clocks.REALTIME_COARSE
                || id == Clocks.MONOTONIC_COARSE) {
            return -Errno.ENOTSUP;
        }
        long nanos = format.timespec(user, task, task.arg(2));
        TimerClock named = clockOf(task, id);
        // A thread would wait for its own processor time, of which sleep uses none
        if (nanos < 0 || named == null || Clocks.isOwnThread(id, task)) {
            return -Errno.EINVAL;
        }
        if ((task.arg(1) & TIMER_ABSTIME) != 0) {
            Sleep sleep = new Sleep(task, named, user, format, true, 0);
            return nanos <= named.nanos() ? 0 : sleep.begin(task, nanos);
        }
        TimerClock on = isWall(id) ? clocks.uptime() : named;
        return new Sleep(task, on, user, format, false, task.arg(3))
                .begin(task, ClockTimer.after(on, nanos));
    }
}
