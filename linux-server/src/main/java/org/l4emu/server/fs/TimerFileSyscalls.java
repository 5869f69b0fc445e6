package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.Clocks;
import org.l4emu.server.schedule.TimeFormat;
import org.l4emu.server.syscall.SyscallTable;

/** timerfd. */
public final class TimerFileSyscalls {
    private static final int REALTIME = 0;
    private static final int MONOTONIC = 1;
    private static final int BOOTTIME = 7;
    private static final int REALTIME_ALARM = 8;
    private static final int BOOTTIME_ALARM = 9;
    private static final int ABSOLUTE = 1;
    private static final int CANCEL_ON_SET = 2;

    private final Vfs vfs;
    private final Clocks clocks;
    private final UserMemory memory;

    public TimerFileSyscalls(Vfs vfs, Clocks clocks, UserMemory memory) {
        this.vfs = vfs;
        this.clocks = clocks;
        this.memory = memory;
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        table.full(350, "timerfd_create", this::create, INT, HEX);
        table.full(
                353,
                "timerfd_settime",
                task -> set(task, TimeFormat.SHORT),
                FD,
                HEX,
                POINTER,
                POINTER);
        table.full(
                411,
                "timerfd_settime64",
                task -> set(task, TimeFormat.LONG),
                FD,
                HEX,
                POINTER,
                POINTER);
        table.full(354, "timerfd_gettime", task -> get(task, TimeFormat.SHORT), FD, POINTER);
        table.full(410, "timerfd_gettime64", task -> get(task, TimeFormat.LONG), FD, POINTER);
    }

    /** The alarm clocks would wake a machine that sleeps; this one never does. */
    private int create(Task task) {
        int clock = task.arg(0);
        int flags = task.arg(1);
        boolean alarm = clock == REALTIME_ALARM || clock == BOOTTIME_ALARM;
        boolean known = clock == REALTIME || clock == MONOTONIC || clock == BOOTTIME || alarm;
        if (!known || (flags & ~(OpenFlags.CLOSE_ON_EXEC | OpenFlags.NONBLOCK)) != 0) {
            return -Errno.EINVAL;
        }
        if (alarm && !task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        TimerFile file =
                new TimerFile(
                        new SpecialFile(vfs.anonymous(), 0600, 0, 0, 0, 0),
                        flags & OpenFlags.NONBLOCK,
                        clocks,
                        clock == REALTIME || clock == REALTIME_ALARM);
        return task.files().add(file, 0, (flags & OpenFlags.CLOSE_ON_EXEC) != 0);
    }

    private int set(Task task, TimeFormat format) {
        int address = task.arg(2);
        int flags = task.arg(1);
        long interval = format.timespec(memory, task, address);
        long value = format.timespec(memory, task, address + format.bytes());
        if (interval < 0 || value < 0 || (flags & ~(ABSOLUTE | CANCEL_ON_SET)) != 0) {
            return -Errno.EINVAL;
        }
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        if (!(file instanceof TimerFile timer)) {
            return -Errno.EINVAL;
        }
        long intervalBefore = timer.intervalNanos();
        long before = timer.leftNanos();
        timer.set(value, interval, (flags & ABSOLUTE) != 0, (flags & CANCEL_ON_SET) != 0);
        if (task.arg(3) != 0) {
            store(task, format, task.arg(3), intervalBefore, before);
        }
        return 0;
    }

    private int get(Task task, TimeFormat format) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        if (!(file instanceof TimerFile timer)) {
            return -Errno.EINVAL;
        }
        store(task, format, task.arg(1), timer.intervalNanos(), timer.leftNanos());
        return 0;
    }

    private void store(Task task, TimeFormat format, int address, long interval, long value) {
        format.store(memory, task, address, interval);
        format.store(memory, task, address + format.bytes(), value);
    }
}
