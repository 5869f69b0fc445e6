package org.l4emu.microkernel;

import java.util.ArrayList;
import java.util.List;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.MappingKind;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;

/** Keeps events as short lines, for tests to look at. */
public final class RecordingSink implements EventSink {
    private final List<String> lines = new ArrayList<>();

    public List<String> lines() {
        return lines;
    }

    @Override
    public boolean wantsEveryStep() {
        return false;
    }

    @Override
    public void taskCreated(long time, int task, int version, int creatorThread) {
        lines.add("taskCreated " + task + " version " + version);
    }

    @Override
    public void taskDeleted(long time, int task, int version) {
        lines.add("taskDeleted " + task);
    }

    @Override
    public void threadCreated(long time, int thread, long id, int task, String role) {
        lines.add("threadCreated " + thread);
    }

    @Override
    public void threadDeleted(long time, int thread) {
        lines.add("threadDeleted " + thread);
    }

    @Override
    public void schedule(long time, int thread) {
        lines.add("schedule " + thread);
    }

    @Override
    public void step(long time, int thread, String name) {
        lines.add("step " + thread + " " + name);
    }

    @Override
    public void exception(long time, int thread, int vector, int pc, int info) {
        lines.add("exception " + thread + " " + vector);
    }

    @Override
    public void ipc(long time, IpcKind kind, int from, int to, int w0, int w1, int w2) {
        lines.add("ipc " + kind + " " + from + ">" + to + " " + w0);
    }

    @Override
    public void ipcResult(long time, int thread, int code) {
        lines.add("ipcResult " + thread + " 0x" + Integer.toHexString(code));
    }

    @Override
    public void mapping(
            long time,
            MappingKind kind,
            int fromTask,
            int fromPage,
            int toTask,
            int toPage,
            int pagesLog2,
            boolean writable) {
        lines.add("mapping " + kind + " " + fromTask + ">" + toTask);
    }

    @Override
    public void variable(
            long time, Variable variable, int writer, int owner, int before, int after) {
        lines.add("variable " + variable.label() + " " + before + ">" + after);
    }

    @Override
    public void exRegs(long time, int thread, int target, int oldIp, int newIp, int cancelled) {
        lines.add("exRegs " + thread + ">" + target + " 0x" + Integer.toHexString(cancelled));
    }

    @Override
    public void signal(
            long time, SignalStep kind, int thread, int owner, int signal, int argument) {
        lines.add("signal " + kind + " " + owner + " " + signal + " " + argument);
    }

    @Override
    public void input(long time, InputKind kind, byte[] bytes, int offset, int length) {
        lines.add("input " + kind + " " + length);
    }

    @Override
    public void output(long time, int device, byte[] bytes, int offset, int length) {
        lines.add("output " + device + " " + length);
    }

    @Override
    public void syscallEnter(
            long time, int thread, int pid, int number, int[] arguments, String text) {
        lines.add("syscallEnter " + pid + " " + number);
    }

    @Override
    public void syscallExit(long time, int thread, int pid, int number, int result, String text) {
        lines.add("syscallExit " + pid + " " + number + " " + result);
    }

    @Override
    public void pick(long time, int pid) {
        lines.add("pick " + pid);
    }

    @Override
    public void process(long time, ProcessEvent kind, int pid, int argument, String text) {
        lines.add("process " + kind + " " + pid);
    }

    @Override
    public void kernelLog(long time, String line) {
        lines.add("log " + line);
    }

    @Override
    public void kdebug(long time, int thread, String reason) {
        lines.add("kdebug " + reason);
    }

    @Override
    public void digest(long time, long digest) {
        lines.add("digest");
    }

    @Override
    public void halted(long time, int status) {
        lines.add("halted " + status);
    }
}
