package org.l4emu.server.signal;

import java.util.ArrayList;
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

    /** Adds a signal; false if a real-time signal finds the queue full. */
    public boolean add(SignalInfo info) {
        int signal = info.signal();
        if (Signals.contains(set, signal) && !Signals.isRealTime(signal)) {
            return true;
        }
        if (queue.size() >= QUEUE_MAX) {
            return false;
        }
        set |= Signals.bit(signal);
        queue.add(info);
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
        return found;
    }

    /** Forgets all instances of the signals of a set. */
    public void remove(long signals) {
        if ((set & signals) != 0) {
            set &= ~signals;
            queue.removeIf(info -> Signals.contains(signals, info.signal()));
        }
    }

    public void digest(StateDigest digest) {
        digest.put(set);
        digest.put(queue.size());
        for (SignalInfo info : queue) {
            digest.put((long) info.signal() << 32 | info.code() & 0xffffffffL);
            digest.put((long) info.pid() << 32 | info.value() & 0xffffffffL);
        }
    }
}
