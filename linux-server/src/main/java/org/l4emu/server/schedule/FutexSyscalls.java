package org.l4emu.server.schedule;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** The futex calls: their operations, flags and times. */
final class FutexSyscalls {
    private static final int WAIT = 0;
    private static final int WAKE = 1;
    private static final int REQUEUE = 3;
    private static final int CMP_REQUEUE = 4;
    private static final int WAKE_OP = 5;
    private static final int LOCK_PI = 6;
    private static final int UNLOCK_PI = 7;
    private static final int TRYLOCK_PI = 8;
    private static final int WAIT_BITSET = 9;
    private static final int WAKE_BITSET = 10;
    private static final int WAIT_REQUEUE_PI = 11;
    private static final int CMP_REQUEUE_PI = 12;
    private static final int LOCK_PI2 = 13;
    private static final int PRIVATE = 0x80;
    private static final int CLOCK_REALTIME = 0x100;

    private final Futexes futexes;
    private final Clocks clocks;
    private final UserMemory user;

    FutexSyscalls(Futexes futexes, Clocks clocks, UserMemory user) {
        this.futexes = futexes;
        this.clocks = clocks;
        this.user = user;
    }

    /** Enters the family's rows. */
    void register(SyscallTable table) {
        String equal = "all tasks have one priority: none is inherited";
        table.partial(
                240,
                "futex",
                equal,
                task -> futex(task, TimeFormat.SHORT),
                POINTER,
                HEX,
                INT,
                POINTER,
                POINTER,
                INT);
        table.partial(
                422,
                "futex_time64",
                equal,
                task -> futex(task, TimeFormat.LONG),
                POINTER,
                HEX,
                INT,
                POINTER,
                POINTER,
                INT);
    }

    private int futex(Task task, TimeFormat format) {
        int flags = task.arg(1);
        int operation = flags & ~(PRIVATE | CLOCK_REALTIME);
        boolean wall = (flags & CLOCK_REALTIME) != 0;
        boolean mayBeWall =
                operation == WAIT_BITSET || operation == WAIT_REQUEUE_PI || operation == LOCK_PI2;
        if (wall && !mayBeWall) {
            return -Errno.ENOSYS;
        }
        Futexes.Until until = null;
        boolean timed = mayBeWall || operation == WAIT || operation == LOCK_PI;
        if (timed && task.arg(3) != 0) {
            long nanos = format.timespec(user, task, task.arg(3));
            if (nanos < 0) {
                return -Errno.EINVAL;
            }
            until = until(operation, wall || operation == LOCK_PI, nanos);
        }
        return perform(task, operation, until);
    }

    /** Relative for WAIT, absolute for others. */
    private Futexes.Until until(int operation, boolean wall, long nanos) {
        TimerClock clock = wall ? clocks.wall() : clocks.uptime();
        return new Futexes.Until(clock, operation == WAIT ? ClockTimer.after(clock, nanos) : nanos);
    }

    private int perform(Task task, int operation, Futexes.@Nullable Until until) {
        int address = task.arg(0);
        boolean isPrivate = (task.arg(1) & PRIVATE) != 0;
        if ((address & 3) != 0) {
            return -Errno.EINVAL;
        }
        return switch (operation) {
            case WAIT -> futexes.waitFor(task, request(task, -1, until));
            case WAIT_BITSET -> futexes.waitFor(task, request(task, task.arg(5), until));
            case WAKE -> wake(task, address, isPrivate, -1);
            case WAKE_BITSET -> wake(task, address, isPrivate, task.arg(5));
            case REQUEUE, CMP_REQUEUE -> requeue(task, operation == CMP_REQUEUE, isPrivate);
            case WAKE_OP -> wakeOp(task, isPrivate);
            case LOCK_PI, LOCK_PI2 -> futexes.lock(task, address, isPrivate, until);
            case TRYLOCK_PI -> futexes.tryLock(task, address, isPrivate);
            case UNLOCK_PI -> futexes.unlock(task, address, isPrivate);
            case WAIT_REQUEUE_PI -> waitRequeue(task, until);
            case CMP_REQUEUE_PI -> requeueToLock(task, isPrivate);
            default -> -Errno.ENOSYS;
        };
    }

