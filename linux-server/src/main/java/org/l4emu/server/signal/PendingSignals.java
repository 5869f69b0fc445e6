package org.l4emu.server.signal;

import java.util.ArrayList;
import java.util.List;
import org.l4emu.microkernel.thread.StateDigest;

/** Signals sent and not yet taken: standard ones once each, real-time ones as often as sent. */
public final class PendingSignals {
    /** Bound on queued signals of one task or process. */
    private static final int QUEUE_MAX = 1024;

    private final ArrayList<SignalInfo> queue = new ArrayList<>(1);
    private long set;

    /** The signals that are pending. */
    public long set() {
        return set;
    }

    /**
     * Adds a signal; false if a real-time signal finds the queue full. A POSIX timer's signal is
     * added in any case: its timer keeps one place for it, and one only.
     */
    public boolean add(SignalInfo info) {
        int signal = info.signal();
        SignalOrigin origin = info.origin();
        boolean hasPlace = origin != null && info.code() == SignalInfo.SI_TIMER;
        if (!hasPlace && Signals.contains(set, signal) && !Signals.isRealTime(signal)) {
            return true;
        }
        if (!hasPlace && queue.size() >= QUEUE_MAX) {
            return false;
        }
        set |= Signals.bit(signal);
        queue.add(info);
        if (origin != null) {
            origin.queued();
        }
        return true;
    }

    /** Takes the oldest instance of a signal that is pending. */
    public SignalInfo take(int signal) {
        SignalInfo found = SignalInfo.kernel(signal);
        boolean taken = false;
        boolean more = false;
        for (int i = 0; i < queue.size(); ) {
            SignalInfo info = queue.get(i);
            if (info.signal() != signal) {
                i++;
            } else if (!taken) {
                found = queue.remove(i);
                taken = true;
            } else {
                more = true;
                break;
            }
        }
        if (!more) {
            set &= ~Signals.bit(signal);
        }
        SignalOrigin origin = found.origin();
        return origin == null ? found : origin.taken(found);
    }

    /** Forgets all instances of the signals of a set. */
    public void remove(long signals) {
        if ((set & signals) != 0) {
            set &= ~signals;
            List<SignalOrigin> origins = new ArrayList<>();
            queue.removeIf(info -> isForgotten(info, signals, origins));
            for (SignalOrigin origin : origins) {
                origin.dropped();
            }
        }
    }

    /** execve: signals of POSIX timers, which it deletes, are forgotten. */
    public void removeTimerSignals() {
        long before = set;
        queue.removeIf(info -> info.code() == SignalInfo.SI_TIMER && info.origin() != null);
        set = 0;
        for (SignalInfo info : queue) {
            set |= Signals.bit(info.signal());
        }
        set &= before;
    }

    private static boolean isForgotten(SignalInfo info, long signals, List<SignalOrigin> origins) {
        boolean forgotten = Signals.contains(signals, info.signal());
        SignalOrigin origin = info.origin();
        if (forgotten && origin != null) {
            origins.add(origin);
        }
        return forgotten;
    }

    public void digest(StateDigest digest) {
        digest.put(set);
        digest.put(queue.size());
        for (SignalInfo info : queue) {
            digest.put((long) info.signal() << 32 | info.code() & 0xffffffffL);
            digest.put((long) info.pid() << 32 | info.value() & 0xffffffffL);
            digest.put(info.uid());
        }
    }
}
