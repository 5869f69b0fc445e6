package org.l4emu.server.signal;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.ClockTimer;
import org.l4emu.server.schedule.Clocks;
import org.l4emu.server.schedule.TimeFormat;
import org.l4emu.server.schedule.WakeTimer;
import org.l4emu.server.syscall.SyscallHandler;
import org.l4emu.server.syscall.SyscallTable;

/** Waiting for signals: with handlers, and without. */
final class WaitingSyscalls {
    private final SignalSender sender;
    private final UserMemory user;
    private final Clocks clocks;

    WaitingSyscalls(SignalSender sender, UserMemory user, Clocks clocks) {
        this.sender = sender;
        this.user = user;
        this.clocks = clocks;
    }

    /** Enters the family's rows. */
    void register(SyscallTable table) {
        table.full(29, "pause", task -> task.block(new UntilHandler()));
        table.full(72, "sigsuspend", this::oldSigsuspend, INT, INT, HEX);
        table.full(
                177,
                "rt_sigtimedwait",
                task -> sigtimedwait(task, TimeFormat.SHORT),
                POINTER,
                POINTER,
                POINTER,
                UNSIGNED);
        table.full(179, "rt_sigsuspend", this::sigsuspend, POINTER, UNSIGNED);
        table.full(
                421,
                "rt_sigtimedwait_time64",
                task -> sigtimedwait(task, TimeFormat.LONG),
                POINTER,
                POINTER,
                POINTER,
                UNSIGNED);
    }

    // With handlers

    private static final class UntilHandler extends BlockedOperation {
        @Override
        public int resume(Task task) {
            return SyscallHandler.BLOCKED;
        }

        @Override
        public int interrupted(Task task) {
            return -Errno.ERESTARTNOHAND;
        }

        @Override
        public String waitsFor() {
            return "a signal";
        }
    }

    private int sigsuspend(Task task) {
        if (task.arg(1) != SignalSyscalls.SET_BYTES) {
            return -Errno.EINVAL;
        }
        return suspend(task, user.getLong(task, task.arg(0)));
    }

    /** The mask is the third argument; the others mean nothing. */
    private int oldSigsuspend(Task task) {
        return suspend(task, task.arg(2) & 0xffffffffL);
    }

    private int suspend(Task task, long mask) {
        long before = task.signals().blocked();
        task.signals().blockForCall(mask);
        sender.retarget(task, mask & ~before);
        return task.block(new UntilHandler());
    }

    // Without handlers

    private int sigtimedwait(Task task, TimeFormat format) {
        if (task.arg(3) != SignalSyscalls.SET_BYTES) {
            return -Errno.EINVAL;
        }
        long set = user.getLong(task, task.arg(0)) & ~Signals.UNSTOPPABLE;
        long nanos = Long.MAX_VALUE;
        if (task.arg(2) != 0) {
            nanos = format.timespec(user, task, task.arg(2));
            if (nanos < 0) {
                return -Errno.EINVAL;
            }
        }
        return new TimedWait(task, set, task.arg(1)).begin(nanos);
    }

    /**
     * rt_sigtimedwait: takes a pending signal of a set. While it waits, those of the set that were
     * blocked reach it instead of a handler or a default action.
     */
    private final class TimedWait extends BlockedOperation {
        private final Task task;
        private final long set;
        private final int infoAddress;
        private final WakeTimer limit;

        TimedWait(Task task, long set, int infoAddress) {
            this.task = task;
            this.set = set;
            this.infoAddress = infoAddress;
            limit = new WakeTimer(task, clocks.uptime());
        }

        /** Waits {@code nanos} at most; {@link Long#MAX_VALUE} for ever. */
        int begin(long nanos) {
            int result = take();
            if (result != SyscallHandler.BLOCKED) {
                return result;
            }
            if (nanos == 0) {
                return -Errno.EAGAIN;
            }
            if (nanos != Long.MAX_VALUE) {
                limit.begin(ClockTimer.after(clocks.uptime(), nanos));
            }
            task.signals().await(set);
            return task.block(this);
        }

        /** A signal taken stays taken if its information then finds no place. */
        private int take() {
            long candidates = task.signals().pendingSet() & set;
            if (candidates == 0) {
                return SyscallHandler.BLOCKED;
            }
            SignalInfo info = task.signals().take(candidates);
            sender.reportTaken(task, info);
            if (infoAddress != 0) {
                user.copyOut(task, infoAddress, SigInfoLayout.bytes(info));
            }
            return info.signal();
        }

        @Override
        public int resume(Task sleeper) {
            int result = take();
            boolean late = limit.hasExpired();
            return result == SyscallHandler.BLOCKED && late ? -Errno.EAGAIN : result;
        }

        @Override
        public boolean endsWhenContinued() {
            return true;
        }

        @Override
        public int interrupted(Task sleeper) {
            return -Errno.EINTR;
        }

        @Override
        public void ended(Task sleeper) {
            task.signals().endAwaiting();
            sender.retarget(task, set);
            limit.stop();
        }

        @Override
        public String waitsFor() {
            return "signals " + Long.toHexString(set);
        }
    }
}
