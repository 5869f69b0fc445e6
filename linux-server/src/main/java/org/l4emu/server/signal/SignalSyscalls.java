package org.l4emu.server.signal;

import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.SIGNAL;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.l4emu.emulib.PtRegs;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.schedule.ClockTimer;
import org.l4emu.server.schedule.Clocks;
import org.l4emu.server.schedule.TimeFormat;
import org.l4emu.server.schedule.WakeTimer;
import org.l4emu.server.syscall.SyscallHandler;
import org.l4emu.server.syscall.SyscallTable;

/** Sending, masking, waiting for and returning from signals. */
public final class SignalSyscalls {
    private static final int SET_BYTES = 8;
    private static final int INFO_BYTES = 128;
    private static final int SIG_BLOCK = 0;
    private static final int SIG_UNBLOCK = 1;
    private static final int SIG_SETMASK = 2;
    private static final int STACK_BYTES_MIN = 2048;

    private final Processes processes;
    private final SignalSender sender;
    private final SignalFrames frames;
    private final UserMemory user;
    private final Clocks clocks;

    public SignalSyscalls(
            Processes processes,
            SignalSender sender,
            SignalFrames frames,
            UserMemory user,
            Clocks clocks) {
        this.processes = processes;
        this.sender = sender;
        this.frames = frames;
        this.user = user;
        this.clocks = clocks;
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        table.full(29, "pause", this::pause);
        table.full(37, "kill", this::kill, INT, SIGNAL);
        table.full(119, "sigreturn", task -> sigreturn(task, false));
        table.full(173, "rt_sigreturn", task -> sigreturn(task, true));
        table.full(174, "rt_sigaction", this::sigaction, SIGNAL, POINTER, POINTER, UNSIGNED);
        table.full(175, "rt_sigprocmask", this::sigprocmask, INT, POINTER, POINTER, UNSIGNED);
        table.full(176, "rt_sigpending", this::sigpending, POINTER, UNSIGNED);
        table.full(
                177,
                "rt_sigtimedwait",
                task -> sigtimedwait(task, TimeFormat.SHORT),
                POINTER,
                POINTER,
                POINTER,
                UNSIGNED);
        table.full(
                421,
                "rt_sigtimedwait_time64",
                task -> sigtimedwait(task, TimeFormat.LONG),
                POINTER,
                POINTER,
                POINTER,
                UNSIGNED);
        table.full(178, "rt_sigqueueinfo", this::sigqueueinfo, INT, SIGNAL, POINTER);
        table.full(179, "rt_sigsuspend", this::sigsuspend, POINTER, UNSIGNED);
        table.full(186, "sigaltstack", this::sigaltstack, POINTER, POINTER);
        table.full(238, "tkill", task -> tkill(task, 0, task.arg(0), task.arg(1)), INT, SIGNAL);
        table.full(268, "tgkill", this::tgkill, INT, INT, SIGNAL);
    }

    // Sending

    private static boolean maySignal(Task caller, ThreadGroup target, int signal) {
        Credentials from = caller.credentials();
        Credentials to = target.leader().credentials();
        return from.isSuperuser()
                || from.euid() == to.uid()
                || from.euid() == to.suid()
                || from.uid() == to.uid()
                || from.uid() == to.suid()
                || signal == Signals.SIGCONT && caller.group().session() == target.session();
    }

    private static SignalInfo infoOf(Task caller, int signal, int code) {
        return new SignalInfo(signal, code, caller.group().pid(), caller.credentials().uid(), 0);
    }

    private int kill(Task task) {
        int pid = task.arg(0);
        int signal = task.arg(1);
        if (signal != 0 && !Signals.isValid(signal)) {
            return -Errno.EINVAL;
        }
        if (pid > 0) {
            ThreadGroup target = processes.group(pid);
            return target == null ? -Errno.ESRCH : killOne(task, target, signal);
        }
        if (pid == Integer.MIN_VALUE) {
            return -Errno.ESRCH;
        }
        int processGroup = pid == 0 ? task.group().processGroup() : -pid;
        int result = -Errno.ESRCH;
        for (ThreadGroup target : processes.all()) {
            boolean meant =
                    pid == -1
                            ? target.pid() > 1 && target != task.group()
                            : target.processGroup() == processGroup;
            if (meant) {
                int one = killOne(task, target, signal);
                result = result == 0 ? 0 : one;
            }
        }
        return result;
    }

