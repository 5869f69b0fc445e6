package org.l4emu.server.schedule;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallHandler;

/** nanosleep and clock_nanosleep: until a time, or until a handler has to run. */
final class Sleep extends BlockedOperation {
    private final Timers timers;
    private final Clock clock;
    private final UserMemory user;
    private final TimeFormat format;
    private final int remainingAddress;
    private final TaskTimer timer;

    /**
     * Begins with {@link #begin}.
     *
     * @param remainingAddress where what is left goes after an interruption; 0 for nowhere
     */
    Sleep(
            Task task,
            Timers timers,
            Clock clock,
            UserMemory user,
            TimeFormat format,
            int remainingAddress) {
        this.timers = timers;
        this.clock = clock;
        this.user = user;
        this.format = format;
        this.remainingAddress = remainingAddress;
        timer = new TaskTimer(task);
    }

    int begin(Task task, long deadline) {
        timers.add(timer, deadline);
        return task.block(this);
    }

    @Override
    public int resume(Task task) {
        return timer.hasExpired() ? 0 : SyscallHandler.BLOCKED;
    }

    @Override
    public int interrupted(Task task) {
        if (remainingAddress != 0) {
            long left = timer.deadline() - clock.ticksOf(clock.uptimeNanos());
            format.store(user, task, remainingAddress, clock.nanosOf(Math.max(0, left)));
        }
        return -Errno.EINTR;
    }

    @Override
    public void ended(Task task) {
        timers.remove(timer);
    }

    @Override
    public String waitsFor() {
        return "time " + timer.deadline();
    }
}
