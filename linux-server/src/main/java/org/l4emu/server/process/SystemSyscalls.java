package org.l4emu.server.process;

import static org.l4emu.server.syscall.ArgumentKind.BUFFER_OUT;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.STRING;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import java.nio.charset.StandardCharsets;
import org.l4emu.server.Linux;
import org.l4emu.server.SystemNames;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.schedule.Clock;
import org.l4emu.server.syscall.SyscallTable;

/** What the system is and gives: names, limits, usage, randomness, and prctl. */
public final class SystemSyscalls {
    private static final int NAME_BYTES = 65;
    private static final int HOST_NAME_MAX = 64;
    private static final int RANDOM_BYTES_MAX = 256 << 10;
    private static final int PAGE_BYTES = 4096;

    private static final int RUSAGE_SELF = 0;
    private static final int RUSAGE_CHILDREN = -1;
    private static final int RUSAGE_THREAD = 1;

    private static final int PR_SET_PDEATHSIG = 1;
    private static final int PR_GET_DUMPABLE = 3;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_GET_KEEPCAPS = 7;
    private static final int PR_SET_KEEPCAPS = 8;
    private static final int PR_SET_NAME = 15;
    private static final int PR_GET_NAME = 16;
    private static final int PR_CAPBSET_READ = 23;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_GET_NO_NEW_PRIVS = 39;
    private static final int CAPABILITY_LAST = 40;
    private static final int COMM_BYTES = 16;

    private final Linux linux;
    private final Clock clock;
    private final UserMemory user;

    public SystemSyscalls(Linux linux) {
        this.linux = linux;
        clock = linux.clock();
        user = linux.user();
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        table.full(43, "times", this::times, POINTER);
        table.full(75, "setrlimit", this::setrlimit, INT, POINTER);
        table.full(77, "getrusage", this::getrusage, INT, POINTER);
        table.full(74, "sethostname", this::sethostname, STRING, UNSIGNED);
        table.partial(116, "sysinfo", "loads are 0", this::sysinfo, POINTER);
        table.full(122, "uname", this::uname, POINTER);
        table.partial(136, "personality", "Linux only", SystemSyscalls::personality, HEX);
        table.partial(
                172,
                "prctl",
                "names; dumpable, keepcaps and no_new_privs have no effect",
                this::prctl,
                INT,
                HEX,
                HEX,
                HEX,
                HEX);
        table.full(191, "ugetrlimit", this::ugetrlimit, INT, POINTER);
        table.full(345, "getcpu", this::getcpu, POINTER, POINTER, POINTER);
        table.full(369, "prlimit64", this::prlimit64, INT, INT, POINTER, POINTER);
        table.full(384, "getrandom", this::getrandom, BUFFER_OUT, UNSIGNED, HEX);
        table.absent(88, "reboot", "the machine halts with its first program", -Errno.EPERM);
        table.absent(103, "syslog", "the kernel log is in the trace", -Errno.EPERM);
    }

    private int times(Task task) {
        ThreadGroup group = task.group();
        int address = task.arg(0);
        if (address != 0) {
            user.setInt(task, address, clockTicks(group.userTicks()));
            user.setInt(task, address + 4, clockTicks(group.systemTicks()));
            user.setInt(task, address + 8, clockTicks(group.childrenUserTicks()));
            user.setInt(task, address + 12, clockTicks(group.childrenSystemTicks()));
        }
        return (int) (clock.uptimeNanos() / (1_000_000_000L / Clock.HZ)) & 0x7fffffff;
    }

    private int clockTicks(long ticks) {
        return (int) (clock.nanosOf(ticks) / (1_000_000_000L / Clock.HZ));
    }

    private int getrusage(Task task) {
        ThreadGroup group = task.group();
        ThreadInfo info = task.info();
        long userTicks;
        long systemTicks;
        switch (task.arg(0)) {
            case RUSAGE_SELF -> {
                userTicks = group.userTicks();
                systemTicks = group.systemTicks();
            }
            case RUSAGE_CHILDREN -> {
                userTicks = group.childrenUserTicks();
                systemTicks = group.childrenSystemTicks();
            }
            case RUSAGE_THREAD -> {
                userTicks = info.userTicks();
                systemTicks = info.systemTicks();
            }
            default -> {
                return -Errno.EINVAL;
            }
        }
        WaitForChild.storeUsage(user, task, task.arg(1), clock, userTicks, systemTicks);
        return 0;
    }

