package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallTable;

/** signalfd and pidfd_open: descriptors for signals and for whom they are sent to. */
final class SignalFileSyscalls {
    private static final int SET_BYTES = 8;

    /** SIGKILL and SIGSTOP are read by nobody. */
    private static final long UNREADABLE = 1L << 8 | 1L << 18;

    private final Vfs vfs;
    private final ServerPort server;
    private final UserMemory memory;

    SignalFileSyscalls(Vfs vfs, ServerPort server, UserMemory memory) {
        this.vfs = vfs;
        this.server = server;
        this.memory = memory;
    }

    void register(SyscallTable table) {
        table.full(349, "signalfd", task -> signalFd(task, 0), FD, POINTER, UNSIGNED);
        table.full(
                355, "signalfd4", task -> signalFd(task, task.arg(3)), FD, POINTER, UNSIGNED, HEX);
        table.full(434, "pidfd_open", this::pidfdOpen, INT, HEX);
    }

    private SpecialFile newInode() {
        return new SpecialFile(vfs.anonymous(), 0600, 0, 0, 0, 0);
    }

    private int signalFd(Task task, int flags) {
        if (task.arg(2) != SET_BYTES) {
            return -Errno.EINVAL;
        }
        long set = memory.getLong(task, task.arg(1)) & ~UNREADABLE;
        if ((flags & ~(OpenFlags.CLOSE_ON_EXEC | OpenFlags.NONBLOCK)) != 0) {
            return -Errno.EINVAL;
        }
        int fd = task.arg(0);
        if (fd == -1) {
            OpenFile made = new SignalFile(newInode(), flags & OpenFlags.NONBLOCK, server, set);
            return task.files().add(made, 0, (flags & OpenFlags.CLOSE_ON_EXEC) != 0);
        }
        OpenFile file = task.files().get(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        if (!(file instanceof SignalFile signals)) {
            return -Errno.EINVAL;
        }
        signals.setSignals(set);
        return fd;
    }

    private int pidfdOpen(Task task) {
        int pid = task.arg(0);
        int flags = task.arg(1);
        if ((flags & ~OpenFlags.NONBLOCK) != 0 || pid <= 0) {
            return -Errno.EINVAL;
        }
        Task target = server.task(pid);
        if (target == null) {
            return -Errno.ESRCH;
        }
        if (target != target.group().leader()) {
            return -Errno.EINVAL;
        }
        PidFile made = new PidFile(newInode(), flags, server, target.group(), vfs.endOf(pid));
        return task.files().add(made, 0, true);
    }
}
