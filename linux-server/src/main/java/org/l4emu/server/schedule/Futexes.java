package org.l4emu.server.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.mm.Mm;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * Waiters on user words. A word of private memory is known by address space and address, one of
 * shared memory by frame and offset, so that all who map it meet.
 */
public final class Futexes {
    private static final int ROBUST_ENTRIES_MAX = 2048;
    private static final int FUTEX_WAITERS = 0x80000000;
    private static final int FUTEX_OWNER_DIED = 0x40000000;
    private static final int TID_MASK = 0x3fffffff;

    private final UserMemory user;

    /** Waiters by the low part of their key, in the order they came. */
    private final TreeMap<Integer, ArrayList<Wait>> waiters = new TreeMap<>();

    public Futexes(UserMemory user) {
        this.user = user;
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

    /** One waiting thread. */
    final class Wait extends BlockedOperation {
        private final Task task;
        private final Request request;
        private final @Nullable WakeTimer timer;
        private Key key;
        private boolean woken;

        Wait(Task task, Key key, Request request) {
            this.task = task;
            this.key = key;
            this.request = request;
            TimerClock clock = request.clock();
            timer = clock == null ? null : new WakeTimer(task, clock);
        }

        void begin() {
            WakeTimer limit = timer;
            if (limit != null) {
                limit.begin(request.untilNanos());
            }
        }

        @Override
        public int resume(Task sleeper) {
            if (woken) {
                return 0;
            }
            WakeTimer limit = timer;
            boolean late = limit != null && limit.hasExpired();
            return late ? -Errno.ETIMEDOUT : SyscallHandler.BLOCKED;
        }

        @Override
        public int interrupted(Task sleeper) {
            return timer == null ? -Errno.ERESTARTSYS : -Errno.ERESTART_RESTARTBLOCK;
        }

        @Override
        public int restart(Task sleeper) {
            return waitFor(sleeper, request);
        }

        @Override
        public void ended(Task sleeper) {
            WakeTimer limit = timer;
            if (limit != null) {
                limit.stop();
            }
            leave(this);
        }

        @Override
        public String waitsFor() {
            return "futex " + Integer.toHexString(key.word());
        }
    }

    /**
     * FUTEX_WAIT and FUTEX_WAIT_BITSET.
     *
     * @param clock clock of the time to wait until; null to wait for ever
     */
    record Request(
            int address,
            boolean isPrivate,
            int expected,
            int bits,
            @Nullable TimerClock clock,
            long untilNanos) {}

    /** Waits, if the word still holds what is expected. */
    int waitFor(Task task, Request request) {
        Key key = key(task, request.address(), request.isPrivate());
        if (user.getInt(task, request.address()) != request.expected()) {
            return -Errno.EAGAIN;
        }
        Wait wait = new Wait(task, key, request);
        wait.begin();
        enter(wait);
        return task.block(wait);
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

    /** Wakes up to {@code most} waiters whose bits meet; returns how many. */
    int wake(Key key, int most, int bits) {
        int count = 0;
        for (Wait wait : matching(key)) {
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
        int offset = user.getInt(task, head + 4);
        int pending = user.getInt(task, head + 8);
        int entry = user.getInt(task, head);
        for (int i = 0; i < ROBUST_ENTRIES_MAX && (entry & ~1) != (head & ~1); i++) {
            int next = user.getInt(task, entry & ~1);
            if (entry != pending) {
                ownerDied(task, (entry & ~1) + offset, false);
            }
            entry = next;
        }
        if (pending != 0) {
            ownerDied(task, (pending & ~1) + offset, true);
        }
    }

    private void ownerDied(Task task, int address, boolean pending) {
        int word = user.getInt(task, address);
        if ((word & TID_MASK) == task.pid()) {
            user.setInt(task, address, word & FUTEX_WAITERS | FUTEX_OWNER_DIED);
            if ((word & FUTEX_WAITERS) != 0) {
                wakeBoth(task, address, 1);
            }
        } else if (pending && word == 0) {
            wakeBoth(task, address, 1);
        }
    }

    public void digest(StateDigest digest) {
        for (Map.Entry<Integer, ArrayList<Wait>> entry : waiters.entrySet()) {
            digest.put(entry.getKey());
            for (Wait wait : entry.getValue()) {
                digest.put(wait.task.pid());
            }
        }
    }
}
