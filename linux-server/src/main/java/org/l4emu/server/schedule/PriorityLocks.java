package org.l4emu.server.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;

/**
 * Futex words that are locks with an owner the kernel knows: the word holds the owner's thread id.
 * All tasks have one priority, so nothing is inherited; what is kept is the rest of the contract:
 * the lock is handed to the longest waiter by whoever unlocks it or ends, and cycles are refused.
 */
final class PriorityLocks {
    static final int WAITERS = 0x80000000;
    static final int OWNER_DIED = 0x40000000;
    static final int TID_MASK = 0x3fffffff;

    /** Owners looked at in search of a cycle; Linux gives up at the same number. */
    private static final int CHAIN_MAX = 1024;

    private final UserMemory user;
    private final Processes processes;

    /** Locks somebody waits for, by the low part of their key. */
    private final TreeMap<Integer, ArrayList<Lock>> locks = new TreeMap<>();

    PriorityLocks(UserMemory user, Processes processes) {
        this.user = user;
        this.processes = processes;
    }

    /** One lock with at least one waiter. */
    private static final class Lock {
        final Futexes.Key key;
        Task owner;
        final ArrayList<Waiter> waiters = new ArrayList<>(2);

        Lock(Futexes.Key key, Task owner) {
            this.key = key;
            this.owner = owner;
        }
    }

    /** One place in the queue for a lock. */
    static final class Waiter {
        private final Lock lock;
        private final Task task;
        private final int address;
        private boolean decided;
        private int result;

        private Waiter(Lock lock, Task task, int address) {
            this.lock = lock;
            this.task = task;
            this.address = address;
        }

        /** True once the lock was handed over, or cannot be. */
        boolean isDecided() {
            return decided;
        }

        /** 0 for the owner, or −EFAULT where its word could not be written. */
        int result() {
            return result;
        }

        int ownerPid() {
            return lock.owner.pid();
        }
    }

    /**
     * Takes the lock for {@code task} if nobody has it.
     *
     * @param address of the word, in the memory of {@code accessor}
     * @param extra bits the word gets besides the owner
     * @return 0 when taken, 1 when the task has to wait, −EDEADLK, −ESRCH or −EPERM; throws
     *     UserFault
     */
    int take(Task accessor, Futexes.Key key, int address, Task task, int extra) {
        int word = user.getInt(accessor, address);
        int owner = word & TID_MASK;
        if (owner == task.pid()) {
            return -Errno.EDEADLK;
        }
        if (find(key) != null) {
            return 1;
        }
        if (owner == 0) {
            user.setInt(accessor, address, word & OWNER_DIED | task.pid() | extra);
            return 0;
        }
        user.setInt(accessor, address, word | WAITERS);
        Task holder = processes.task(owner);
        if (holder == null || !holder.isAlive()) {
            return -Errno.ESRCH;
        }
        return holder.isKernelThread() ? -Errno.EPERM : 1;
    }

    /** True if the task holds what, along a chain of owners that wait, this lock's owner needs. */
    boolean wouldDeadlock(Task accessor, Futexes.Key key, int address, Task task) {
        Task owner = owner(accessor, key, address);
        for (int i = 0; owner != null && i < CHAIN_MAX; i++) {
            if (owner == task) {
                return true;
            }
            Lock next = awaitedBy(owner);
            owner = next == null ? null : next.owner;
        }
        return false;
    }

    private @Nullable Task owner(Task accessor, Futexes.Key key, int address) {
        Lock lock = find(key);
        return lock == null
                ? processes.task(user.getInt(accessor, address) & TID_MASK)
                : lock.owner;
    }

    private @Nullable Lock awaitedBy(Task task) {
        for (ArrayList<Lock> list : locks.values()) {
            for (Lock lock : list) {
                for (Waiter waiter : lock.waiters) {
                    if (waiter.task == task) {
                        return lock;
                    }
                }
            }
        }
        return null;
    }

    /**
     * Puts a task at the end of the queue. Precondition: {@link #take} gave 1 for it.
     *
     * @param address of the word, in the waiting task's memory
     */
    Waiter enter(Task accessor, Futexes.Key key, int address, Task task) {
        Lock lock = find(key);
        if (lock == null) {
            Task owner = owner(accessor, key, address);
            if (owner == null) {
                throw new IllegalStateException("a lock is waited for that nobody holds");
            }
            lock = new Lock(key, owner);
            locks.computeIfAbsent(key.word(), word -> new ArrayList<>(1)).add(lock);
        }
        Waiter waiter = new Waiter(lock, task, address);
        lock.waiters.add(waiter);
        return waiter;
    }

    /** The wait is over: timed out, interrupted, or the task ended. */
    void leave(Waiter waiter) {
        if (waiter.lock.waiters.remove(waiter)) {
            dropIfUnwanted(waiter.lock);
        }
    }

    /** The owner unlocks; 0 or −EPERM; throws UserFault. */
    int unlock(Task task, Futexes.Key key, int address) {
        if ((user.getInt(task, address) & TID_MASK) != task.pid()) {
            return -Errno.EPERM;
        }
        Lock lock = find(key);
        if (lock == null) {
            user.setInt(task, address, 0);
        } else {
            handOver(lock, 0);
        }
        return 0;
    }

    /** A thread ended: whoever waits longest for each of its locks gets it, and is told. */
    void ownerEnded(Task task) {
        ArrayList<Lock> held = new ArrayList<>();
        for (ArrayList<Lock> list : locks.values()) {
            for (Lock lock : list) {
                if (lock.owner == task) {
                    held.add(lock);
                }
            }
        }
        for (Lock lock : held) {
            handOver(lock, OWNER_DIED);
        }
    }

    /** Whose memory can no longer be written gets −EFAULT, and the next in the queue the lock. */
    private void handOver(Lock lock, int died) {
        boolean handed = false;
        while (!handed && !lock.waiters.isEmpty()) {
            Waiter next = lock.waiters.remove(0);
            handed = write(next, next.task.pid() | WAITERS | died);
            next.result = handed ? 0 : -Errno.EFAULT;
            next.decided = true;
            lock.owner = next.task;
            next.task.wake();
        }
        dropIfUnwanted(lock);
    }

    private boolean write(Waiter waiter, int word) {
        try {
            user.setInt(waiter.task, waiter.address, word);
            return true;
        } catch (UserFault unmapped) {
            return false;
        }
    }

    private void dropIfUnwanted(Lock lock) {
        if (lock.waiters.isEmpty()) {
            List<Lock> list = locks.get(lock.key.word());
            if (list != null && list.remove(lock) && list.isEmpty()) {
                locks.remove(lock.key.word());
            }
        }
    }

    /** True if somebody waits for the lock of that key. */
    boolean isAwaited(Futexes.Key key) {
        return find(key) != null;
    }

    private @Nullable Lock find(Futexes.Key key) {
        ArrayList<Lock> list = locks.get(key.word());
        for (int i = 0; list != null && i < list.size(); i++) {
            if (list.get(i).key.matches(key)) {
                return list.get(i);
            }
        }
        return null;
    }

    void digest(StateDigest digest) {
        for (ArrayList<Lock> list : locks.values()) {
            for (Lock lock : list) {
                digest.put(lock.key.word());
                digest.put(lock.owner.pid());
                for (Waiter waiter : lock.waiters) {
                    digest.put((long) waiter.task.pid() << 32 | waiter.address & 0xffffffffL);
                }
            }
        }
    }
}
