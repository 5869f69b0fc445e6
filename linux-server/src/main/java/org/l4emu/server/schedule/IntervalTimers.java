package org.l4emu.server.schedule;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.Signals;

/** ITIMER_REAL of every process that has set it, and alarm on top of it. */
public final class IntervalTimers {
    private static final int ITIMER_REAL = 0;
    private static final int ITIMER_PROF = 2;
    private static final long MICRO = 1000;

    private final Timers timers;
    private final Clock clock;
    private final UserMemory user;
    private final SignalSender sender;
    private final TreeMap<Integer, RealTimer> byProcess = new TreeMap<>();

    public IntervalTimers(Timers timers, Clock clock, UserMemory user, SignalSender sender) {
        this.timers = timers;
        this.clock = clock;
        this.user = user;
        this.sender = sender;
    }

    private final class RealTimer extends Timer {
        private final ThreadGroup group;
        private final long interval;

        RealTimer(ThreadGroup group, long interval) {
            this.group = group;
            this.interval = interval;
        }

        @Override
        protected void expire() {
            if (interval > 0) {
                timers.add(this, deadline() + interval);
            } else {
                byProcess.remove(group.pid());
            }
            sender.send(SignalInfo.kernel(Signals.SIGALRM), group);
        }

        @Override
        public String name() {
            return "ITIMER_REAL " + group.pid();
        }
    }

    /** A process ended or runs another program: its timer goes with it. */
    public void forget(ThreadGroup group) {
        RealTimer timer = byProcess.remove(group.pid());
        if (timer != null) {
            timers.remove(timer);
        }
    }

    private long leftNanos(@Nullable RealTimer timer) {
        return timer == null
                ? 0
                : Math.max(MICRO, clock.nanosOf(timer.deadline()) - clock.uptimeNanos());
    }

    private void set(ThreadGroup group, long nanos, long intervalNanos) {
        forget(group);
        if (nanos > 0) {
            RealTimer timer = new RealTimer(group, clock.ticksOf(intervalNanos));
            byProcess.put(group.pid(), timer);
            timers.add(timer, clock.deadlineAfter(nanos));
        }
    }

    int alarm(Task task) {
        long left = leftNanos(byProcess.get(task.group().pid()));
        set(task.group(), (task.arg(0) & 0xffffffffL) * TimeFormat.SECOND, 0);
        return (int) ((left + TimeFormat.SECOND / 2) / TimeFormat.SECOND)
                | (left > 0 && left < TimeFormat.SECOND / 2 ? 1 : 0);
    }

    int setitimer(Task task) {
        int error = check(task.arg(0));
        if (error != 0) {
            return error;
        }
        long interval = 0;
        long value = 0;
        if (task.arg(1) != 0) {
            interval = timeval(task, task.arg(1));
            value = timeval(task, task.arg(1) + 8);
            if (interval < 0 || value < 0) {
                return -Errno.EINVAL;
            }
        }
        if (task.arg(2) != 0) {
            store(task, task.arg(2));
        }
        set(task.group(), value, interval);
        return 0;
    }

    int getitimer(Task task) {
        int error = check(task.arg(0));
        if (error == 0) {
            store(task, task.arg(1));
        }
        return error;
    }

    private static int check(int which) {
        if (which == ITIMER_REAL) {
            return 0;
        }
        return which > ITIMER_REAL && which <= ITIMER_PROF ? -Errno.ENOSYS : -Errno.EINVAL;
    }

    private long timeval(Task task, int address) {
        long seconds = user.getInt(task, address);
        long micros = user.getInt(task, address + 4);
        boolean good = seconds >= 0 && micros >= 0 && micros < 1_000_000;
        return good ? seconds * TimeFormat.SECOND + micros * MICRO : -1;
    }

    private void store(Task task, int address) {
        RealTimer timer = byProcess.get(task.group().pid());
        storeTimeval(task, address, timer == null ? 0 : clock.nanosOf(timer.interval));
        storeTimeval(task, address + 8, leftNanos(timer));
    }

    private void storeTimeval(Task task, int address, long nanos) {
        user.setInt(task, address, (int) (nanos / TimeFormat.SECOND));
        user.setInt(task, address + 4, (int) (nanos % TimeFormat.SECOND / MICRO));
    }
}
