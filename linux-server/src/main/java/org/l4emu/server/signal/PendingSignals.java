package org.l4emu.server.signal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;

/** Signals sent and not yet taken: standard ones once each, real-time ones as often as sent. */
public final class PendingSignals {
    /** Bound on queued signals of one task or process, whatever RLIMIT_SIGPENDING says. */
    static final int QUEUE_MAX = 1 << 16;

    /** A queued signal, and who is charged for it; null for what the kernel owns itself. */
    private record Entry(SignalInfo info, @Nullable SignalAccount account) {}

    private final ArrayList<Entry> queue = new ArrayList<>(1);
    private long set;

    /** The signals that are pending. */
    public long set() {
        return set;
    }

    /** True if one more instance would not be told from the one that is pending. */
    public boolean coalesces(int signal) {
        return Signals.contains(set, signal) && !Signals.isRealTime(signal);
    }

    /**
     * Adds a signal nobody is charged for; false if a real-time signal finds the queue full. That
     * of a POSIX timer is added in any case: its timer keeps one place for it, and one only.
     */
    public boolean add(SignalInfo info) {
        return add(info, null);
    }

    /** Adds a signal that {@code account} is charged for until it is taken or forgotten. */
    boolean add(SignalInfo info, @Nullable SignalAccount account) {
        int signal = info.signal();
        SignalOrigin origin = info.origin();
        if (origin == null && coalesces(signal)) {
            return true;
        }
        if (origin == null && queue.size() >= QUEUE_MAX) {
            return false;
        }
        set |= Signals.bit(signal);
        queue.add(new Entry(info, account));
        if (account != null) {
            account.charge();
        }
        if (origin != null) {
            origin.queued();
        }
        return true;
    }

    /** Marks a signal as pending whose information found no room. */
    void addWithoutInfo(int signal) {
        set |= Signals.bit(signal);
    }

    /** Takes the oldest instance of a signal that is pending. */
    public SignalInfo take(int signal) {
        for (int i = 0; i < queue.size(); i++) {
            if (queue.get(i).info.signal() == signal) {
                return told(takeAt(i));
            }
        }
        set &= ~Signals.bit(signal);
        return SignalInfo.lost(signal);
    }

    /** Takes the oldest fault among {@code candidates}; null if there is none. */
    @Nullable SignalInfo takeFault(long candidates) {
        if ((set & candidates & Signals.SYNCHRONOUS) == 0) {
            return null;
        }
        for (int i = 0; i < queue.size(); i++) {
            SignalInfo info = queue.get(i).info;
            boolean fault = Signals.contains(candidates & Signals.SYNCHRONOUS, info.signal());
            if (fault && info.isFromKernel()) {
                return takeAt(i);
            }
        }
        return null;
    }

    private SignalInfo takeAt(int index) {
        Entry taken = queue.remove(index);
        refund(taken);
        int signal = taken.info.signal();
        if (!isQueued(signal)) {
            set &= ~Signals.bit(signal);
        }
        return taken.info;
    }

    private static SignalInfo told(SignalInfo info) {
        SignalOrigin origin = info.origin();
        return origin == null ? info : origin.taken(info);
    }

    private boolean isQueued(int signal) {
        for (Entry entry : queue) {
            if (entry.info.signal() == signal) {
                return true;
            }
        }
        return false;
    }

    private static void refund(Entry entry) {
        SignalAccount account = entry.account;
        if (account != null) {
            account.refund();
        }
    }

    /** Forgets all instances of the signals of a set. */
    public void remove(long signals) {
        if ((set & signals) != 0) {
            set &= ~signals;
            List<SignalOrigin> origins = new ArrayList<>();
            queue.removeIf(entry -> isForgotten(entry, signals, origins));
            for (SignalOrigin origin : origins) {
                origin.dropped();
            }
        }
    }

    private static boolean isForgotten(Entry entry, long signals, List<SignalOrigin> origins) {
        boolean forgotten = Signals.contains(signals, entry.info.signal());
        SignalOrigin origin = entry.info.origin();
        if (forgotten) {
            refund(entry);
        }
        if (forgotten && origin != null) {
            origins.add(origin);
        }
        return forgotten;
    }

    /** Whoever they were sent to is gone: nobody is charged for them any more, or told. */
    public void clear() {
        for (Entry entry : queue) {
            refund(entry);
        }
        queue.clear();
        set = 0;
    }

    /** execve: what timers of the old program sent is forgotten. */
    public void removeTimerSignals() {
        for (int i = queue.size() - 1; i >= 0; i--) {
            if (queue.get(i).info.code() == SignalInfo.SI_TIMER) {
                takeAt(i);
            }
        }
    }

    public void digest(StateDigest digest) {
        digest.put(set);
        digest.put(queue.size());
        for (Entry entry : queue) {
            SignalInfo info = entry.info;
            SignalAccount account = entry.account;
            digest.put((long) info.signal() << 32 | info.code() & 0xffffffffL);
            digest.put((long) info.pid() << 32 | info.value() & 0xffffffffL);
            digest.put((long) info.uid() << 32 | (account == null ? -1 : account.uid()));
            SigInfoPayload payload = info.payload();
            if (payload != null) {
                payload.digest(digest);
            }
        }
    }
}
