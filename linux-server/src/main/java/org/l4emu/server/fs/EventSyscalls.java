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

/**
 * epoll and eventfd.
 *
 * <pre>
 *   struct epoll_event: events 0 (32)   data 8 (64)
 * </pre>
 */
final class EventSyscalls {
    private static final int EVENT_BYTES = 16;
    private static final int EVENTS_MAX = 1 << 20;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MODIFY = 3;
    private static final int SEMAPHORE = 1;

    private final Vfs vfs;
    private final ServerPort server;
    private final UserMemory memory;

    EventSyscalls(Vfs vfs, ServerPort server, UserMemory memory) {
        this.vfs = vfs;
        this.server = server;
        this.memory = memory;
    }

    void register(SyscallTable table) {
        String levels = "EPOLLET reports levels";
        table.partial(250, "epoll_create", levels, task -> create(task, 0), INT);
        table.partial(357, "epoll_create1", levels, task -> create(task, task.arg(0)), HEX);
        table.partial(251, "epoll_ctl", levels, this::control, FD, INT, FD, POINTER);
        table.partial(252, "epoll_wait", levels, this::await, FD, POINTER, INT, INT);
        table.partial(
                346, "epoll_pwait", levels, this::pwait, FD, POINTER, INT, INT, POINTER, UNSIGNED);
        table.full(351, "eventfd", task -> event(task, 0), UNSIGNED);
        table.full(356, "eventfd2", task -> event(task, task.arg(1)), UNSIGNED, HEX);
    }

    private SpecialFile newInode() {
        return new SpecialFile(vfs.anonymous(), 0600, 0, 0, 0, 0);
    }

    private int create(Task task, int flags) {
        if ((flags & ~OpenFlags.CLOSE_ON_EXEC) != 0) {
            return -Errno.EINVAL;
        }
        return task.files().add(new EpollFile(newInode(), 0), 0, flags != 0);
    }

    private int event(Task task, int flags) {
        int known = OpenFlags.CLOSE_ON_EXEC | OpenFlags.NONBLOCK | SEMAPHORE;
        if ((flags & ~known) != 0) {
            return -Errno.EINVAL;
        }
        EventFile file =
                new EventFile(
                        newInode(),
                        flags & OpenFlags.NONBLOCK,
                        (flags & SEMAPHORE) != 0,
                        task.arg(0) & 0xffffffffL);
        return task.files().add(file, 0, (flags & OpenFlags.CLOSE_ON_EXEC) != 0);
    }

    private int control(Task task) {
        OpenFile epoll = task.files().get(task.arg(0));
        int fd = task.arg(2);
        OpenFile file = task.files().get(fd);
        if (epoll == null || file == null) {
            return -Errno.EBADF;
        }
        if (!(epoll instanceof EpollFile watcher)) {
            return -Errno.EINVAL;
        }
        int operation = task.arg(1);
        if (operation == DELETE) {
            return watcher.remove(fd, file);
        }
        int events = memory.getInt(task, task.arg(3));
        long data = memory.getLong(task, task.arg(3) + 8);
        switch (operation) {
            case ADD:
                return watcher.add(fd, file, events, data);
            case MODIFY:
                return watcher.modify(fd, file, events, data);
            default:
                return -Errno.EINVAL;
        }
    }

    private int pwait(Task task) {
        if (task.arg(4) != 0) {
            if (task.arg(5) != 8) {
                return -Errno.EINVAL;
            }
            server.useSignalMask(task, memory.getLong(task, task.arg(4)));
        }
        return await(task);
    }

    private int await(Task task) {
        OpenFile epoll = task.files().get(task.arg(0));
        if (epoll == null) {
            return -Errno.EBADF;
        }
        int most = task.arg(2);
        if (!(epoll instanceof EpollFile watcher) || most <= 0 || most > EVENTS_MAX) {
            return -Errno.EINVAL;
        }
        Timeout timeout = Timeout.ofMillis(server, task.arg(3));
        return new EpollWait(server, memory, timeout, watcher, task.arg(1), most).start(task);
    }

    /** An epoll_wait under way. */
    private static final class EpollWait extends ReadinessWait {
        private final UserMemory memory;
        private final EpollFile epoll;
        private final int address;
        private final int most;
        private int stored;

        EpollWait(
                ServerPort server,
                UserMemory memory,
                Timeout timeout,
                EpollFile epoll,
                int address,
                int most) {
            super(server, timeout);
            this.memory = memory;
            this.epoll = epoll;
            this.address = address;
            this.most = most;
            watch(epoll);
        }

        /** epoll_wait is never restarted, not even after a stop without a handler. */
        @Override
        public int interrupted(Task task) {
            super.interrupted(task);
            return -Errno.EINTR;
        }

        @Override
        public boolean endsWhenContinued() {
            return true;
        }

        @Override
        int look(Task task) {
            stored = 0;
            int ready = report(task);
            return ready;
        }

        private int report(Task task) {
            return epoll.report(
                    (events, data) -> {
                        if (stored == most) {
                            return false;
                        }
                        int at = address + stored * EVENT_BYTES;
                        memory.setInt(task, at, events);
                        memory.setLong(task, at + 8, data);
                        stored++;
                        return true;
                    });
        }

        @Override
        int storeNothing(Task task) {
            return 0;
        }
    }
}
