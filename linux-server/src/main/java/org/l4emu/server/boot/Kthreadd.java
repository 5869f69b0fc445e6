package org.l4emu.server.boot;

import java.util.ArrayDeque;
import org.l4emu.server.Linux;
import org.l4emu.server.fs.FileTable;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Task;
import org.l4emu.server.syscall.SyscallHandler;

/** kthreadd: process 2, which makes kernel threads on request. */
final class Kthreadd extends BlockedOperation {
    private final Linux linux;
    private final ArrayDeque<Request> requests = new ArrayDeque<>();

    private record Request(String name, BlockedOperation work) {}

    Kthreadd(Linux linux) {
        this.linux = linux;
    }

    /** Asks for a kernel thread; kthreadd makes it when it runs next. */
    void request(String name, BlockedOperation work) {
        requests.add(new Request(name, work));
    }

    @Override
    public int resume(Task task) {
        for (Request r = requests.poll(); r != null; r = requests.poll()) {
            Task made =
                    linux.cloning()
                            .kernelThread(
                                    task,
                                    r.name(),
                                    new FileTable(),
                                    linux.vfs().rootContext(),
                                    r.work());
            linux.log().line("kthreadd: " + r.name() + " is process " + made.pid());
        }
        return SyscallHandler.BLOCKED;
    }

    @Override
    public boolean isInterruptible() {
        return false;
    }

    @Override
    public String waitsFor() {
        return "requests for kernel threads";
    }
}