    private int killOne(Task caller, ThreadGroup target, int signal) {
        if (!maySignal(caller, target, signal)) {
            return -Errno.EPERM;
        }
        if (signal != 0) {
            sender.send(infoOf(caller, signal, SignalInfo.SI_USER), target);
        }
        return 0;
    }

    private int tgkill(Task task) {
        return task.arg(0) <= 0
                ? -Errno.EINVAL
                : tkill(task, task.arg(0), task.arg(1), task.arg(2));
    }

    private int tkill(Task caller, int process, int thread, int signal) {
        if (thread <= 0 || signal != 0 && !Signals.isValid(signal)) {
            return -Errno.EINVAL;
        }
        Task target = processes.task(thread);
        if (target == null || process != 0 && target.group().pid() != process) {
            return -Errno.ESRCH;
        }
        if (!maySignal(caller, target.group(), signal)) {
            return -Errno.EPERM;
        }
        if (signal != 0 && target.isAlive()) {
            SignalInfo info = infoOf(caller, signal, SignalInfo.SI_TKILL);
            return sender.send(info, target) ? 0 : -Errno.EAGAIN;
        }
        return 0;
    }

    private int sigqueueinfo(Task task) {
        int signal = task.arg(1);
        ThreadGroup target = processes.group(task.arg(0));
        int code = user.getInt(task, task.arg(2) + 8);
        int value = user.getInt(task, task.arg(2) + 20);
        if (!Signals.isValid(signal)) {
            return -Errno.EINVAL;
        }
        if (target == null) {
            return -Errno.ESRCH;
        }
        boolean forged = code >= 0 || code == SignalInfo.SI_TKILL;
        if (forged && target != task.group() || !maySignal(task, target, signal)) {
            return -Errno.EPERM;
        }
        int pid = user.getInt(task, task.arg(2) + 12);
        int uid = user.getInt(task, task.arg(2) + 16);
        SignalInfo info = new SignalInfo(signal, code, pid, uid, value);
        return sender.send(info, target) ? 0 : -Errno.EAGAIN;
    }

    // Dispositions and masks

    private int sigaction(Task task) {
        int signal = task.arg(0);
        int newAction = task.arg(1);
        int oldAction = task.arg(2);
        if (task.arg(3) != SET_BYTES
                || !Signals.isValid(signal)
                || newAction != 0 && Signals.contains(Signals.UNSTOPPABLE, signal)) {
            return -Errno.EINVAL;
        }
        ThreadGroup group = task.group();
        SignalAction before = group.actions().of(signal);
        SignalAction wanted =
                newAction == 0
                        ? null
                        : new SignalAction(
                                user.getInt(task, newAction),
                                user.getInt(task, newAction + 4),
                                user.getInt(task, newAction + 8),
                                user.getLong(task, newAction + 12) & ~Signals.UNSTOPPABLE);
        if (oldAction != 0) {
            user.setInt(task, oldAction, before.handler());
            user.setInt(task, oldAction + 4, before.flags());
            user.setInt(task, oldAction + 8, before.restorer());
            user.setLong(task, oldAction + 12, before.mask());
        }
        if (wanted != null) {
            group.actions().set(signal, wanted);
            if (group.actions().ignores(signal)) {
                group.signals().remove(Signals.bit(signal));
                for (Task thread : group.threads()) {
                    thread.signals().pending().remove(Signals.bit(signal));
                }
            }
        }
        return 0;
    }

    private int sigprocmask(Task task) {
        if (task.arg(3) != SET_BYTES) {
            return -Errno.EINVAL;
        }
        TaskSignals signals = task.signals();
        long before = signals.blocked();
        if (task.arg(1) != 0) {
            long set = user.getLong(task, task.arg(1));
            switch (task.arg(0)) {
                case SIG_BLOCK -> signals.setBlocked(before | set);
                case SIG_UNBLOCK -> signals.setBlocked(before & ~set);
                case SIG_SETMASK -> signals.setBlocked(set);
                default -> {
                    return -Errno.EINVAL;
                }
            }
        }
        if (task.arg(2) != 0) {
            user.setLong(task, task.arg(2), before);
        }
        return 0;
    }

    private int sigpending(Task task) {
        if (Integer.compareUnsigned(task.arg(1), SET_BYTES) > 0) {
            return -Errno.EINVAL;
        }
        long set = task.signals().pendingSet() & task.signals().blocked();
        for (int i = 0; i < task.arg(1); i++) {
            user.setByte(task, task.arg(0) + i, (int) (set >>> 8 * i));
        }
        return 0;
    }