    private static Futexes.Request request(Task task, int bits, Futexes.@Nullable Until until) {
        boolean isPrivate = (task.arg(1) & PRIVATE) != 0;
        return new Futexes.Request(task.arg(0), isPrivate, task.arg(2), bits, until);
    }

    private int wake(Task task, int address, boolean isPrivate, int bits) {
        if (bits == 0) {
            return -Errno.EINVAL;
        }
        return futexes.wake(futexes.key(task, address, isPrivate), Math.max(1, task.arg(2)), bits);
    }

    private int waitRequeue(Task task, Futexes.@Nullable Until until) {
        int second = task.arg(4);
        if (task.arg(0) == second || (second & 3) != 0) {
            return -Errno.EINVAL;
        }
        return futexes.waitForMove(task, request(task, -1, until), second);
    }

    private int requeueToLock(Task task, boolean isPrivate) {
        int moveMost = task.arg(3);
        int second = task.arg(4);
        if (task.arg(2) != 1 || moveMost < 0 || (second & 3) != 0 || task.arg(0) == second) {
            return -Errno.EINVAL;
        }
        Futexes.Key from = futexes.key(task, task.arg(0), isPrivate);
        Futexes.Key to = futexes.key(task, second, isPrivate);
        if (user.getInt(task, task.arg(0)) != task.arg(5)) {
            return -Errno.EAGAIN;
        }
        return futexes.requeueToLock(task, from, to, moveMost);
    }

    private int requeue(Task task, boolean compare, boolean isPrivate) {
        int most = task.arg(2);
        int moveMost = task.arg(3);
        if (most < 0 || moveMost < 0 || (task.arg(4) & 3) != 0) {
            return -Errno.EINVAL;
        }
        Futexes.Key from = futexes.key(task, task.arg(0), isPrivate);
        Futexes.Key to = futexes.key(task, task.arg(4), isPrivate);
        if (compare && user.getInt(task, task.arg(0)) != task.arg(5)) {
            return -Errno.EAGAIN;
        }
        return futexes.requeue(from, most, to, moveMost);
    }

    private int wakeOp(Task task, boolean isPrivate) {
        int code = task.arg(5);
        int operand = code << 8 >> 20;
        int comparand = code << 20 >> 20;
        int value = (code >>> 28 & 8) != 0 ? 1 << (operand & 31) : operand;
        int second = task.arg(4);
        if ((second & 3) != 0) {
            return -Errno.EINVAL;
        }
        Futexes.Key from = futexes.key(task, task.arg(0), isPrivate);
        Futexes.Key to = futexes.key(task, second, isPrivate);
        int before = user.getInt(task, second);
        int after =
                switch (code >>> 28 & 7) {
                    case 0 -> value;
                    case 1 -> before + value;
                    case 2 -> before | value;
                    case 3 -> before & ~value;
                    case 4 -> before ^ value;
                    default -> before;
                };
        if ((code >>> 28 & 7) > 4) {
            return -Errno.ENOSYS;
        }
        user.setInt(task, second, after);
        int woken = futexes.wake(from, Math.max(1, task.arg(2)), -1);
        if (woken < 0 || !holds(code >>> 24 & 15, before, comparand)) {
            return woken;
        }
        int also = futexes.wake(to, Math.max(1, task.arg(3)), -1);
        return also < 0 ? also : woken + also;
    }

    /** The comparison WAKE_OP makes with the word's old value. */
    private static boolean holds(int comparison, int before, int comparand) {
        return switch (comparison) {
            case 0 -> before == comparand;
            case 1 -> before != comparand;
            case 2 -> before < comparand;
            case 3 -> before <= comparand;
            case 4 -> before > comparand;
            case 5 -> before >= comparand;
            default -> false;
        };
    }
}
