package org.l4emu.server.process;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.server.MachineRandom;
import org.l4emu.server.fs.FileTable;
import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.mm.LoadedProgram;
import org.l4emu.server.mm.ProgramLoader;
import org.l4emu.server.ptrace.Tracee;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * execve: deletes the L4 task and makes it anew with another program. The new task is not under
 * kernel control, and nobody is answered.
 */
public final class Execution {
    private static final int USER_MODE = 0x10;
    private static final int THUMB = 0x20;

    private final ThreadContext context;
    private final TaskPair pair;
    private final Exiting exiting;
    private final ProgramLoader loader;
    private final MachineRandom random;
    private final ControlFlag flag;

    public Execution(
            ThreadContext context,
            TaskPair pair,
            Exiting exiting,
            ProgramLoader loader,
            MachineRandom random) {
        this.context = context;
        this.pair = pair;
        this.exiting = exiting;
        this.loader = loader;
        this.random = random;
        flag = exiting.flag();
    }

    /** Runs a program in {@code task}, which may be a kernel thread: kernel_execve. */
    public int execute(Task task, byte[] path, List<byte[]> arguments, List<byte[]> environment) {
        ErrorOr<LoadedProgram> loaded =
                loader.load(task, path, arguments, environment, random.bytes(16));
        if (loaded.isError()) {
            return loaded.error();
        }
        LoadedProgram program = loaded.get();
        int formerId = task.pid();
        Task first = task.group().leader();
        exiting.endOtherThreads(task);
        if (first != task) {
            exiting.tracing().links().forget(first);
        }
        leaveOldProgram(task);
        pair.releaseOtherPages(task.group());
        flag.forget(task);
        task.tss().forgetKernelWork();
        task.setMm(program.mm());
        if (!pair.createUser(task)) {
            exiting.decide(task.group(), Signals.SIGKILL);
            return SyscallHandler.NO_REPLY;
        }
        startThread(task, program);
        task.setComm(program.comm());
        task.setCredentials(program.credentials());
        task.group().setExecuted();
        Tracee tracee = task.tracee();
        if (tracee != null) {
            exiting.tracing().executed(tracee, formerId);
        }
        String name = new String(path, StandardCharsets.ISO_8859_1);
        context.events().process(context.time(), ProcessEvent.EXEC, task.pid(), 0, name);
        return SyscallHandler.NO_REPLY;
    }

    private void leaveOldProgram(Task task) {
        exiting.leaveProgram(task);
        if (task.hasMm()) {
            exiting.leaveMemory(task);
        } else {
            exiting.completeVfork(task);
        }
        FileTable files = task.files();
        if (files.isShared()) {
            task.setFiles(files.copy());
            files.release();
        }
        task.files().closeForExec();
        task.group().setActions(task.group().actions().forNewProgram());
        task.signals().disableStack();
    }

    /** start_thread: user mode begins at the entry point, all other registers zero. */
    private static void startThread(Task task, LoadedProgram program) {
        PtRegs registers = task.registers();
        boolean thumb = (program.entry() & 1) != 0;
        registers.set(PtRegs.PC, program.entry() & ~1);
        registers.set(PtRegs.SP, program.stackPointer());
        registers.set(PtRegs.CPSR, USER_MODE | (thumb ? THUMB : 0));
    }
}
