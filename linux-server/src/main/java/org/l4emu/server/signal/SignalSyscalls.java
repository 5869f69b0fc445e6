package org.l4emu.server.signal;

import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.SIGNAL;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.PtRegs;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.schedule.Clocks;
import org.l4emu.server.syscall.SyscallHandler;
import org.l4emu.server.syscall.SyscallTable;

/**
 * Dispositions, masks, alternate stacks and the return from handlers; with the calls of old C
 * libraries, whose sets are one word. What a call changes stays changed if the old value then finds
 * no place in the caller's memory.
 *
 * <pre>
 *   struct sigaction       0 handler   4 flags   8 restorer   12 mask (64)
 *   struct old_sigaction   0 handler   4 mask    8 flags      12 restorer
 *   stack_t                0 sp        4 flags   8 size
 * </pre>
 */
public final class SignalSyscalls {
    static final int SET_BYTES = 8;

    private static final int SIG_BLOCK = 0;
    private static final int SIG_UNBLOCK = 1;
    private static final int SIG_SETMASK = 2;
    private static final long LOW_HALF = 0xffffffffL;

    private final SignalSender sender;
    private final SignalFrames frames;
    private final UserMemory user;
    private final SendingSyscalls sending;
    private final WaitingSyscalls waiting;

    public SignalSyscalls(
            Processes processes,
            SignalSender sender,
            SignalFrames frames,
            UserMemory user,
            Clocks clocks) {
        this.sender = sender;
        this.frames = frames;
        this.user = user;
        sending = new SendingSyscalls(processes, sender, user);
        waiting = new WaitingSyscalls(sender, user, clocks);
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        sending.register(table);
        waiting.register(table);
        table.full(67, "sigaction", this::oldSigaction, SIGNAL, POINTER, POINTER);
        table.full(73, "sigpending", this::oldSigpending, POINTER);
        table.full(119, "sigreturn", task -> sigreturn(task, false));
        table.full(126, "sigprocmask", this::oldSigprocmask, INT, POINTER, POINTER);
        table.full(173, "rt_sigreturn", task -> sigreturn(task, true));
        table.full(174, "rt_sigaction", this::sigaction, SIGNAL, POINTER, POINTER, UNSIGNED);
        table.full(175, "rt_sigprocmask", this::sigprocmask, INT, POINTER, POINTER, UNSIGNED);
        table.full(176, "rt_sigpending", this::sigpending, POINTER, UNSIGNED);
        table.full(186, "sigaltstack", this::sigaltstack, POINTER, POINTER);
    }

    // Dispositions

    private int sigaction(Task task) {
        int newAction = task.arg(1);
        int oldAction = task.arg(2);
        if (task.arg(3) != SET_BYTES) {
            return -Errno.EINVAL;
        }
        SignalAction wanted =
                newAction == 0
                        ? null
                        : new SignalAction(
                                user.getInt(task, newAction),
                                user.getInt(task, newAction + 4),
                                user.getInt(task, newAction + 8),
                                user.getLong(task, newAction + 12));
        SignalAction before = exchange(task.group(), task.arg(0), wanted);
        if (before == null) {
            return -Errno.EINVAL;
        }
        if (oldAction != 0) {
            user.setInt(task, oldAction, before.handler());
            user.setInt(task, oldAction + 4, before.flags());
            user.setInt(task, oldAction + 8, before.restorer());
            user.setLong(task, oldAction + 12, before.mask());
        }
        return 0;
    }

    private int oldSigaction(Task task) {
        int newAction = task.arg(1);
        int oldAction = task.arg(2);
        SignalAction wanted =
                newAction == 0
                        ? null
                        : new SignalAction(
                                user.getInt(task, newAction),
                                user.getInt(task, newAction + 8),
                                user.getInt(task, newAction + 12),
                                user.getInt(task, newAction + 4) & LOW_HALF);
        SignalAction before = exchange(task.group(), task.arg(0), wanted);
        if (before == null) {
            return -Errno.EINVAL;
        }
        if (oldAction != 0) {
            user.setInt(task, oldAction, before.handler());
            user.setInt(task, oldAction + 4, (int) before.mask());
            user.setInt(task, oldAction + 8, before.flags());
            user.setInt(task, oldAction + 12, before.restorer());
        }
        return 0;
    }

