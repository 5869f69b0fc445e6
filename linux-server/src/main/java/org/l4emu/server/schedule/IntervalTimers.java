package org.l4emu.server.schedule;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.Signals;

/**
 * ITIMER_REAL, ITIMER_VIRTUAL and ITIMER_PROF of every process that has set one, and alarm. They
 * outlive execve and are not inherited.
 */
public final class IntervalTimers {
    private static final int REAL = 0;
    private static final int VIRTUAL = 1;
    private static final int PROF = 2;
    private static final int KINDS = 3;
    private static final long MICRO = 1000;
    private static final String[] NAMES = {"ITIMER_REAL ", "ITIMER_VIRTUAL ", "ITIMER_PROF "};
    private static final int[] SIGNALS = {Signals.SIGALRM, Signals.SIGVTALRM, Signals.SIGPROF};

    private final Clocks clocks;
    private final UserMemory user;
    private final SignalSender sender;
    private final TreeMap<Integer, @Nullable Interval[]> byProcess = new TreeMap<>();

    public IntervalTimers(Clocks clocks, UserMemory user, SignalSender sender) {
        this.clocks = clocks;
        this.user = user;
        this.sender = sender;
    }

    private final class Interval extends SignalTimer {
        private final ThreadGroup group;
        private final int kind;

        Interval(ThreadGroup group, int kind) {
            super(clockOf(group, kind));
            this.group = group;
            this.kind = kind;
        }

        @Override
        boolean send() {
            int signal = SIGNALS[kind];
            sender.send(new SignalInfo(signal, SignalInfo.SI_KERNEL, 0, 0, 0, this), group);
            return true;
        }

        @Override
        SignalInfo shown(SignalInfo info, int overrunCount) {
            return info;
        }

        @Override
        public String name() {
            return NAMES[kind] + group.pid();
        }
    }

    private TimerClock clockOf(ThreadGroup group, int kind) {
        return switch (kind) {
            case REAL -> clocks.uptime();
            case VIRTUAL -> clocks.processor(group, null, ProcessorClock.Kind.USER);
            default -> clocks.processor(group, null, ProcessorClock.Kind.ALL);
        };
    }

    private @Nullable Interval find(ThreadGroup group, int kind) {
        @Nullable Interval[] timers = byProcess.get(group.pid());
        return timers == null ? null : timers[kind];
    }

    /** A process ended: its timers go with it. */
    public void forget(ThreadGroup group) {
        @Nullable Interval[] timers = byProcess.remove(group.pid());
        for (int kind = 0; timers != null && kind < KINDS; kind++) {
            Interval timer = timers[kind];
            if (timer != null) {
                timer.stop();
            }
        }
    }

    private long leftNanos(ThreadGroup group, int kind) {
        Interval timer = find(group, kind);
        return timer == null ? 0 : timer.shownNanos(MICRO);
    }

    private void set(ThreadGroup group, int kind, long nanos, long intervalNanos) {
        Interval timer = find(group, kind);
        if (timer == null) {
            if (nanos == 0 && intervalNanos == 0) {
                return;
            }
            timer = new Interval(group, kind);
            byProcess.computeIfAbsent(group.pid(), pid -> new @Nullable Interval[KINDS])[kind] =
                    timer;
        }
        long expiry = nanos == 0 ? 0 : ClockTimer.after(timer.clock(), nanos);
        timer.set(timer.clock(), expiry, intervalNanos);
        if (kind != REAL) {
            // Linux keeps the interval of a stopped timer on processor time
            timer.setInterval(intervalNanos);
        }
    }

    /** The time left is rounded to seconds, but never to 0. */
    int alarm(Task task) {
        long left = leftNanos(task.group(), REAL);
        long seconds = Math.min(task.arg(0) & 0xffffffffL, Integer.MAX_VALUE);
        set(task.group(), REAL, seconds * TimeFormat.SECOND, 0);
        return (int) ((left + TimeFormat.SECOND / 2) / TimeFormat.SECOND)
                | (left > 0 && left < TimeFormat.SECOND / 2 ? 1 : 0);
    }

    int setitimer(Task task) {
        long interval = 0;
        long value = 0;
        if (task.arg(1) != 0) {
            interval = timeval(task, task.arg(1));
            value = timeval(task, task.arg(1) + 8);
        }
        int kind = task.arg(0);
        if (interval < 0 || value < 0 || kind < REAL || kind > PROF) {
            return -Errno.EINVAL;
        }
        long intervalBefore = intervalNanos(task.group(), kind);
        long before = leftNanos(task.group(), kind);
        set(task.group(), kind, value, interval);
        if (task.arg(2) != 0) {
            store(task, task.arg(2), intervalBefore, before);
        }
        return 0;
    }

    int getitimer(Task task) {
        int kind = task.arg(0);
        if (kind < REAL || kind > PROF) {
            return -Errno.EINVAL;
        }
        ThreadGroup group = task.group();
        store(task, task.arg(1), intervalNanos(group, kind), leftNanos(group, kind));
        return 0;
    }

    private long intervalNanos(ThreadGroup group, int kind) {
        Interval timer = find(group, kind);
        return timer == null ? 0 : timer.intervalNanos();
    }

    private long timeval(Task task, int address) {
        long seconds = user.getInt(task, address);
        long micros = user.getInt(task, address + 4);
        boolean good = seconds >= 0 && micros >= 0 && micros < 1_000_000;
        return good ? seconds * TimeFormat.SECOND + micros * MICRO : -1;
    }

    private void store(Task task, int address, long intervalNanos, long leftNanos) {
        storeTimeval(task, address, intervalNanos);
        storeTimeval(task, address + 8, leftNanos);
    }

    private void storeTimeval(Task task, int address, long nanos) {
        user.setInt(task, address, (int) (nanos / TimeFormat.SECOND));
        user.setInt(task, address + 4, (int) (nanos % TimeFormat.SECOND / MICRO));
    }

    public void digest(StateDigest digest) {
        for (@Nullable Interval[] timers : byProcess.values()) {
            for (Interval timer : timers) {
                if (timer != null) {
                    timer.digestState(digest);
                }
            }
        }
    }
}
