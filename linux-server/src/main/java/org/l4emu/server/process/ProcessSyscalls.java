package org.l4emu.server.process;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.PATH;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.STRINGS;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.mm.ProgramLoader;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.schedule.Clock;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallHandler;
import org.l4emu.server.syscall.SyscallTable;

/** Birth, life and end of processes and threads. */
public final class ProcessSyscalls {
    private static final int PATH_MAX = 4096;
    private static final int ROBUST_HEAD_BYTES = 12;

    private final Processes processes;
    private final Cloning cloning;
    private final Execution execution;
    private final Exiting exiting;
    private final UserMemory user;
    private final Clock clock;

    public ProcessSyscalls(
            Processes processes,
            Cloning cloning,
            Execution execution,
            Exiting exiting,
            Clock clock,
            UserMemory user) {
        this.processes = processes;
        this.cloning = cloning;
        this.execution = execution;
        this.exiting = exiting;
        this.clock = clock;
        this.user = user;
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        table.full(1, "exit", this::exit, INT);
        table.full(2, "fork", task -> cloning.cloneUser(task, plain(Signals.SIGCHLD)));
        table.full(11, "execve", this::execve, PATH, STRINGS, STRINGS);
        table.full(20, "getpid", task -> task.group().pid());
        table.full(64, "getppid", ProcessSyscalls::parentPid);
        table.full(114, "wait4", this::wait4, INT, POINTER, HEX, POINTER);
        table.partial(
                120,
                "clone",
                "no name spaces",
                this::cloneTask,
                HEX,
                POINTER,
                POINTER,
                POINTER,
                POINTER);
        int vfork = CloneFlags.VFORK | CloneFlags.VM | Signals.SIGCHLD;
        table.full(190, "vfork", task -> cloning.cloneUser(task, plain(vfork)));
        table.full(224, "gettid", Task::pid);
        table.full(248, "exit_group", this::exitGroup, INT);
        table.full(256, "set_tid_address", ProcessSyscalls::setTidAddress, POINTER);
        table.full(280, "waitid", this::waitid, INT, INT, POINTER, HEX, POINTER);
        table.full(338, "set_robust_list", ProcessSyscalls::setRobustList, POINTER, UNSIGNED);
        table.full(339, "get_robust_list", this::getRobustList, INT, POINTER, POINTER);
        table.absent(435, "clone3", "the C library falls back to clone", -Errno.ENOSYS);
        table.absent(398, "rseq", "the C library does without", -Errno.ENOSYS);
    }

    private static Cloning.Request plain(int flags) {
        return new Cloning.Request(flags, 0, 0, 0, 0);
    }

    private static int parentPid(Task task) {
        ThreadGroup parent = task.group().parent();
        return parent == null ? 0 : parent.pid();
    }

    private int cloneTask(Task task) {
        return cloning.cloneUser(
                task,
                new Cloning.Request(
                        task.arg(0), task.arg(1), task.arg(2), task.arg(3), task.arg(4)));
    }

    private int execve(Task task) {
        byte[] path = user.readString(task, task.arg(0), PATH_MAX);
        if (path.length == PATH_MAX) {
            return -Errno.ENAMETOOLONG;
        }
        int most = ProgramLoader.argumentBytesMax(task.mm().limits());
        ErrorOr<List<byte[]>> arguments = user.readStrings(task, task.arg(1), most);
        if (arguments.isError()) {
            return arguments.error();
        }
        ErrorOr<List<byte[]>> environment = user.readStrings(task, task.arg(2), most);
        if (environment.isError()) {
            return environment.error();
        }
        return execution.execute(task, path, arguments.get(), environment.get());
    }

    private int exit(Task task) {
        exiting.endThread(task, Exiting.statusOf(task.arg(0)));
        return SyscallHandler.NO_REPLY;
    }

    private int exitGroup(Task task) {
        exiting.decide(task.group(), Exiting.statusOf(task.arg(0)));
        return SyscallHandler.NO_REPLY;
    }

    private int wait4(Task task) {
        int pid = task.arg(0);
        int options = task.arg(2);
        int known =
                WaitForChild.WNOHANG
                        | WaitForChild.WUNTRACED
                        | WaitForChild.WCONTINUED
                        | WaitForChild.CHILD_KINDS;
        if ((options & ~known) != 0) {
            return -Errno.EINVAL;
        }
        if (pid == Integer.MIN_VALUE) {
            return -Errno.ESRCH;
        }
        int kind =
                pid > 0 ? WaitForChild.P_PID : pid == -1 ? WaitForChild.P_ALL : WaitForChild.P_PGID;
        int id = pid == 0 ? task.group().processGroup() : Math.abs(pid);
        int statusAddress = task.arg(1);
        int usageAddress = task.arg(3);
        WaitForChild.Taker taker =
                (caller, found) -> storeWait4(caller, found, statusAddress, usageAddress);
        return new WaitForChild(exiting, kind, id, options | WaitForChild.WEXITED, taker)
                .begin(task);
    }

