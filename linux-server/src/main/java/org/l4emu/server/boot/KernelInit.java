package org.l4emu.server.boot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.l4emu.server.Linux;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.ErrnoNames;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * kernel_init: process 1. Finishes the kernel's part of booting, then becomes the init program; or,
 * if the machine is there for one program, stays in the kernel as a small init: starts the program,
 * collects orphans and ends the machine with the program's status.
 */
final class KernelInit extends BlockedOperation {
    private static final int NO_SUCH_PROGRAM = 127;
    private static final int NOT_EXECUTABLE = 126;
    private static final int STANDARD_ERROR = 2;
    private static final int NOT_STARTED = -1;

    private final Linux linux;
    private int program = NOT_STARTED;

    KernelInit(Linux linux) {
        this.linux = linux;
    }

    @Override
    public int resume(Task task) {
        ServerConfiguration configuration = linux.configuration();
        if (configuration.arguments().isEmpty()) {
            return becomeInit(task, configuration);
        }
        if (program == NOT_STARTED) {
            startProgram(task, configuration);
        }
        collect(task.group());
        return SyscallHandler.BLOCKED;
    }

    /** Process 1 executes the init program itself. */
    private int becomeInit(Task task, ServerConfiguration configuration) {
        task.group().setSession(1);
        task.group().setProcessGroup(1);
        linux.vfs().controlConsole(1, 1);
        linux.log().line("Run " + configuration.init() + " as init process");
        List<String> arguments = List.of(configuration.init());
        int result = execute(linux, task, configuration, arguments);
        if (result != SyscallHandler.NO_REPLY) {
            linux.log()
                    .line(
                            "Kernel panic - not syncing: cannot run "
                                    + configuration.init()
                                    + ": "
                                    + ErrnoNames.name(-result));
            linux.context().halt(NO_SUCH_PROGRAM << 8);
        }
        return result;
    }

    private void startProgram(Task task, ServerConfiguration configuration) {
        linux.log().line("init: runs " + configuration.arguments().get(0));
        Task child =
                linux.cloning()
                        .kernelThread(
                                task,
                                "init",
                                linux.vfs().standardFiles(),
                                linux.vfs().rootContext(),
                                new FirstProgram(linux));
        program = child.pid();
        if (configuration.terminal()) {
            child.group().setSession(program);
            child.group().setProcessGroup(program);
            linux.vfs().controlConsole(program, program);
        }
        task.block(this, task.group().childChanged());
    }

    /** Collects all dead children; the machine ends with its program. */
    private void collect(ThreadGroup group) {
        for (ThreadGroup child : List.copyOf(group.children())) {
            if (child.isDead()) {
                int status = child.exitStatus();
                linux.exiting().collect(child);
                if (child.pid() == program) {
                    linux.log().line("init: process " + program + " ended, status " + status);
                    linux.context().halt(status);
                }
            }
        }
    }

    /** kernel_execve. */
    static int execute(
            Linux linux, Task task, ServerConfiguration configuration, List<String> arguments) {
        linux.vfs().enter(task, configuration.workingDirectory());
        return linux.execution()
                .execute(
                        task,
                        bytes(arguments.get(0)),
                        bytes(arguments),
                        bytes(configuration.environment()));
    }

    private static List<byte[]> bytes(List<String> strings) {
        ArrayList<byte[]> all = new ArrayList<>(strings.size());
        for (String string : strings) {
            all.add(bytes(string));
        }
        return all;
    }

    private static byte[] bytes(String string) {
        return string.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean isInterruptible() {
        return false;
    }

    @Override
    public String waitsFor() {
        return "end of process " + program;
    }

    /** The child that becomes the machine's program. */
    private static final class FirstProgram extends BlockedOperation {
        private final Linux linux;

        FirstProgram(Linux linux) {
            this.linux = linux;
        }

        @Override
        public int resume(Task task) {
            ServerConfiguration configuration = linux.configuration();
            List<String> arguments = configuration.arguments();
            int result = execute(linux, task, configuration, arguments);
            if (result == SyscallHandler.NO_REPLY) {
                return result;
            }
            String name = ErrnoNames.name(-result);
            byte[] line = bytes("l4emu: " + arguments.get(0) + ": " + name + "\n");
            linux.context().output(STANDARD_ERROR, line, 0, line.length);
            return result == -Errno.ENOENT ? NO_SUCH_PROGRAM : NOT_EXECUTABLE;
        }

        @Override
        public boolean isInterruptible() {
            return false;
        }

        @Override
        public String waitsFor() {
            return "execve";
        }
    }
}
