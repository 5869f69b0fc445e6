package org.l4emu.workbench.machine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.Kernel;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;

/** Who waits for whom and why: one line for each thread of a machine. */
final class ThreadReport {
    private ThreadReport() {}

    static List<String> lines(Kernel kernel) {
        List<String> lines = new ArrayList<>();
        for (int number = 0; number < ThreadId.TASKS_MAX; number++) {
            L4Task task = kernel.task(number);
            for (int i = 0; task != null && i < task.threadsEnd(); i++) {
                L4Thread thread = task.thread(i);
                if (thread != null) {
                    lines.add(line(thread));
                }
            }
        }
        return lines;
    }

    private static String line(L4Thread thread) {
        ThreadProgram program = thread.program();
        String where =
                program == null
                        ? String.format("user code at %08x", thread.registers().r[15])
                        : program.nextStep();
        return String.format(
                "%-8s %-10s %-40s next: %s", thread.role(), thread.id(), why(thread), where);
    }

    private static String why(L4Thread thread) {
        return switch (thread.state()) {
            case INACTIVE -> "inactive";
            case READY -> "ready";
            case DEAD -> "dead";
            case SENDING -> "sends to " + nameOf(thread.ipc.destination) + fault(thread);
            case RECEIVING -> "waits for " + thread.ipc.from + fault(thread);
        };
    }

    private static String fault(L4Thread thread) {
        return thread.ipc.faulting ? String.format(" (page fault %08x)", thread.ipc.faultWord) : "";
    }

    private static String nameOf(@Nullable L4Thread thread) {
        return thread == null ? "nobody" : thread.toString();
    }
}
