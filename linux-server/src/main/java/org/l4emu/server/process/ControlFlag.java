package org.l4emu.server.process;

import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.Variable;
import org.l4emu.server.schedule.ServerThreads;

/**
 * Every change of {@code under_kernel_control}, as one event each. Kernel threads have no user
 * thread and so no event.
 */
public final class ControlFlag {
    private final ServerThreads servers;

    public ControlFlag(ServerThreads servers) {
        this.servers = servers;
    }

    /** A message of the task was received. */
    public void enter(Task task) {
        task.tss().enterKernel();
        report(task, 0, 1);
    }

    /** The task is about to be answered. */
    public void leave(Task task) {
        task.tss().leaveKernel();
        report(task, 1, 0);
    }

    /** execve and kill: whoever called is gone. */
    void forget(Task task) {
        if (task.tss().underKernelControl()) {
            task.tss().forgetKernelWork();
            report(task, 1, 0);
        }
    }

    /** Who needs the processor: changes are events too. */
    public void needResched(Task task, boolean wanted) {
        if (task.info().needResched() != wanted) {
            task.info().setNeedResched(wanted);
            ThreadContext context = servers.working();
            context.events()
                    .variable(
                            context.time(),
                            Variable.NEED_RESCHED,
                            context.serial(),
                            task.userSerial(),
                            wanted ? 0 : 1,
                            wanted ? 1 : 0);
        }
    }

    private void report(Task task, int before, int after) {
        if (task.userSerial() >= 0) {
            ThreadContext context = servers.working();
            context.events()
                    .variable(
                            context.time(),
                            Variable.UNDER_KERNEL_CONTROL,
                            context.serial(),
                            task.userSerial(),
                            before,
                            after);
        }
    }
}