    private int sethostname(Task task) {
        int length = task.arg(1);
        if (!task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        if (length < 0 || length > HOST_NAME_MAX) {
            return -Errno.EINVAL;
        }
        byte[] name = user.copyIn(task, task.arg(0), length);
        linux.names().setHostName(new String(name, StandardCharsets.ISO_8859_1));
        return 0;
    }

    private int sysinfo(Task task) {
        int at = task.arg(0);
        user.zero(task, at, 64);
        user.setInt(task, at, (int) (clock.uptimeNanos() / 1_000_000_000L));
        int total = linux.frames().totalCount();
        int free = total - linux.frames().allocatedCount();
        user.setInt(task, at + 16, total * PAGE_BYTES);
        user.setInt(task, at + 20, free * PAGE_BYTES);
        user.setShort(task, at + 40, linux.processes().all().size());
        user.setInt(task, at + 52, 1);
        return 0;
    }

    private int uname(Task task) {
        SystemNames names = linux.names();
        String[] fields = {
            SystemNames.SYSTEM,
            names.hostName(),
            SystemNames.RELEASE,
            SystemNames.VERSION,
            SystemNames.MACHINE,
            "(none)"
        };
        int at = task.arg(0);
        user.zero(task, at, NAME_BYTES * fields.length);
        for (String field : fields) {
            user.copyOut(task, at, field.getBytes(StandardCharsets.ISO_8859_1));
            at += NAME_BYTES;
        }
        return 0;
    }

    private static int personality(Task task) {
        int wanted = task.arg(0);
        return wanted == -1 || (wanted & 0xff) == 0 ? 0 : -Errno.EINVAL;
    }

    private int prctl(Task task) {
        int argument = task.arg(1);
        switch (task.arg(0)) {
            case PR_SET_NAME -> {
                byte[] name = user.readString(task, argument, COMM_BYTES - 1);
                task.setComm(new String(name, StandardCharsets.ISO_8859_1));
                return 0;
            }
            case PR_GET_NAME -> {
                byte[] name = new byte[COMM_BYTES];
                byte[] comm = task.comm().getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(comm, 0, name, 0, comm.length);
                user.copyOut(task, argument, name);
                return 0;
            }
            case PR_GET_DUMPABLE -> {
                return 1;
            }
            case PR_CAPBSET_READ -> {
                return argument >= 0 && argument <= CAPABILITY_LAST ? 1 : -Errno.EINVAL;
            }
            case PR_SET_PDEATHSIG,
                    PR_SET_DUMPABLE,
                    PR_GET_KEEPCAPS,
                    PR_SET_KEEPCAPS,
                    PR_SET_NO_NEW_PRIVS,
                    PR_GET_NO_NEW_PRIVS -> {
                return 0;
            }
            default -> {
                return -Errno.EINVAL;
            }
        }
    }

    private int getcpu(Task task) {
        if (task.arg(0) != 0) {
            user.setInt(task, task.arg(0), 0);
        }
        if (task.arg(1) != 0) {
            user.setInt(task, task.arg(1), 0);
        }
        return 0;
    }

    private int getrandom(Task task) {
        if ((task.arg(2) & ~7) != 0) {
            return -Errno.EINVAL;
        }
        int length = Math.min(task.arg(1) < 0 ? RANDOM_BYTES_MAX : task.arg(1), RANDOM_BYTES_MAX);
        user.copyOut(task, task.arg(0), linux.random().bytes(length));
        return length;
    }

    // Limits

    private static boolean isKind(int kind) {
        return kind >= 0 && kind < ResourceLimits.COUNT;
    }

    private int ugetrlimit(Task task) {
        int kind = task.arg(0);
        if (!isKind(kind)) {
            return -Errno.EINVAL;
        }
        ResourceLimits limits = task.group().limits();
        user.setInt(task, task.arg(1), narrow(limits.soft(kind)));
        user.setInt(task, task.arg(1) + 4, narrow(limits.hard(kind)));
        return 0;
    }

    private static int narrow(long limit) {
        return Long.compareUnsigned(limit, 0xffffffffL) > 0 ? -1 : (int) limit;
    }

    private static long widen(int limit) {
        return limit == -1 ? ResourceLimits.UNLIMITED : limit & 0xffffffffL;
    }

    private int setrlimit(Task task) {
        int soft = user.getInt(task, task.arg(1));
        int hard = user.getInt(task, task.arg(1) + 4);
        return setLimit(task, task, task.arg(0), widen(soft), widen(hard));
    }

    private int prlimit64(Task task) {
        int kind = task.arg(1);
        Task target = task.arg(0) == 0 ? task : linux.processes().task(task.arg(0));
        if (target == null) {
            return -Errno.ESRCH;
        }
        if (!isKind(kind)) {
            return -Errno.EINVAL;
        }
        if (target != task
                && !task.credentials().isSuperuser()
                && task.credentials().uid() != target.credentials().uid()) {
            return -Errno.EPERM;
        }
        ResourceLimits limits = target.group().limits();
        long oldSoft = limits.soft(kind);
        long oldHard = limits.hard(kind);
        if (task.arg(2) != 0) {
            long soft = user.getLong(task, task.arg(2));
            long hard = user.getLong(task, task.arg(2) + 8);
            int error = setLimit(task, target, kind, soft, hard);
            if (error != 0) {
                return error;
            }
        }
        if (task.arg(3) != 0) {
            user.setLong(task, task.arg(3), oldSoft);
            user.setLong(task, task.arg(3) + 8, oldHard);
        }
        return 0;
    }

    private static int setLimit(Task caller, Task target, int kind, long soft, long hard) {
        if (!isKind(kind) || Long.compareUnsigned(soft, hard) > 0) {
            return -Errno.EINVAL;
        }
        ResourceLimits limits = target.group().limits();
        boolean raises = Long.compareUnsigned(hard, limits.hard(kind)) > 0;
        if (raises && (!caller.credentials().isSuperuser() || kind == ResourceLimits.NOFILE)) {
            return -Errno.EPERM;
        }
        limits.set(kind, soft, hard);
        long bytes = soft < 0 ? Long.MAX_VALUE : soft;
        switch (kind) {
            case ResourceLimits.STACK -> target.mm().limits().limitStack(bytes);
            case ResourceLimits.DATA -> target.mm().limits().limitData(bytes);
            case ResourceLimits.AS -> target.mm().limits().limitAddressSpace(bytes);
            case ResourceLimits.NOFILE -> target.files().setLimit((int) soft);
            default -> {}
        }
        return 0;
    }
}
