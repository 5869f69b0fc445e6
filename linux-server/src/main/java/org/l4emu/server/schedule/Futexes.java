package org.l4emu.server.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.mm.Mm;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * Waiters on user words. A word of private memory is known by address space and address, one of
 * shared memory by frame and offset, so that all who map it meet.
 */
public final class Futexes {
    private static final int ROBUST_ENTRIES_MAX = 2048;

    private final UserMemory user;
    private final PriorityLocks locks;

    /** Waiters by the low part of their key, in the order they came. */
    private final TreeMap<Integer, ArrayList<Wait>> waiters = new TreeMap<>();

    public Futexes(UserMemory user, Processes processes) {
        this.user = user;
        locks = new PriorityLocks(user, processes);
    }

    /**
     * What a futex is known by.
     *
     * @param mm address space of a private one; null for a shared one
     * @param word address, or physical address
     */
    record Key(@Nullable Mm mm, int word) {
        boolean matches(Key other) {
            return mm == other.mm && word == other.word;
        }
    }

    /** The key of a user word; throws UserFault if it cannot be read. */
    Key key(Task task, int address, boolean isPrivate) {
        int frame = user.frameOf(task, address, false);
        if (isPrivate || !task.mm().isSharedAt(address)) {
            return new Key(task.mm(), address);
        }
        return new Key(null, frame << 12 | address & 0xfff);
    }

    /** The lock a wait may be moved to, at the address its thread knows it by. */
    private record Target(Key key, int address) {}

    /** When a wait ends at the latest: what a clock shows then, in nanoseconds. */
    record Until(TimerClock clock, long nanos) {}

    /** A wait as it was asked for, so that it can start again. */
    record Request(int address, boolean isPrivate, int expected, int bits, @Nullable Until until) {}

    /** One waiting thread. */
    private final class Wait extends BlockedOperation {
        private final Task task;
        private final Request request;
        private final @Nullable WakeTimer timer;
        private final @Nullable Target target;
        private Key key;
        private boolean woken;

        /** Its place in the queue for the lock it was moved to. */
        private PriorityLocks.@Nullable Waiter moved;

        Wait(Task task, Key key, Request request, @Nullable Target target) {
            this.task = task;
            this.key = key;
            this.request = request;
            this.target = target;
            timer = timer(task, request.until());
        }

        @Override
        public int resume(Task sleeper) {
            PriorityLocks.Waiter place = moved;
            if (place != null && place.isDecided()) {
                return place.result();
            }
            return woken ? 0 : unlessLate(timer);
        }

        @Override
        public int interrupted(Task sleeper) {
            if (target != null) {
                return moved == null ? -Errno.ERESTARTNOINTR : -Errno.EAGAIN;
            }
            return timer == null ? -Errno.ERESTARTSYS : -Errno.ERESTART_RESTARTBLOCK;
        }

        @Override
        public int restart(Task sleeper) {
            return waitFor(sleeper, request);
        }

        @Override
        public void ended(Task sleeper) {
            cancel(timer);
            leave(this);
            PriorityLocks.Waiter place = moved;
            if (place != null) {
                locks.leave(place);
            }
        }

        @Override
        public String waitsFor() {
            PriorityLocks.Waiter place = moved;
            String owner = place == null ? "" : " of " + place.ownerPid();
            return "futex " + Integer.toHexString(key.word()) + owner;
        }
    }

    /** One thread that waits for a lock with an owner; a handler never ends that wait. */
    private final class LockWait extends BlockedOperation {
        private final PriorityLocks.Waiter place;
        private final @Nullable WakeTimer timer;

        LockWait(PriorityLocks.Waiter place, @Nullable WakeTimer timer) {
            this.place = place;
            this.timer = timer;
        }

        @Override
        public int resume(Task sleeper) {
            return place.isDecided() ? place.result() : unlessLate(timer);
        }

        @Override
        public int interrupted(Task sleeper) {
            return -Errno.ERESTARTNOINTR;
        }

        @Override
        public void ended(Task sleeper) {
            cancel(timer);
            locks.leave(place);
        }

        @Override
        public String waitsFor() {
            return "lock of " + place.ownerPid();
        }
    }

