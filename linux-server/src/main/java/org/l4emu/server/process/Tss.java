package org.l4emu.server.process;

import org.l4emu.microkernel.InvariantViolation;

/**
 * Server-side state of one Linux task's way through the kernel. Written by the server only (emulib
 * note, §1.1).
 */
public final class Tss {
    /** Not 0 while the server executes system code for the task. */
    private boolean underKernelControl;

    public boolean underKernelControl() {
        return underKernelControl;
    }

    /** Set right after a system call, exception or page fault was received. */
    public void enterKernel() {
        InvariantViolation.require(
                !underKernelControl, "K1_ONE_REQUEST_PER_CLIENT", "the task is in the kernel");
        underKernelControl = true;
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
    }

    /** task_pair_create: a kernel thread is born under kernel control, to be selectable. */
    public void bornInKernel() {
        underKernelControl = true;
    }
}
