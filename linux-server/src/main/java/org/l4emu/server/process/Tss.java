package org.l4emu.server.process;

import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.microkernel.thread.StateDigest;

/**
 * Server-side state of one Linux task's way through the kernel. Written by the server only (emulib
 * note, §1.1).
 */
public final class Tss {
    /** Not 0 while the server executes system code for the task. */
    private boolean underKernelControl;

    /** A message of the task has come since its L4 thread was made. */
    private boolean entered;

    /** How the task came in: what the message being worked on is. */
    public enum Way {
        SYSCALL,
        EXCEPTION,
        PAGE_FAULT,
        /** The special system call of the forced entry. */
        SIGNAL
    }

    private Way way = Way.SYSCALL;

    /** The message will not be answered: threadExRegs gets the client out of its IPC. */
    private boolean unanswered;

    /** First generation: the server holds emu_local_lock for the page fault it handles. */
    private boolean pageLocked;

    // A message that came while the flag was set
    private boolean deferred;
    private int deferredW0;
    private int deferredW1;
    private int deferredW2;

    public boolean underKernelControl() {
        return underKernelControl;
    }

    /** Set right after a system call, exception or page fault was received. */
    public void enterKernel() {
        InvariantViolation.require(
                !underKernelControl, "K1_ONE_REQUEST_PER_CLIENT", "the task is in the kernel");
        underKernelControl = true;
        entered = true;
        unanswered = false;
    }

    public Way way() {
        return way;
    }

    public void setWay(Way newWay) {
        way = newWay;
    }

    /** A bad access: retrying it makes no sense before a handler ran. */
    public void leaveUnanswered() {
        unanswered = true;
    }

    /** True, once, if nobody is to be answered. */
    public boolean takeUnanswered() {
        boolean was = unanswered;
        unanswered = false;
        return was;
    }

    public void setPageLocked(boolean locked) {
        pageLocked = locked;
    }

    /** True, once, if the server holds the lock. */
    public boolean takePageLocked() {
        boolean was = pageLocked;
        pageLocked = false;
        return was;
    }

    /** True once a message of its user thread has come. */
    public boolean hasEntered() {
        return entered;
    }

    /** Reset right before the reply. */
    public void leaveKernel() {
        InvariantViolation.require(
                underKernelControl, "K2_REPLY_ONLY_FROM_KERNEL", "the task is not in the kernel");
        underKernelControl = false;
    }

    /** execve and kill: the client that called is gone and must not be answered. */
    public void forgetKernelWork() {
        underKernelControl = false;
        deferred = false;
    }

    /** task_pair_create_user: not under kernel control, and nothing heard of it yet. */
    void bornInUser() {
        forgetKernelWork();
        entered = false;
    }

    /** Keeps a message until the flag is reset; a newer one takes its place. */
    public void defer(int w0, int w1, int w2) {
        deferred = true;
        deferredW0 = w0;
        deferredW1 = w1;
        deferredW2 = w2;
    }

    /**
     * A message was kept: the client of the one being answered has given up waiting, and asks for
     * something else.
     */
    public boolean hasDeferred() {
        return deferred;
    }

    /** Takes the kept message into {@code words}, three of them. */
    public void takeDeferred(int[] words) {
        deferred = false;
        words[0] = deferredW0;
        words[1] = deferredW1;
        words[2] = deferredW2;
    }

    /** task_pair_create: a kernel thread is born under kernel control, to be selectable. */
    public void bornInKernel() {
        underKernelControl = true;
    }

    void digest(StateDigest digest) {
        digest.put(underKernelControl);
        digest.put((entered ? 2 : 0) | (deferred ? 1 : 0) | (unanswered ? 4 : 0));
        digest.put(way.ordinal() << 1 | (pageLocked ? 1 : 0));
        digest.put((long) deferredW0 << 32 | deferredW1 & 0xffffffffL);
        digest.put(deferredW2);
    }
}
