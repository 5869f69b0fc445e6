package org.l4emu.server.schedule;

import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalOrigin;

/**
 * A timer whose expiry is a signal. One instance of it is pending at a time: a timer with an
 * interval goes on when the signal is taken, and the expiries in between are counted as its
 * overrun.
 */
abstract class SignalTimer extends ClockTimer implements SignalOrigin {
    /** A timer whose signal is ignored expires at most this often. */
    private static final long IGNORED_NANOS = TimeFormat.SECOND / Clock.HZ;

    private boolean pending;

    /** Settings are counted, so that a signal from before the last one does not start it again. */
    private int settings;

    private int pendingSetting;

    /** Expiries while an instance from an older setting was pending. */
    private int pendingMore;

    /** Expiries behind the one a signal was sent for, as far as they are counted. */
    private long overrun = -1;

    private long lastOverrun;

    SignalTimer(TimerClock clock) {
        super(clock);
    }

    /** Sends the signal with this timer as its origin; false if there is nobody to send it to. */
    abstract boolean send();

    /**
     * Sets it anew.
     *
     * @param expiryNanos time on {@code on}; 0 leaves it stopped
     */
    final void set(TimerClock on, long expiryNanos, long newIntervalNanos) {
        stop();
        settings++;
        overrun = -1;
        lastOverrun = 0;
        setInterval(expiryNanos == 0 ? 0 : newIntervalNanos);
        if (expiryNanos != 0) {
            start(on, expiryNanos);
        }
    }

    @Override
    protected final void elapsed() {
        if (pending) {
            pendingMore++;
            pendingSetting = settings;
            return;
        }
        pendingMore = 0;
        pendingSetting = settings;
        if (send() && !pending && intervalNanos() > 0) {
            goOn(IGNORED_NANOS);
        }
    }

    /** Goes on with the first expiry that lies at least so far ahead. */
    private void goOn(long distanceNanos) {
        overrun += forward(Math.max(expiryNanos(), after(clock(), distanceNanos)));
        startAgain();
    }

    @Override
    public final void queued() {
        pending = true;
    }

    private boolean waits() {
        return pending && pendingSetting == settings && intervalNanos() > 0;
    }

    @Override
    public final SignalInfo taken(SignalInfo info) {
        boolean goesOn = waits();
        pending = false;
        long told = pendingMore;
        if (goesOn) {
            goOn(0);
            lastOverrun = overrun;
            overrun = -1;
            told += lastOverrun;
        }
        return shown(info, (int) Math.min(told, Integer.MAX_VALUE));
    }

    /** What the task that takes the signal is told. */
    abstract SignalInfo shown(SignalInfo info, int overrunCount);

    @Override
    public final void dropped() {
        boolean goesOn = waits();
        pending = false;
        if (goesOn) {
            goOn(IGNORED_NANOS);
            overrun = -1;
        }
    }

    /** Overrun of the signal taken last. */
    final int overrunCount() {
        return (int) Math.min(lastOverrun, Integer.MAX_VALUE);
    }

    /**
     * Nanoseconds to the next expiry; 0 if there will be none.
     *
     * @param least what is shown of a timer that expires now
     */
    final long shownNanos(long least) {
        if (waits()) {
            overrun += forward(clock().nanos());
            return Math.max(least, leftNanos());
        }
        return isRunning() ? Math.max(least, leftNanos()) : 0;
    }

    @Override
    public final void digestState(StateDigest digest) {
        super.digestState(digest);
        digest.put(pending);
        digest.put((long) settings << 32 | pendingSetting);
        digest.put(pendingMore);
        digest.put(overrun);
        digest.put(lastOverrun);
    }
}