    /** Returns the action before; null, and nothing has changed, if there can be no such one. */
    private static @Nullable SignalAction exchange(
            ThreadGroup group, int signal, @Nullable SignalAction wanted) {
        if (!Signals.isValid(signal)
                || wanted != null && Signals.contains(Signals.UNSTOPPABLE, signal)) {
            return null;
        }
        SignalAction before = group.actions().of(signal);
        if (wanted != null) {
            SignalAction kept =
                    new SignalAction(
                            wanted.handler(),
                            wanted.flags() & SignalAction.KNOWN_FLAGS,
                            wanted.restorer(),
                            wanted.mask() & ~Signals.UNSTOPPABLE);
            group.actions().set(signal, kept);
            if (group.actions().ignores(signal)) {
                group.signals().remove(Signals.bit(signal));
                for (Task thread : group.threads()) {
                    thread.signals().pending().remove(Signals.bit(signal));
                }
            }
        }
        return before;
    }

    // Masks

    private int sigprocmask(Task task) {
        if (task.arg(3) != SET_BYTES) {
            return -Errno.EINVAL;
        }
        long before = task.signals().blocked();
        if (task.arg(1) != 0) {
            int error = changeMask(task, task.arg(0), user.getLong(task, task.arg(1)), ~0L);
            if (error != 0) {
                return error;
            }
        }
        if (task.arg(2) != 0) {
            user.setLong(task, task.arg(2), before);
        }
        return 0;
    }

    private int oldSigprocmask(Task task) {
        int before = (int) task.signals().blocked();
        if (task.arg(1) != 0) {
            long set = user.getInt(task, task.arg(1)) & LOW_HALF;
            int error = changeMask(task, task.arg(0), set, LOW_HALF);
            if (error != 0) {
                return error;
            }
        }
        if (task.arg(2) != 0) {
            user.setInt(task, task.arg(2), before);
        }
        return 0;
    }

    /** Changes the mask within {@code reach}; 0 or an errno. */
    private int changeMask(Task task, int how, long set, long reach) {
        TaskSignals signals = task.signals();
        long before = signals.blocked();
        switch (how) {
            case SIG_BLOCK -> signals.setBlocked(before | set);
            case SIG_UNBLOCK -> signals.setBlocked(before & ~set);
            case SIG_SETMASK -> signals.setBlocked(before & ~reach | set);
            default -> {
                return -Errno.EINVAL;
            }
        }
        sender.retarget(task, signals.blocked() & ~before);
        return 0;
    }

    private int sigpending(Task task) {
        int bytes = task.arg(1);
        if (Integer.compareUnsigned(bytes, SET_BYTES) > 0) {
            return -Errno.EINVAL;
        }
        long set = blockedAndPending(task);
        for (int i = 0; i < bytes; i++) {
            user.setByte(task, task.arg(0) + i, (int) (set >>> 8 * i));
        }
        return 0;
    }

    private int oldSigpending(Task task) {
        user.setInt(task, task.arg(0), (int) blockedAndPending(task));
        return 0;
    }

    private static long blockedAndPending(Task task) {
        return task.signals().pendingSet() & task.signals().blocked();
    }

    // Stacks and the way back

    private int sigaltstack(Task task) {
        TaskSignals signals = task.signals();
        int stackPointer = task.registers().get(PtRegs.SP);
        int oldAddress = signals.stackAddress();
        int oldFlags = signals.shownStackFlags(stackPointer);
        int oldBytes = signals.stackBytes();
        int wanted = task.arg(0);
        if (wanted != 0) {
            int address = user.getInt(task, wanted);
            int flags = user.getInt(task, wanted + 4);
            int bytes = user.getInt(task, wanted + 8);
            int error = signals.changeStack(address, flags, bytes, stackPointer);
            if (error != 0) {
                return error;
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
        long before = task.signals().blocked();
        task.info().forgetRestart();
        try {
            frames.pop(task, withInfo);
        } catch (UserFault badFrame) {
            sender.forceDefault(SignalInfo.kernel(Signals.SIGSEGV), task);
        }
        sender.retarget(task, task.signals().blocked() & ~before);
        return SyscallHandler.REGISTERS_SET;
    }
}
