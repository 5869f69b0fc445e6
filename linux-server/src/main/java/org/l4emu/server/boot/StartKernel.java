package org.l4emu.server.boot;

import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.sigma0.Sigma0;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.server.Linux;
import org.l4emu.server.SystemNames;
import org.l4emu.server.fs.FileTable;
import org.l4emu.server.ipc.DispatchLoop;

/** start_kernel, in the order of Linux, one step each; ends with the idle task's schedule(). */
final class StartKernel implements DispatchLoop.BootSequence {
    private enum Next {
        REQUEST_MEMORY("boot.requestMemory"),
        SETUP_ARCH("boot.setupArch"),
        SCHED_INIT("boot.schedInit"),
        TIME_INIT("boot.timeInit"),
        CONSOLE_INIT("boot.consoleInit"),
        VFS_CACHES_INIT("boot.vfsCachesInit"),
        REST_INIT_KERNEL_INIT("boot.restInit.kernelInit"),
        REST_INIT_KTHREADD("boot.restInit.kthreadd"),
        SCHEDULE_PREEMPT_DISABLED("boot.schedulePreemptDisabled");

        private final String label;

        Next(String label) {
            this.label = label;
        }
    }

    private static final Next[] STEPS = Next.values();
    private static final int KIB_PER_FRAME = 4;

    private final Linux linux;
    private final RootImage root;
    private final ThreadId sigma0;
    private int next;

    StartKernel(Linux linux, RootImage root, ThreadId sigma0) {
        this.linux = linux;
        this.root = root;
        this.sigma0 = sigma0;
    }

    @Override
    public boolean step(ThreadContext context) {
        switch (STEPS[next++]) {
            case REQUEST_MEMORY -> {
                context.setReceiveWindow(Flexpage.COMPLETE);
                context.setMessage(Sigma0.ALL_MEMORY, 0, 0);
                context.call(sigma0, Timeouts.NEVER);
            }
            case SETUP_ARCH -> setupArch(context);
            case SCHED_INIT -> {
                linux.random().seed(context.entropy());
                linux.log().line("sched_init: one processor, HZ=100, tickless when idle");
            }
            case TIME_INIT -> {
                linux.clock().startAt(context.bootTimeNanos());
                int rate = context.instructionsPerMicro();
                linux.log().line("time_init: virtual clock, " + rate + " instructions per us");
            }
            case CONSOLE_INIT -> {
                boolean terminal = linux.configuration().terminal();
                linux.log().line("console_init: " + (terminal ? "terminal" : "streams"));
            }
            case VFS_CACHES_INIT -> {
                linux.mountRoot(root);
                linux.log()
                        .line("vfs_caches_init: " + root.entries().size() + " files in the root");
            }
            case REST_INIT_KERNEL_INIT -> userModeThread();
            case REST_INIT_KTHREADD -> kthreadd();
            case SCHEDULE_PREEMPT_DISABLED -> {
                linux.log().line("schedule_preempt_disabled: swapper is idle from now on");
                return false;
            }
        }
        return true;
    }

    private void setupArch(ThreadContext context) {
        InvariantViolation.require(
                context.result() == IpcResult.OK && context.w0() == context.frameCount(),
                "L1_MEMORY",
                "sigma0 gave %d frames of %d, result %d",
                context.w0(),
                context.frameCount(),
                context.result());
        linux.log()
                .line(
                        "Linux version "
                                + SystemNames.RELEASE
                                + " (l4emu) "
                                + SystemNames.VERSION
                                + ", "
                                + SystemNames.MACHINE);
        int free = linux.frames().totalCount() - linux.frames().allocatedCount();
        linux.log()
                .line(
                        "Memory: "
                                + free * KIB_PER_FRAME
                                + "K/"
                                + context.frameCount() * KIB_PER_FRAME
                                + "K available");
    }

    /** user_mode_thread(kernel_init): process 1. It does not run yet. */
    private void userModeThread() {
        ServerConfiguration configuration = linux.configuration();
        linux.log().line("rest_init: user_mode_thread(kernel_init) is process 1");
        boolean boots = configuration.arguments().isEmpty();
        linux.cloning()
                .kernelThread(
                        null,
                        boots ? "swapper" : "init",
                        linux.vfs().standardFiles(),
                        linux.vfs().rootContext(),
                        new KernelInit(linux));
    }

    /** kernel_thread(kthreadd): process 2. */
    private void kthreadd() {
        linux.log().line("rest_init: kernel_thread(kthreadd) is process 2");
        Kthreadd work = new Kthreadd(linux);
        linux.cloning()
                .kernelThread(null, "kthreadd", new FileTable(), linux.vfs().rootContext(), work);
        work.request("kworker/0:0", new WorkQueue());
    }

    @Override
    public String nextStep() {
        return next < STEPS.length ? STEPS[next].label : "boot.done";
    }

    @Override
    public int progress() {
        return next;
    }
}
