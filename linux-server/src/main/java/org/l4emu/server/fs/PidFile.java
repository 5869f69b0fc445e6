package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.schedule.WaitQueue;

/** A process file descriptor: names one process for good, readable once that has ended. */
public final class PidFile extends OpenFile {
    private final ServerPort server;
    private final ThreadGroup process;
    private final int pid;
    private final WaitQueue end;

    PidFile(Inode inode, int flags, ServerPort server, ThreadGroup process, WaitQueue end) {
        super(inode, flags | OpenFlags.READ_WRITE);
        this.server = server;
        this.process = process;
        this.end = end;
        pid = process.pid();
    }

    /** The process's id, even when another one has it by now. */
    public int pid() {
        return pid;
    }

    /** The process; null once it was collected. */
    public @Nullable ThreadGroup process() {
        Task leader = server.task(pid);
        return leader != null && leader.group() == process ? process : null;
    }

    @Override
    int read(IoBuffer to) {
        return -Errno.EINVAL;
    }

    @Override
    int write(IoBuffer from) {
        return -Errno.EINVAL;
    }

    @Override
    int readiness() {
        return process.isDead() ? Poll.READABLE : 0;
    }

    @Override
    WaitQueue readers() {
        return end;
    }

    @Override
    String anonymousName() {
        return "anon_inode:[pidfd]";
    }

    @Override
    void digest(StateDigest digest) {
        super.digest(digest);
        digest.put(pid);
    }
}
