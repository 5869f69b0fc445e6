package org.l4emu.server.fs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.schedule.ClockTimer;
import org.l4emu.server.schedule.Clocks;
import org.l4emu.server.schedule.TimerClock;
import org.l4emu.server.schedule.WaitQueue;

/**
 * A timerfd: reads take the number of expiries since the last read or setting. With an interval it
 * goes on when it is read, and the expiries in between are counted then.
 */
final class TimerFile extends OpenFile implements Clocks.WallListener {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Clocks clocks;
    private final boolean wall;
    private final WaitQueue readers = new WaitQueue();
    private final Expiry timer;

    /** Expiries to read; an expiry whose interval is not counted yet counts as one. */
    private long count;

    private boolean expired;
    private boolean cancelsOnSet;
    private boolean cancelled;

    /**
     * A new timer, stopped.
     *
     * @param wall true for CLOCK_REALTIME
     */
    TimerFile(Inode inode, int flags, Clocks clocks, boolean wall) {
        super(inode, flags | OpenFlags.READ_WRITE);
        this.clocks = clocks;
        this.wall = wall;
        timer = new Expiry(clocks.uptime());
    }

    private final class Expiry extends ClockTimer {
        Expiry(TimerClock clock) {
            super(clock);
        }

        @Override
        protected void elapsed() {
            expired = true;
            count++;
            readers.wakeAll();
        }

        @Override
        public String name() {
            return "timerfd " + inode().number();
        }
    }

    /**
     * timerfd_settime.
     *
     * @param nanos 0 stops it
     * @param cancel a clock that is set meanwhile ends reads with ECANCELED
     */
    void set(long nanos, long intervalNanos, boolean absolute, boolean cancel) {
        watchWall(cancel && absolute && wall);
        timer.stop();
        count = 0;
        expired = false;
        timer.setInterval(intervalNanos);
        if (nanos != 0) {
            TimerClock clock = wall && absolute ? clocks.wall() : clocks.uptime();
            timer.start(clock, absolute ? nanos : ClockTimer.after(clock, nanos));
        }
    }

    private void watchWall(boolean wanted) {
        if (wanted != cancelsOnSet) {
            cancelsOnSet = wanted;
            if (wanted) {
                clocks.addListener(this);
            } else {
                clocks.removeListener(this);
            }
        }
        cancelled = false;
    }

    @Override
    public void wallClockSet() {
        cancelled = true;
        count++;
        readers.wakeAll();
    }

    long intervalNanos() {
        return timer.intervalNanos();
    }

    /** Nanoseconds to the next expiry; 0 if there will be none. */
    long leftNanos() {
        goOn();
        return timer.isRunning() ? timer.leftNanos() : 0;
    }

    /** Counts the expiries that have passed and starts for the one to come. */
    private void goOn() {
        if (expired && timer.intervalNanos() > 0) {
            expired = false;
            long passed = timer.forward(timer.clock().nanos());
            count += Math.max(0, passed - 1);
            timer.startAgain();
        }
    }

    @Override
    int read(IoBuffer to) {
        if (to.remaining() < 8) {
            return -Errno.EINVAL;
        }
        if (cancelled) {
            cancelled = false;
            count = 0;
            expired = false;
            return -Errno.ECANCELED;
        }
        if (count == 0) {
            return -Errno.EAGAIN;
        }
        goOn();
        byte[] word = new byte[8];
        LONGS.set(word, 0, count);
        expired = false;
        count = 0;
        to.put(word, 0, 8);
        return 0;
    }

    @Override
    int write(IoBuffer from) {
        return -Errno.EINVAL;
    }

    @Override
    int readiness() {
        return count != 0 ? Poll.READABLE : 0;
    }

    @Override
    WaitQueue readers() {
        return readers;
    }

    @Override
    void closed() {
        timer.stop();
        watchWall(false);
    }

    @Override
    String anonymousName() {
        return "anon_inode:[timerfd]";
    }

    @Override
    void digest(StateDigest digest) {
        super.digest(digest);
        timer.digestState(digest);
        digest.put(count);
        digest.put((expired ? 1 : 0) | (cancelsOnSet ? 2 : 0) | (cancelled ? 4 : 0));
    }
}
