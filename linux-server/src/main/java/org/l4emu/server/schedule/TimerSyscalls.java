package org.l4emu.server.schedule;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.PosixTimers.Event;
import org.l4emu.server.schedule.PosixTimers.Notify;
import org.l4emu.server.schedule.PosixTimers.PosixTimer;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallTable;

/**
 * Interval timers and POSIX timers.
 *
 * <pre>
 *   struct sigevent: value 0   signo 4   notify 8   thread id 12
 *   struct itimerspec: interval, then value
 * </pre>
 */
public final class TimerSyscalls {
    private static final int SIGEV_SIGNAL = 0;
    private static final int SIGEV_NONE = 1;
    private static final int SIGEV_THREAD = 2;
    private static final int SIGEV_THREAD_ID = 4;
    private static final int TIMER_ABSTIME = 1;

    private final Clocks clocks;
    private final PosixTimers timers;
    private final IntervalTimers intervals;
    private final Processes processes;
    private final UserMemory user;

    public TimerSyscalls(
            Clocks clocks,
            PosixTimers timers,
            IntervalTimers intervals,
            Processes processes,
            UserMemory user) {
        this.clocks = clocks;
        this.timers = timers;
        this.intervals = intervals;
        this.processes = processes;
        this.user = user;
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        table.full(27, "alarm", intervals::alarm, UNSIGNED);
        table.full(104, "setitimer", intervals::setitimer, INT, POINTER, POINTER);
        table.full(105, "getitimer", intervals::getitimer, INT, POINTER);
        table.full(257, "timer_create", this::create, INT, POINTER, POINTER);
        table.full(
                258,
                "timer_settime",
                task -> set(task, TimeFormat.SHORT),
                INT,
                HEX,
                POINTER,
                POINTER);
        table.full(
                409,
                "timer_settime64",
                task -> set(task, TimeFormat.LONG),
                INT,
                HEX,
                POINTER,
                POINTER);
        table.full(259, "timer_gettime", task -> get(task, TimeFormat.SHORT), INT, POINTER);
        table.full(408, "timer_gettime64", task -> get(task, TimeFormat.LONG), INT, POINTER);
        table.full(260, "timer_getoverrun", this::overrun, INT);
        table.full(261, "timer_delete", this::delete, INT);
    }

    private int create(Task task) {
        boolean named = task.arg(1) != 0;
        int value = named ? user.getInt(task, task.arg(1)) : 0;
        int signal = named ? user.getInt(task, task.arg(1) + 4) : 0;
        int notify = named ? user.getInt(task, task.arg(1) + 8) : 0;
        int thread = named ? user.getInt(task, task.arg(1) + 12) : 0;
        int clockId = task.arg(0);
        if (isWithoutTimers(clockId)) {
            return -Errno.ENOTSUP;
        }
        boolean plain = isPlain(clockId);
        TimerClock clock = plain ? clocks.uptime() : clocks.processor(clockId, task);
        if (clock == null || named && !isGood(task, notify, signal, thread)) {
            return -Errno.EINVAL;
        }
        Event event = named ? new Event(kindOf(notify), signal, value, thread) : null;
        PosixTimer timer = timers.create(task.group(), clockId, clock, event);
        return timer == null ? -Errno.EAGAIN : store(task, timer);
    }

    private static boolean isPlain(int clockId) {
        return switch (clockId) {
            case Clocks.REALTIME, Clocks.MONOTONIC, Clocks.BOOTTIME, Clocks.TAI -> true;
            default -> false;
        };
    }

    /**
     * Clocks that can only be read; alarms would need a clock that runs while the machine sleeps.
     */
    private static boolean isWithoutTimers(int clockId) {
        return switch (clockId) {
            case Clocks.MONOTONIC_RAW,
                    Clocks.REALTIME_COARSE,
                    Clocks.MONOTONIC_COARSE,
                    Clocks.REALTIME_ALARM,
                    Clocks.BOOTTIME_ALARM ->
                    true;
            default -> false;
        };
    }

    private boolean isGood(Task task, int notify, int signal, int thread) {
        switch (notify) {
            case SIGEV_NONE -> {
                return true;
            }
            case SIGEV_SIGNAL, SIGEV_THREAD -> {
                return Signals.isValid(signal);
            }
            case SIGEV_THREAD_ID -> {
                Task target = processes.task(thread);
                return target != null
                        && target.isAlive()
                        && target.group() == task.group()
                        && Signals.isValid(signal);
            }
            default -> {
                return false;
            }
        }
    }

    /** SIGEV_THREAD is the C library's business; the kernel sends a signal. */
    private static Notify kindOf(int notify) {
        return switch (notify) {
            case SIGEV_NONE -> Notify.NONE;
            case SIGEV_THREAD_ID -> Notify.THREAD;
            default -> Notify.SIGNAL;
        };
    }

    /** Without a number the caller could not use it: a bad address takes the timer back. */
    private int store(Task task, PosixTimer timer) {
        try {
            user.setInt(task, task.arg(2), timer.id());
            return 0;
        } catch (UserFault badAddress) {
            timers.delete(timer);
            return -Errno.EFAULT;
        }
    }

    private int set(Task task, TimeFormat format) {
        int address = task.arg(2);
        if (address == 0) {
            return -Errno.EINVAL;
        }
        long interval = format.timespec(user, task, address);
        long value = format.timespec(user, task, address + format.bytes());
        PosixTimer timer = timers.find(task.group(), task.arg(0));
        if (interval < 0 || value < 0 || timer == null) {
            return -Errno.EINVAL;
        }
        long intervalBefore = timer.intervalNanos();
        long before = timer.remainingNanos();
        boolean absolute = (task.arg(1) & TIMER_ABSTIME) != 0;
        TimerClock clock = clockFor(timer, absolute);
        long expiry = absolute || value == 0 ? value : ClockTimer.after(clock, value);
        timer.setTo(clock, expiry, interval);
        if (task.arg(3) != 0) {
            store(task, format, task.arg(3), intervalBefore, before);
        }
        return 0;
    }

    /** A length of time passes however often somebody sets the time of day. */
    private TimerClock clockFor(PosixTimer timer, boolean absolute) {
        if (!isPlain(timer.clockId())) {
            return timer.clock();
        }
        boolean wall = timer.clockId() == Clocks.REALTIME || timer.clockId() == Clocks.TAI;
        return wall && absolute ? clocks.wall() : clocks.uptime();
    }

    private int get(Task task, TimeFormat format) {
        PosixTimer timer = timers.find(task.group(), task.arg(0));
        if (timer == null) {
            return -Errno.EINVAL;
        }
        store(task, format, task.arg(1), timer.intervalNanos(), timer.remainingNanos());
        return 0;
    }

    private void store(Task task, TimeFormat format, int address, long interval, long value) {
        format.store(user, task, address, interval);
        format.store(user, task, address + format.bytes(), value);
    }

    private int overrun(Task task) {
        PosixTimer timer = timers.find(task.group(), task.arg(0));
        return timer == null ? -Errno.EINVAL : timer.overrunCount();
    }

    private int delete(Task task) {
        PosixTimer timer = timers.find(task.group(), task.arg(0));
        if (timer == null) {
            return -Errno.EINVAL;
        }
        timers.delete(timer);
        return 0;
    }
}