    private int sigaltstack(Task task) {
        TaskSignals signals = task.signals();
        boolean on = signals.isOnStack(task.registers().get(PtRegs.SP));
        int oldAddress = signals.stackAddress();
        int oldFlags = on ? 1 : signals.stackFlags();
        int oldBytes = signals.stackBytes();
        int wanted = task.arg(0);
        if (wanted != 0) {
            int address = user.getInt(task, wanted);
            int flags = user.getInt(task, wanted + 4);
            int bytes = user.getInt(task, wanted + 8);
            if (on) {
                return -Errno.EPERM;
            }
            if ((flags & ~(TaskSignals.SS_DISABLE | 1)) != 0) {
                return -Errno.EINVAL;
            }
            if ((flags & TaskSignals.SS_DISABLE) != 0) {
                signals.disableStack();
            } else if (Integer.compareUnsigned(bytes, STACK_BYTES_MIN) < 0) {
                return -Errno.ENOMEM;
            } else {
                signals.setStack(address, 0, bytes);
            }
        }
        if (task.arg(1) != 0) {
            user.setInt(task, task.arg(1), oldAddress);
            user.setInt(task, task.arg(1) + 4, oldFlags);
            user.setInt(task, task.arg(1) + 8, oldBytes);
        }
        return 0;
    }

    private int sigreturn(Task task, boolean withInfo) {
        task.info().forgetRestart();
        try {
            frames.pop(task, withInfo);
        } catch (UserFault badFrame) {
            sender.forceDefault(SignalInfo.kernel(Signals.SIGSEGV), task);
        }
        return SyscallHandler.REGISTERS_SET;
    }

    // Waiting

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

    private int pause(Task task) {
        return task.block(new UntilHandler());
    }

    private int sigsuspend(Task task) {
        if (task.arg(1) != SET_BYTES) {
            return -Errno.EINVAL;
        }
        task.signals().blockForCall(user.getLong(task, task.arg(0)));
        return task.block(new UntilHandler());
    }

    private int sigtimedwait(Task task, TimeFormat format) {
        if (task.arg(3) != SET_BYTES) {
            return -Errno.EINVAL;
        }
        long set = user.getLong(task, task.arg(0)) & ~Signals.UNSTOPPABLE;
        boolean timed = task.arg(2) != 0;
        long nanos = timed ? format.timespec(user, task, task.arg(2)) : 0;
        if (nanos < 0) {
            return -Errno.EINVAL;
        }
        return new TimedWait(task, set, task.arg(1)).begin(timed, nanos);
    }

    /** rt_sigtimedwait: takes a blocked signal of a set, handlers aside. */
    private final class TimedWait extends BlockedOperation {
        private final Task task;
        private final long set;
        private final int infoAddress;
        private final WakeTimer limit;
        private boolean stopped;

        TimedWait(Task task, long set, int infoAddress) {
            this.task = task;
            this.set = set;
            this.infoAddress = infoAddress;
            limit = new WakeTimer(task, clocks.uptime());
        }

        int begin(boolean timed, long nanos) {
            int result = take();
            if (result != SyscallHandler.BLOCKED) {
                return result;
            }
            if (timed && nanos == 0) {
                return -Errno.EAGAIN;
            }
            if (timed) {
                limit.begin(ClockTimer.after(clocks.uptime(), nanos));
            }
            task.signals().setAwaited(set);
            return task.block(this);
        }

        private int take() {
            long candidates = task.signals().pendingSet() & set;
            if (candidates == 0) {
                return SyscallHandler.BLOCKED;
            }
            SignalInfo info = task.signals().take(candidates);
            if (infoAddress != 0) {
                user.zero(task, infoAddress, INFO_BYTES);
                frames.putInfo(task, infoAddress, info);
            }
            return info.signal();
        }

        @Override
        public boolean endsWhenContinued() {
            return true;
        }

        @Override
        public int resume(Task sleeper) {
            int result = take();
            if (result != SyscallHandler.BLOCKED) {
                return result;
            }
            if (stopped) {
                return -Errno.EINTR;
            }
            return limit.hasExpired() ? -Errno.EAGAIN : SyscallHandler.BLOCKED;
        }

        @Override
        public void stopped(Task sleeper) {
            stopped = true;
        }

        @Override
        public int interrupted(Task sleeper) {
            return -Errno.EINTR;
        }

        @Override
        public void ended(Task sleeper) {
            task.signals().setAwaited(0);
            limit.stop();
        }

        @Override
        public String waitsFor() {
            return "signals " + Long.toHexString(set);
        }
    }
}