    private static int unlessLate(@Nullable WakeTimer limit) {
        boolean late = limit != null && limit.hasExpired();
        return late ? -Errno.ETIMEDOUT : SyscallHandler.BLOCKED;
    }

    private static @Nullable WakeTimer timer(Task task, @Nullable Until until) {
        if (until == null) {
            return null;
        }
        WakeTimer timer = new WakeTimer(task, until.clock());
        timer.begin(until.nanos());
        return timer;
    }

    private static void cancel(@Nullable WakeTimer timer) {
        if (timer != null) {
            timer.stop();
        }
    }

    /** FUTEX_WAIT and FUTEX_WAIT_BITSET: waits, if the word still holds what is expected. */
    int waitFor(Task task, Request request) {
        if (request.bits() == 0) {
            return -Errno.EINVAL;
        }
        Key key = key(task, request.address(), request.isPrivate());
        if (user.getInt(task, request.address()) != request.expected()) {
            return -Errno.EAGAIN;
        }
        Wait wait = new Wait(task, key, request, null);
        enter(wait);
        return task.block(wait);
    }

    /** FUTEX_WAIT_REQUEUE_PI: ends as the owner of the lock at address {@code second}. */
    int waitForMove(Task task, Request request, int second) {
        Key key = key(task, request.address(), request.isPrivate());
        Target target = new Target(key(task, second, request.isPrivate()), second);
        if (user.getInt(task, request.address()) != request.expected()) {
            return -Errno.EAGAIN;
        }
        Wait wait = new Wait(task, key, request, target);
        enter(wait);
        return task.block(wait);
    }

    /** FUTEX_LOCK_PI. */
    int lock(Task task, int address, boolean isPrivate, @Nullable Until until) {
        Key key = key(task, address, isPrivate);
        int taken = hasPlainWaiters(key) ? -Errno.EINVAL : locks.take(task, key, address, task, 0);
        if (taken != 1) {
            return taken;
        }
        if (locks.wouldDeadlock(task, key, address, task)) {
            return -Errno.EDEADLK;
        }
        PriorityLocks.Waiter place = locks.enter(task, key, address, task);
        return task.block(new LockWait(place, timer(task, until)));
    }

    /** FUTEX_TRYLOCK_PI. */
    int tryLock(Task task, int address, boolean isPrivate) {
        Key key = key(task, address, isPrivate);
        int taken = hasPlainWaiters(key) ? -Errno.EINVAL : locks.take(task, key, address, task, 0);
        return taken == 1 ? -Errno.EAGAIN : taken;
    }

    /** FUTEX_UNLOCK_PI. */
    int unlock(Task task, int address, boolean isPrivate) {
        Key key = key(task, address, isPrivate);
        boolean mixed = hasPlainWaiters(key) && !locks.isAwaited(key);
        boolean mine = (user.getInt(task, address) & PriorityLocks.TID_MASK) == task.pid();
        return mine && mixed ? -Errno.EINVAL : locks.unlock(task, key, address);
    }

    private boolean hasPlainWaiters(Key key) {
        return !matching(key).isEmpty();
    }

    /**
     * FUTEX_CMP_REQUEUE_PI: the first waiter gets the lock if it is free, others queue for it.
     *
     * @return how many left {@code from}, or a negative error number
     */
    int requeueToLock(Task task, Key from, Key to, int moveMost) {
        List<Wait> waits = matching(from);
        for (Wait wait : waits) {
            Target target = wait.target;
            if (target == null || !target.key.matches(to)) {
                return -Errno.EINVAL;
            }
        }
        int count = 0;
        int extra = moveMost > 0 ? PriorityLocks.WAITERS : 0;
        for (Wait wait : waits) {
            if (count > moveMost) {
                break;
            }
            int taken = locks.take(task, to, task.arg(4), wait.task, extra);
            if (taken < 0) {
                return count == 0 ? taken : count;
            }
            move(task, wait, to, taken == 0);
            count++;
        }
        return count;
    }

    private void move(Task accessor, Wait wait, Key to, boolean owns) {
        Target target = wait.target;
        if (owns || target == null) {
            wake(wait);
            return;
        }
        leave(wait);
        wait.moved = locks.enter(accessor, to, target.address, wait.task);
    }

