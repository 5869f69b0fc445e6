package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;
import org.l4emu.server.signal.SigInfoLayout;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.TaskSignals;

/**
 * A signalfd: whoever reads it takes pending signals of a set, the reader's own and its process's.
 * So what it holds, and who wakes a reader, is a matter of the task that asks.
 */
final class SignalFile extends OpenFile {
    private final ServerPort server;
    private long set;

    SignalFile(Inode inode, int flags, ServerPort server, long set) {
        super(inode, flags | OpenFlags.READ_WRITE);
        this.server = server;
        this.set = set;
    }

    /** signalfd4 on an open one. */
    void setSignals(long signals) {
        set = signals;
        WaitQueue waiting = readers();
        if (waiting != null) {
            waiting.wakeAll();
        }
    }

    private long candidates(@Nullable Task task) {
        return task == null ? 0 : task.signals().pendingSet() & set;
    }

    @Override
    int read(IoBuffer to) {
        if (to.remaining() < SigInfoLayout.BYTES) {
            return -Errno.EINVAL;
        }
        Task reader = server.current();
        long candidates = candidates(reader);
        if (reader == null || candidates == 0) {
            return -Errno.EAGAIN;
        }
        TaskSignals signals = reader.signals();
        while (candidates != 0 && to.remaining() >= SigInfoLayout.BYTES) {
            SignalInfo info = signals.take(candidates);
            server.signalTaken(reader, info);
            byte[] record = SigInfoLayout.signalFdRecord(info);
            if (to.put(record, 0, record.length) < record.length) {
                return -Errno.EFAULT;
            }
            candidates = candidates(reader);
        }
        return 0;
    }

    @Override
    int write(IoBuffer from) {
        return -Errno.EINVAL;
    }

    @Override
    int readiness() {
        return candidates(server.current()) == 0 ? 0 : Poll.IN;
    }

    @Override
    @Nullable WaitQueue readers() {
        Task task = server.current();
        return task == null ? null : task.group().actions().fileReaders();
    }

    @Override
    String anonymousName() {
        return "anon_inode:[signalfd]";
    }

    @Override
    void digest(StateDigest digest) {
        super.digest(digest);
        digest.put(set);
    }
}
