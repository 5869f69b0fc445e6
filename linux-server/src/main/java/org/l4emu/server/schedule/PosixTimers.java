package org.l4emu.server.schedule;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.ResourceLimits;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.Signals;

/**
 * The POSIX timers of every process that has some. execve and exit delete them; fork does not
 * inherit them. Each holds the place of one pending signal, so RLIMIT_SIGPENDING bounds them.
 */
public final class PosixTimers {
    /** What becomes of an expiry: sigev_notify. */
    enum Notify {
        /** A signal to the process. */
        SIGNAL,
        /** A signal to one thread. */
        THREAD,
        /** Nothing; the timer only counts. */
        NONE
    }

    /**
     * What a timer does when it expires.
     *
     * @param thread id of the thread for {@link Notify#THREAD}
     */
    record Event(Notify how, int signal, int value, int thread) {}

    private final Processes processes;
    private final SignalSender sender;
    private final TreeMap<Integer, OfProcess> byProcess = new TreeMap<>();

    public PosixTimers(Processes processes, SignalSender sender) {
        this.processes = processes;
        this.sender = sender;
    }

    private static final class OfProcess {
        private final TreeMap<Integer, PosixTimer> timers = new TreeMap<>();
        private int nextId;

        int newId() {
            while (timers.containsKey(nextId)) {
                nextId = nextId + 1 & Integer.MAX_VALUE;
            }
            int id = nextId;
            nextId = nextId + 1 & Integer.MAX_VALUE;
            return id;
        }
    }

    /** One timer. */
    final class PosixTimer extends SignalTimer {
        private final ThreadGroup group;
        private final int id;
        private final int clockId;
        private final Event event;
        private boolean silentlySet;

        PosixTimer(ThreadGroup group, int id, int clockId, TimerClock clock, Event event) {
            super(clock);
            this.group = group;
            this.id = id;
            this.clockId = clockId;
            this.event = event;
        }

        int id() {
            return id;
        }

        int clockId() {
            return clockId;
        }

        /** See {@link SignalTimer#set}; a timer that only counts is never entered anywhere. */
        void setTo(TimerClock on, long expiryNanos, long newIntervalNanos) {
            set(on, expiryNanos, newIntervalNanos);
            silentlySet = event.how() == Notify.NONE && expiryNanos != 0;
            if (silentlySet) {
                stop();
            }
        }

        /** Nanoseconds to the next expiry; 0 if there will be none. */
        long remainingNanos() {
            if (!silentlySet) {
                return shownNanos(1);
            }
            if (intervalNanos() > 0) {
                forward(clock().nanos());
            }
            return leftNanos();
        }

        @Override
        boolean send() {
            int value = event.value();
            SignalInfo info =
                    new SignalInfo(event.signal(), SignalInfo.SI_TIMER, id, 0, value, this);
            if (event.how() == Notify.SIGNAL) {
                return sender.send(info, group);
            }
            Task thread = processes.task(event.thread());
            return thread != null
                    && thread.isAlive()
                    && thread.group() == group
                    && sender.send(info, thread);
        }

        @Override
        SignalInfo shown(SignalInfo info, int overrunCount) {
            return new SignalInfo(info.signal(), info.code(), id, overrunCount, info.value());
        }

        @Override
        public String name() {
            return "timer " + id + " of " + group.pid();
        }
    }

    /**
     * A new timer, stopped.
     *
     * @param wanted null for SIGALRM with the timer's number as its value
     * @return null if the process has as many as it may
     */
    @Nullable PosixTimer create(
            ThreadGroup group, int clockId, TimerClock clock, @Nullable Event wanted) {
        OfProcess own = byProcess.computeIfAbsent(group.pid(), pid -> new OfProcess());
        long most = group.limits().soft(ResourceLimits.SIGPENDING);
        if (most != ResourceLimits.UNLIMITED && own.timers.size() >= most) {
            return null;
        }
        int id = own.newId();
        Event event = wanted != null ? wanted : new Event(Notify.SIGNAL, Signals.SIGALRM, id, 0);
        PosixTimer timer = new PosixTimer(group, id, clockId, clock, event);
        own.timers.put(id, timer);
        return timer;
    }

    @Nullable PosixTimer find(ThreadGroup group, int id) {
        OfProcess own = byProcess.get(group.pid());
        return own == null ? null : own.timers.get(id);
    }

    /** The signal that may be pending stays so. */
    void delete(PosixTimer timer) {
        timer.set(timer.clock(), 0, 0);
        OfProcess own = byProcess.get(timer.group.pid());
        if (own != null) {
            own.timers.remove(timer.id);
        }
    }

    /** execve: numbers go on where they were. */
    public void deleteAll(ThreadGroup group) {
        OfProcess own = byProcess.get(group.pid());
        if (own != null) {
            for (PosixTimer timer : own.timers.values()) {
                timer.set(timer.clock(), 0, 0);
            }
            own.timers.clear();
        }
    }

    /** The process ended. */
    public void forget(ThreadGroup group) {
        deleteAll(group);
        byProcess.remove(group.pid());
    }

    public void digest(StateDigest digest) {
        for (OfProcess own : byProcess.values()) {
            digest.put(own.nextId);
            for (PosixTimer timer : own.timers.values()) {
                timer.digestState(digest);
                digest.put(timer.silentlySet);
                digest.put((long) timer.clockId << 32 | timer.event.thread());
                digest.put((long) timer.event.signal() << 32 | timer.event.value() & 0xffffffffL);
            }
        }
    }
}