    private void enter(Wait wait) {
        waiters.computeIfAbsent(wait.key.word(), word -> new ArrayList<>(2)).add(wait);
    }

    private void leave(Wait wait) {
        ArrayList<Wait> list = waiters.get(wait.key.word());
        if (list != null && list.remove(wait) && list.isEmpty()) {
            waiters.remove(wait.key.word());
        }
    }

    /** Wakes up to {@code most} waiters whose bits meet; how many, or −EINVAL for a lock's word. */
    int wake(Key key, int most, int bits) {
        if (locks.isAwaited(key)) {
            return -Errno.EINVAL;
        }
        int count = 0;
        for (Wait wait : matching(key)) {
            if (wait.target != null && count < most) {
                return -Errno.EINVAL;
            }
            if (count < most && (wait.request.bits() & bits) != 0) {
                wake(wait);
                count++;
            }
        }
        return count;
    }

    private void wake(Wait wait) {
        wait.woken = true;
        leave(wait);
        wait.task.wake();
    }

    private List<Wait> matching(Key key) {
        ArrayList<Wait> found = new ArrayList<>();
        ArrayList<Wait> list = waiters.get(key.word());
        for (int i = 0; list != null && i < list.size(); i++) {
            if (list.get(i).key.matches(key)) {
                found.add(list.get(i));
            }
        }
        return found;
    }

    /** Wakes some, and lets some of the others wait on another word; returns all of them. */
    int requeue(Key from, int wakeMost, Key to, int moveMost) {
        int woken = 0;
        int moved = 0;
        for (Wait wait : matching(from)) {
            if (wait.target != null) {
                return -Errno.EINVAL;
            }
            if (woken < wakeMost) {
                wake(wait);
                woken++;
            } else if (moved < moveMost) {
                leave(wait);
                wait.key = to;
                enter(wait);
                moved++;
            }
        }
        return woken + moved;
    }

    /** Wakes waiters of an address, however they waited. */
    public void wakeBoth(Task task, int address, int most) {
        Key own = key(task, address, true);
        Key shared = key(task, address, false);
        int woken = wake(own, most, -1);
        if (!own.matches(shared)) {
            wake(shared, most - woken, -1);
        }
    }

    /** exit_robust_list: a thread ended that may hold robust locks. */
    public void releaseRobustList(Task task, int head) {
        if (head == 0) {
            return;
        }
        int entry = user.getInt(task, head);
        int offset = user.getInt(task, head + 4);
        int pending = user.getInt(task, head + 8);
        for (int i = 0; i < ROBUST_ENTRIES_MAX && (entry & ~1) != (head & ~1); i++) {
            int next = user.getInt(task, entry & ~1);
            if ((entry & ~1) != (pending & ~1)) {
                ownerDied(task, (entry & ~1) + offset, (entry & 1) != 0, false);
            }
            entry = next;
        }
        if ((pending & ~1) != 0) {
            ownerDied(task, (pending & ~1) + offset, (pending & 1) != 0, true);
        }
    }

    /** exit_pi_state_list: locks with an owner go to those who wait for them. */
    public void releaseLocks(Task task) {
        locks.ownerEnded(task);
    }

    private void ownerDied(Task task, int address, boolean inherits, boolean pending) {
        if ((address & 3) != 0) {
            throw UserFault.INSTANCE;
        }
        int word = user.getInt(task, address);
        if ((word & PriorityLocks.TID_MASK) == task.pid()) {
            user.setInt(task, address, word & PriorityLocks.WAITERS | PriorityLocks.OWNER_DIED);
            if (!inherits && (word & PriorityLocks.WAITERS) != 0) {
                wakeBoth(task, address, 1);
            }
        } else if (pending && !inherits && (word & PriorityLocks.TID_MASK) == 0) {
            wakeBoth(task, address, 1);
        }
    }

    /** Feeds who waits where, in order. */
    public void digest(StateDigest digest) {
        for (ArrayList<Wait> list : waiters.values()) {
            for (Wait wait : list) {
                digest.put((long) wait.key.word() << 32 | wait.task.pid());
            }
        }
        locks.digest(digest);
    }
}
