package org.l4emu.server.signal;

import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;

/** A task's own part of signals: what was sent to it alone, its mask and its alternate stack. */
public final class TaskSignals {
    private final PendingSignals pending = new PendingSignals();
    private final PendingSignals shared;
    private long blocked;
    private long awaited;
    private long savedMask;
    private boolean restoresMask;
    private int stackAddress;
    private int stackFlags = SS_DISABLE;
    private int stackBytes;

    static final int SS_ONSTACK = 1;
    static final int SS_DISABLE = 2;
    static final int SS_AUTODISARM = 0x80000000;

    /** The smallest alternate stack the kernel takes: MINSIGSTKSZ. */
    private static final int STACK_BYTES_MIN = 2048;

    /** Words of {@link #lastFault}: trap number, error code, address. */
    static final int FAULT_WORDS = 3;

    private final int[] fault = new int[FAULT_WORDS];

    /**
     * Creates the signals of a task.
     *
     * @param shared those of its process
     */
    public TaskSignals(PendingSignals shared) {
        this.shared = shared;
    }

    public PendingSignals pending() {
        return pending;
    }

    /** The thread's last fault, as thread_struct keeps it for signal frames. */
    public void setLastFault(int trap, int error, int address) {
        fault[0] = trap;
        fault[1] = error;
        fault[2] = address;
    }

    int lastFault(int word) {
        return fault[word];
    }

    /** What fork and clone give the child: the mask, nothing pending. */
    public void inherit(TaskSignals parent, boolean withStack) {
        blocked = parent.blocked;
        if (withStack) {
            setStack(parent.stackAddress, parent.stackFlags, parent.stackBytes);
        }
    }

    /** True if a signal waits that is not blocked. */
    public boolean isInterrupted() {
        return ((pending.set() | shared.set()) & ~blocked) != 0;
    }

    /** The lowest signal that waits and is not blocked; 0 if there is none. */
    public int firstDeliverable() {
        long set = pendingSet() & ~blocked;
        return set == 0 ? 0 : Signals.lowest(set);
    }

    /** All that is pending for the task, blocked or not. */
    public long pendingSet() {
        return pending.set() | shared.set();
    }

    /**
     * Takes the most urgent signal of {@code candidates}, of which at least one is pending: faults
     * first, then what was sent to the task alone, the lowest number of it.
     */
    public SignalInfo take(long candidates) {
        SignalInfo fault = pending.takeFault(candidates);
        if (fault != null) {
            return fault;
        }
        long own = pending.set() & candidates;
        long set = own != 0 ? own : shared.set() & candidates;
        long urgent = set & Signals.SYNCHRONOUS;
        return (own != 0 ? pending : shared).take(Signals.lowest(urgent != 0 ? urgent : set));
    }

    public long blocked() {
        return blocked;
    }

    /** SIGKILL and SIGSTOP cannot be blocked. */
    public void setBlocked(long mask) {
        blocked = mask & ~Signals.UNSTOPPABLE;
    }

    /**
     * sigtimedwait begins: the signals of a set that are blocked reach the task, but neither its
     * handlers nor default actions.
     */
    void await(long signals) {
        awaited = signals & blocked;
        blocked &= ~signals;
    }

    /** sigtimedwait ends: what was blocked is so again. */
    void endAwaiting() {
        blocked |= awaited;
        awaited = 0;
    }

    /** True if a signal sent now is kept, whatever its disposition: blocked, or waited for. */
    public boolean keeps(int signal) {
        return Signals.contains(blocked | awaited, signal);
    }

    /** sigsuspend and ppoll: another mask until the call is over. */
    public void blockForCall(long mask) {
        if (!restoresMask) {
            savedMask = blocked;
            restoresMask = true;
        }
        setBlocked(mask);
    }

    /** The call with a mask of its own is over, and no handler runs: the old mask again. */
    public void restoreMask() {
        if (restoresMask) {
            restoresMask = false;
            blocked = savedMask;
        }
    }

    /** The mask a handler's frame keeps: the one before sigsuspend. */
    long maskForFrame() {
        long mask = restoresMask ? savedMask : blocked;
        restoresMask = false;
        return mask;
    }

    public boolean restoresMask() {
        return restoresMask;
    }

    int stackAddress() {
        return stackAddress;
    }

    int stackFlags() {
        return stackFlags;
    }

    int stackBytes() {
        return stackBytes;
    }

    /** sigaltstack; execve disables it. */
    public void setStack(int address, int flags, int bytes) {
        stackAddress = address;
        stackFlags = flags;
        stackBytes = bytes;
    }

    public void disableStack() {
        setStack(0, SS_DISABLE, 0);
    }

    /** SA_ONSTACK began to use the stack: one that disarms itself is gone until it is set anew. */
    void stackEntered() {
        if ((stackFlags & SS_AUTODISARM) != 0) {
            disableStack();
        }
    }

    /**
     * sigaltstack, and what rt_sigreturn does with the frame's stack.
     *
     * @param stackPointer the stack the task is on
     * @return 0 or an errno, and nothing has changed
     */
    int changeStack(int address, int flags, int bytes, int stackPointer) {
        if (isOnStack(stackPointer)) {
            return -Errno.EPERM;
        }
        int mode = flags & ~SS_AUTODISARM;
        if (mode != 0 && mode != SS_ONSTACK && mode != SS_DISABLE) {
            return -Errno.EINVAL;
        }
        if (mode == SS_DISABLE) {
            setStack(0, flags, 0);
            return 0;
        }
        if (Integer.compareUnsigned(bytes, STACK_BYTES_MIN) < 0) {
            return -Errno.ENOMEM;
        }
        setStack(address, flags, bytes);
        return 0;
    }

    /** What sigaltstack tells of the stack: disabled, in use or neither, and SS_AUTODISARM. */
    int shownStackFlags(int stackPointer) {
        int mode = stackBytes == 0 ? SS_DISABLE : isOnStack(stackPointer) ? SS_ONSTACK : 0;
        return mode | stackFlags & SS_AUTODISARM;
    }

    /** True if a stack pointer is on the alternate stack; one that disarms itself is never seen. */
    boolean isOnStack(int stackPointer) {
        return (stackFlags & SS_AUTODISARM) == 0
                && Integer.compareUnsigned(stackPointer, stackAddress) > 0
                && Integer.compareUnsigned(stackPointer - stackAddress, stackBytes) <= 0;
    }

    public void digest(StateDigest digest) {
        pending.digest(digest);
        digest.put(blocked);
        digest.put(awaited);
        digest.put(savedMask);
        digest.put(restoresMask);
        digest.put((long) stackAddress << 32 | stackBytes & 0xffffffffL);
        digest.put(stackFlags);
        for (int value : fault) {
            digest.put(value);
        }
    }
}
