package org.l4emu.server.check;

import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.MappingKind;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;

/** Hands every event on, and counts. */
abstract class ForwardingSink implements EventSink {
    private final EventSink next;

    ForwardingSink(EventSink next) {
        this.next = next;
    }

    /** An event has been handed on. */
    abstract void count(long time);

    @Override
    public boolean wantsEveryStep() {
        return next.wantsEveryStep();
    }

    @Override
    public void taskCreated(long time, int task, int version, int creatorThread) {
        next.taskCreated(time, task, version, creatorThread);
        count(time);
    }

    @Override
    public void taskDeleted(long time, int task, int version) {
        next.taskDeleted(time, task, version);
        count(time);
    }

    @Override
    public void threadCreated(long time, int thread, long id, int task, String role) {
        next.threadCreated(time, thread, id, task, role);
        count(time);
    }

    @Override
    public void threadDeleted(long time, int thread) {
        next.threadDeleted(time, thread);
        count(time);
    }

    @Override
    public void schedule(long time, int thread) {
        next.schedule(time, thread);
        count(time);
    }

    @Override
    public void step(long time, int thread, String name) {
        next.step(time, thread, name);
        count(time);
    }

    @Override
    public void exception(long time, int thread, int vector, int pc, int info) {
        next.exception(time, thread, vector, pc, info);
        count(time);
    }

    @Override
    public void ipc(long time, IpcKind kind, int from, int to, int w0, int w1, int w2) {
        next.ipc(time, kind, from, to, w0, w1, w2);
        count(time);
    }

    @Override
    public void ipcResult(long time, int thread, int code) {
        next.ipcResult(time, thread, code);
        count(time);
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
        next.mapping(time, kind, fromTask, fromPage, toTask, toPage, pagesLog2, writable);
        count(time);
    }

    @Override
    public void variable(
            long time, Variable variable, int writer, int owner, int before, int after) {
        next.variable(time, variable, writer, owner, before, after);
        count(time);
    }

    @Override
    public void exRegs(long time, int thread, int target, int oldIp, int newIp, int cancelled) {
        next.exRegs(time, thread, target, oldIp, newIp, cancelled);
        count(time);
    }

    @Override
    public void signal(
            long time, SignalStep kind, int thread, int owner, int signal, int argument) {
        next.signal(time, kind, thread, owner, signal, argument);
        count(time);
    }

    @Override
    public void input(long time, InputKind kind, byte[] bytes, int offset, int length) {
        next.input(time, kind, bytes, offset, length);
        count(time);
    }

    @Override
    public void output(long time, int device, byte[] bytes, int offset, int length) {
        next.output(time, device, bytes, offset, length);
        count(time);
    }

    @Override
    public void syscallEnter(
            long time, int thread, int pid, int number, int[] arguments, String text) {
        next.syscallEnter(time, thread, pid, number, arguments, text);
        count(time);
    }

    @Override
    public void syscallExit(long time, int thread, int pid, int number, int result, String text) {
        next.syscallExit(time, thread, pid, number, result, text);
        count(time);
    }

    @Override
    public void pick(long time, int pid) {
        next.pick(time, pid);
        count(time);
    }

    @Override
    public void process(long time, ProcessEvent kind, int pid, int argument, String text) {
        next.process(time, kind, pid, argument, text);
        count(time);
    }

    @Override
    public void kernelLog(long time, String line) {
        next.kernelLog(time, line);
        count(time);
    }

    @Override
    public void kdebug(long time, int thread, String reason) {
        next.kdebug(time, thread, reason);
        count(time);
    }

    @Override
    public void digest(long time, long digest) {
        next.digest(time, digest);
        count(time);
    }

    @Override
    public void halted(long time, int status) {
        next.halted(time, status);
        count(time);
    }
}
