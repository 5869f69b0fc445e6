package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** poll and select in all their forms. */
final class PollSyscalls {
    private static final int ENTRY_BYTES = 8;
    private static final int SIGNAL_SET_BYTES = 8;

    private final ServerPort server;
    private final UserMemory memory;

    PollSyscalls(ServerPort server, UserMemory memory) {
        this.server = server;
        this.memory = memory;
    }

    void register(SyscallTable table) {
        table.full(168, "poll", this::poll, POINTER, UNSIGNED, INT);
        table.full(
                336,
                "ppoll",
                task -> ppoll(task, Timeout.Form.TIMESPEC),
                POINTER,
                UNSIGNED,
                POINTER,
                POINTER,
                UNSIGNED);
        table.full(
                414,
                "ppoll_time64",
                task -> ppoll(task, Timeout.Form.TIMESPEC64),
                POINTER,
                UNSIGNED,
                POINTER,
                POINTER,
                UNSIGNED);
        table.full(142, "_newselect", this::select, INT, POINTER, POINTER, POINTER, POINTER);
        table.full(
                335,
                "pselect6",
                task -> pselect(task, Timeout.Form.TIMESPEC),
                INT,
                POINTER,
                POINTER,
                POINTER,
                POINTER,
                POINTER);
        table.full(
                413,
                "pselect6_time64",
                task -> pselect(task, Timeout.Form.TIMESPEC64),
                INT,
                POINTER,
                POINTER,
                POINTER,
                POINTER,
                POINTER);
    }

    private int poll(Task task) {
        return poll(task, Timeout.ofMillis(server, task.arg(2)), true);
    }

    private int ppoll(Task task, Timeout.Form form) {
        Timeout timeout = Timeout.at(server, memory, task, task.arg(2), form);
        if (timeout == null) {
            return -Errno.EINVAL;
        }
        int masked = useMask(task, task.arg(3), task.arg(4));
        return masked < 0 ? masked : poll(task, timeout, false);
    }

    /** Installs a temporary signal mask, if there is one. */
    private int useMask(Task task, int address, int size) {
        if (address == 0) {
            return 0;
        }
        if (size != SIGNAL_SET_BYTES) {
            return -Errno.EINVAL;
        }
        server.useSignalMask(task, memory.getLong(task, address));
        return 0;
    }

    private int poll(Task task, Timeout timeout, boolean restarts) {
        int count = task.arg(1);
        if (count < 0 || count > task.files().limit()) {
            return -Errno.EINVAL;
        }
        byte[] entries = memory.copyIn(task, task.arg(0), count * ENTRY_BYTES);
        return new PollWait(server, memory, timeout, task, task.arg(0), entries, restarts)
                .start(task);
    }

    private int select(Task task) {
        Timeout timeout = Timeout.at(server, memory, task, task.arg(4), Timeout.Form.TIMEVAL);
        return select(task, timeout);
    }

    private int pselect(Task task, Timeout.Form form) {
        Timeout timeout = Timeout.at(server, memory, task, task.arg(4), form);
        int pair = task.arg(5);
        if (timeout != null && pair != 0) {
            int masked = useMask(task, memory.getInt(task, pair), memory.getInt(task, pair + 4));
            if (masked < 0) {
                return masked;
            }
        }
        return select(task, timeout);
    }

    private int select(Task task, @Nullable Timeout timeout) {
        int count = task.arg(0);
        if (timeout == null || count < 0) {
            return -Errno.EINVAL;
        }
        int looked = Math.min(count, task.files().end());
        SelectWait wait = new SelectWait(server, memory, timeout, looked);
        int bad = wait.load(task);
        if (bad < 0) {
            wait.ended(task);
            return bad;
        }
        return wait.start(task);
    }
}