    private int storeWait4(
            Task caller, WaitForChild.@Nullable Found found, int statusAddress, int usageAddress) {
        if (found == null) {
            return 0;
        }
        if (statusAddress != 0) {
            user.setInt(caller, statusAddress, found.status());
        }
        if (usageAddress != 0) {
            storeUsage(caller, usageAddress, found);
        }
        return found.pid();
    }

    private void storeUsage(Task caller, int address, WaitForChild.Found found) {
        WaitForChild.storeUsage(
                user, caller, address, clock, found.userTicks(), found.systemTicks());
    }

    /** Also of a call that fails the signal information is stored: zeros, as Linux does. */
    private int waitid(Task task) {
        int info = task.arg(2);
        int usage = task.arg(4);
        WaitForChild.Taker taker = (caller, found) -> storeWaitid(caller, found, info, usage);
        int result = waitid(task, task.arg(0), task.arg(1), task.arg(3), taker);
        if (result < 0 && result != SyscallHandler.BLOCKED) {
            storeWaitid(task, null, info, 0);
        }
        return result;
    }

    private int waitid(Task task, int kind, int id, int options, WaitForChild.Taker taker) {
        int states = WaitForChild.WEXITED | WaitForChild.WUNTRACED | WaitForChild.WCONTINUED;
        int known = states | WaitForChild.WNOHANG | WaitForChild.WNOWAIT | WaitForChild.CHILD_KINDS;
        if ((options & ~known) != 0 || (options & states) == 0) {
            return -Errno.EINVAL;
        }
        switch (kind) {
            case WaitForChild.P_ALL -> {
                return new WaitForChild(exiting, kind, 0, options, taker).begin(task);
            }
            case WaitForChild.P_PID -> {
                return id <= 0
                        ? -Errno.EINVAL
                        : new WaitForChild(exiting, kind, id, options, taker).begin(task);
            }
            case WaitForChild.P_PGID -> {
                int group = id == 0 ? task.group().processGroup() : id;
                return id < 0
                        ? -Errno.EINVAL
                        : new WaitForChild(exiting, kind, group, options, taker).begin(task);
            }
            default -> {
                return -Errno.EINVAL;
            }
        }
    }

    private int storeWaitid(
            Task caller, WaitForChild.@Nullable Found found, int infoAddress, int usageAddress) {
        if (usageAddress != 0 && found != null) {
            storeUsage(caller, usageAddress, found);
        }
        if (infoAddress != 0) {
            user.setInt(caller, infoAddress, found == null ? 0 : Signals.SIGCHLD);
            user.setInt(caller, infoAddress + 4, 0);
            user.setInt(caller, infoAddress + 8, found == null ? 0 : codeOf(found));
            user.setInt(caller, infoAddress + 12, found == null ? 0 : found.pid());
            user.setInt(caller, infoAddress + 16, found == null ? 0 : found.uid());
            user.setInt(caller, infoAddress + 20, found == null ? 0 : valueOf(found));
        }
        return 0;
    }

    /** CLD_EXITED 1, KILLED 2, DUMPED 3, TRAPPED 4, STOPPED 5, CONTINUED 6. */
    private static int codeOf(WaitForChild.Found found) {
        int status = found.status();
        if (found.trapped()) {
            return 4;
        }
        if (status == 0xffff) {
            return 6;
        }
        if ((status & 0xff) == 0x7f) {
            return 5;
        }
        if ((status & 0x7f) == 0) {
            return 1;
        }
        return (status & 0x80) != 0 ? 3 : 2;
    }

    private static int valueOf(WaitForChild.Found found) {
        int status = found.status();
        if (found.trapped()) {
            return status >>> 8;
        }
        if (status == 0xffff) {
            return Signals.SIGCONT;
        }
        boolean upper = (status & 0x7f) == 0 || (status & 0xff) == 0x7f;
        return upper ? status >>> 8 & 0xff : status & 0x7f;
    }

    private static int setTidAddress(Task task) {
        task.setClearChildTid(task.arg(0));
        return task.pid();
    }

    private static int setRobustList(Task task) {
        if (task.arg(1) != ROBUST_HEAD_BYTES) {
            return -Errno.EINVAL;
        }
        task.setRobustList(task.arg(0));
        return 0;
    }

    private int getRobustList(Task task) {
        Task other = task.arg(0) == 0 ? task : processes.task(task.arg(0));
        if (other == null) {
            return -Errno.ESRCH;
        }
        user.setInt(task, task.arg(2), ROBUST_HEAD_BYTES);
        user.setInt(task, task.arg(1), other.robustList());
        return 0;
    }
}
