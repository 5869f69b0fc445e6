package org.l4emu.server.signal;

import java.util.TreeMap;
import org.l4emu.server.process.ResourceLimits;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/**
 * Queues signals within RLIMIT_SIGPENDING: the limit is the target's, the count that of its real
 * user. What does not fit is refused if its sender can be told, and loses its information
 * otherwise.
 */
final class SignalAccounts {
    private final TreeMap<Integer, SignalAccount> accounts = new TreeMap<>();

    /** The account of a real user id; counts come and go with the signals themselves. */
    private SignalAccount of(int uid) {
        return accounts.computeIfAbsent(uid, SignalAccount::new);
    }

    /**
     * Adds a signal to a pending set of a process and tells those who read signals from files.
     *
     * @param owner the thread it is for, or the process's first one
     * @return false if a queued real-time signal was refused; one with an origin never is
     */
    boolean enqueue(SignalInfo info, Task owner, PendingSignals pending) {
        ThreadGroup group = owner.group();
        int signal = info.signal();
        if (info.origin() != null) {
            pending.add(info);
            group.actions().fileReaders().wakeAll();
            return true;
        }
        if (pending.coalesces(signal)) {
            return true;
        }
        boolean realTime = Signals.isRealTime(signal);
        SignalAccount account = of(owner.credentials().uid());
        long limit = group.limits().soft(ResourceLimits.SIGPENDING);
        boolean fits =
                !realTime && info.code() >= SignalInfo.SI_USER
                        || Long.compareUnsigned(account.queued(), limit) < 0;
        if (!fits || !pending.add(info, account)) {
            boolean tellsSender =
                    info.code() != SignalInfo.SI_USER && info.code() != SignalInfo.SI_KERNEL;
            if (realTime && tellsSender) {
                return false;
            }
            pending.addWithoutInfo(signal);
        }
        group.actions().fileReaders().wakeAll();
        return true;
    }

    /** Queued signals a real user id is charged for. */
    int queued(int uid) {
        SignalAccount account = accounts.get(uid);
        return account == null ? 0 : account.queued();
    }
}
