package org.l4emu.server.schedule;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/**
 * The clocks a program names by number, as clocks for timers. Negative numbers are processor clocks
 * of processes and threads:
 *
 * <pre>
 *   ~id 31..3   of a thread 2   what 1..0: 0 user and system, 1 user, 2 scheduler's, 3 no such clock
 * </pre>
 */
public final class Clocks {
    static final int REALTIME = 0;
    static final int MONOTONIC = 1;
    static final int PROCESS_CPUTIME = 2;
    static final int THREAD_CPUTIME = 3;
    static final int MONOTONIC_RAW = 4;
    static final int REALTIME_COARSE = 5;
    static final int MONOTONIC_COARSE = 6;
    static final int BOOTTIME = 7;
    static final int REALTIME_ALARM = 8;
    static final int BOOTTIME_ALARM = 9;
    static final int TAI = 11;

    private static final int OF_THREAD = 4;
    private static final int WHAT_MASK = 3;
    private static final int WHAT_USER = 1;
    private static final int WHAT_SCHEDULER = 2;
    private static final int WHAT_NONE = 3;

    private final Clock clock;
    private final Timers timers;
    private final Processes processes;
    private final ProcessorTimers processorTimers;
    private final TimerClock uptime;
    private final TimerClock wall;
    private final ArrayList<WallListener> listeners = new ArrayList<>();

    /** Wants to know when somebody sets the time of day. */
    public interface WallListener {
        void wallClockSet();
    }

    public Clocks(Clock clock, Timers timers, Processes processes) {
        this.clock = clock;
        this.timers = timers;
        this.processes = processes;
        processorTimers = new ProcessorTimers(timers, clock);
        uptime = new SystemClock(clock, timers, false);
        wall = new SystemClock(clock, timers, true);
    }

    /** CLOCK_MONOTONIC and CLOCK_BOOTTIME: the machine never sleeps. */
    public TimerClock uptime() {
        return uptime;
    }

    /** CLOCK_REALTIME; timers on it move when it is set. */
    public TimerClock wall() {
        return wall;
    }

    ProcessorClock processor(ThreadGroup group, @Nullable Task thread, ProcessorClock.Kind kind) {
        return new ProcessorClock(clock, processorTimers, group, thread, kind);
    }

    public ProcessorTimers processorTimers() {
        return processorTimers;
    }

    /** Sets the time of day; timers that wait for one move with it. */
    void setWall(long nanos) {
        clock.set(nanos);
        timers.wallClockSet();
        for (WallListener listener : new ArrayList<>(listeners)) {
            listener.wallClockSet();
        }
    }

    public void addListener(WallListener listener) {
        listeners.add(listener);
    }

    public void removeListener(WallListener listener) {
        listeners.remove(listener);
    }

    public void digest(StateDigest digest) {
        digest.put(clock.wallOffsetNanos());
        processorTimers.digest(digest);
    }

    /** True for processor clocks by number. */
    static boolean isDynamic(int id) {
        return id < 0;
    }

    /** True for a dynamic clock that counts whole ticks in Linux. */
    static boolean countsTicks(int id) {
        return isDynamic(id) && (id & WHAT_MASK) != WHAT_SCHEDULER;
    }

    /** True for a dynamic clock of the caller's own thread. */
    static boolean isOwnThread(int id, Task caller) {
        int pid = ~(id >> 3);
        return isDynamic(id) && (id & OF_THREAD) != 0 && (pid == 0 || pid == caller.pid());
    }

    /**
     * A processor clock by number; null if there is none of that number the caller may use. Threads
     * of other processes are out of reach, and so are processes that ended.
     */
    @Nullable ProcessorClock processor(int id, Task caller) {
        if (id == PROCESS_CPUTIME) {
            return processor(caller.group(), null, ProcessorClock.Kind.ALL);
        }
        if (id == THREAD_CPUTIME) {
            return processor(caller.group(), caller, ProcessorClock.Kind.ALL);
        }
        if (!isDynamic(id) || (id & WHAT_MASK) == WHAT_NONE) {
            return null;
        }
        boolean user = (id & WHAT_MASK) == WHAT_USER;
        ProcessorClock.Kind kind = user ? ProcessorClock.Kind.USER : ProcessorClock.Kind.ALL;
        int pid = ~(id >> 3);
        if ((id & OF_THREAD) != 0) {
            Task thread = pid == 0 ? caller : processes.task(pid);
            boolean known = thread != null && thread.isAlive() && thread.group() == caller.group();
            return known ? processor(caller.group(), thread, kind) : null;
        }
        ThreadGroup group = pid == 0 ? caller.group() : processes.group(pid);
        return group == null ? null : processor(group, null, kind);
    }
}
