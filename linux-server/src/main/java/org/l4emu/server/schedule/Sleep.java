package org.l4emu.server.schedule;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallHandler;

/** nanosleep and clock_nanosleep: until a clock shows a time, or until a handler has to run. */
final class Sleep extends BlockedOperation {
    private final UserMemory user;
    private final TimeFormat format;
    private final boolean absolute;
    private final int remainingAddress;
    private final WakeTimer timer;

    /**
     * Begins with {@link #begin}.
     *
     * @param absolute true if it was given the time to wake at, which a restart needs no help with
     * @param remainingAddress where what is left goes after an interruption; 0 for nowhere
     */
    Sleep(
            Task task,
            TimerClock clock,
            UserMemory user,
            TimeFormat format,
            boolean absolute,
            int remainingAddress) {
        this.user = user;
        this.format = format;
        this.absolute = absolute;
        this.remainingAddress = remainingAddress;
        timer = new WakeTimer(task, clock);
    }

    int begin(Task task, long expiryNanos) {
        timer.begin(expiryNanos);
        return task.block(this);
    }

    @Override
    public int resume(Task task) {
        return timer.hasExpired() ? 0 : SyscallHandler.BLOCKED;
    }

    @Override
    public int interrupted(Task task) {
        if (absolute) {
            return -Errno.ERESTARTNOHAND;
        }
        if (remainingAddress != 0) {
            format.store(user, task, remainingAddress, timer.leftNanos());
        }
        return -Errno.ERESTART_RESTARTBLOCK;
    }

    @Override
    public int restart(Task task) {
        return begin(task, timer.expiryNanos());
    }

    @Override
    public void ended(Task task) {
        timer.stop();
    }

    @Override
    public String waitsFor() {
        return "time " + timer.expiryNanos();
    }
}
