package org.l4emu.protocol.event;

/** Nobody listens. Sinks that care for few events start from it. */
public class NullSink implements EventSink {
    @Override
    public boolean wantsEveryStep() {
        return false;
    }

    @Override
    public void taskCreated(long time, int task, int version, int creatorThread) {}

    @Override
    public void taskDeleted(long time, int task, int version) {}

    @Override
    public void threadCreated(long time, int thread, long id, int task, String role) {}

    @Override
    public void threadDeleted(long time, int thread) {}

    @Override
    public void schedule(long time, int thread) {}

    @Override
    public void step(long time, int thread, String name) {}

    @Override
    public void exception(long time, int thread, int vector, int pc, int info) {}

    @Override
    public void ipc(long time, IpcKind kind, int from, int to, int w0, int w1, int w2) {}

    @Override
    public void ipcResult(long time, int thread, int code) {}

    @Override
    public void mapping(
            long time,
            MappingKind kind,
            int fromTask,
            int fromPage,
            int toTask,
            int toPage,
            int pagesLog2,
            boolean writable) {}

    @Override
    public void variable(
            long time, Variable variable, int writer, int owner, int before, int after) {}

    @Override
    public void exRegs(long time, int thread, int target, int oldIp, int newIp, int cancelled) {}

    @Override
    public void signal(
            long time, SignalStep kind, int thread, int owner, int signal, int argument) {}

    @Override
    public void input(long time, InputKind kind, byte[] bytes, int offset, int length) {}

    @Override
    public void output(long time, int device, byte[] bytes, int offset, int length) {}

    @Override
    public void syscallEnter(
            long time, int thread, int pid, int number, int[] arguments, String text) {}

    @Override
    public void syscallExit(long time, int thread, int pid, int number, int result, String text) {}

    @Override
    public void pick(long time, int pid) {}

    @Override
    public void process(long time, ProcessEvent kind, int pid, int argument, String text) {}

    @Override
    public void kernelLog(long time, String line) {}

    @Override
    public void kdebug(long time, int thread, String reason) {}

    @Override
    public void digest(long time, long digest) {}

    @Override
    public void halted(long time, int status) {}
}
