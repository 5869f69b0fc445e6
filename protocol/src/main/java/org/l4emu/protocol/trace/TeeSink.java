package org.l4emu.protocol.trace;

import java.util.List;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.MappingKind;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;

/** Passes each event to several sinks, in the order they were given. */
public final class TeeSink implements EventSink {
    private final EventSink[] sinks;
    private final boolean everyStep;

    public TeeSink(EventSink... sinks) {
        this.sinks = sinks.clone();
        this.everyStep = List.of(sinks).stream().anyMatch(EventSink::wantsEveryStep);
    }

    @Override
    public boolean wantsEveryStep() {
        return everyStep;
    }

    @Override
    public void taskCreated(long time, int task, int version, int creatorThread) {
        for (EventSink sink : sinks) {
            sink.taskCreated(time, task, version, creatorThread);
        }
    }

    @Override
    public void taskDeleted(long time, int task, int version) {
        for (EventSink sink : sinks) {
            sink.taskDeleted(time, task, version);
        }
    }

    @Override
    public void threadCreated(long time, int thread, long id, int task, String role) {
        for (EventSink sink : sinks) {
            sink.threadCreated(time, thread, id, task, role);
        }
    }

    @Override
    public void threadDeleted(long time, int thread) {
        for (EventSink sink : sinks) {
            sink.threadDeleted(time, thread);
        }
    }

    @Override
    public void schedule(long time, int thread) {
        for (EventSink sink : sinks) {
            sink.schedule(time, thread);
        }
    }

    @Override
    public void step(long time, int thread, String name) {
        for (EventSink sink : sinks) {
            sink.step(time, thread, name);
        }
    }

    @Override
    public void exception(long time, int thread, int vector, int pc, int info) {
        for (EventSink sink : sinks) {
            sink.exception(time, thread, vector, pc, info);
        }
    }

    @Override
    public void ipc(long time, IpcKind kind, int from, int to, int w0, int w1, int w2) {
        for (EventSink sink : sinks) {
            sink.ipc(time, kind, from, to, w0, w1, w2);
        }
    }

    @Override
    public void ipcResult(long time, int thread, int code) {
        for (EventSink sink : sinks) {
            sink.ipcResult(time, thread, code);
        }
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
        for (EventSink sink : sinks) {
            sink.mapping(time, kind, fromTask, fromPage, toTask, toPage, pagesLog2, writable);
        }
    }

    @Override
    public void variable(
            long time, Variable variable, int writer, int owner, int before, int after) {
        for (EventSink sink : sinks) {
            sink.variable(time, variable, writer, owner, before, after);
        }
    }

    @Override
    public void exRegs(long time, int thread, int target, int oldIp, int newIp, int cancelled) {
        for (EventSink sink : sinks) {
            sink.exRegs(time, thread, target, oldIp, newIp, cancelled);
        }
    }

    @Override
    public void signal(
            long time, SignalStep kind, int thread, int owner, int signal, int argument) {
        for (EventSink sink : sinks) {
            sink.signal(time, kind, thread, owner, signal, argument);
        }
    }

    @Override
    public void input(long time, InputKind kind, byte[] bytes, int offset, int length) {
        for (EventSink sink : sinks) {
            sink.input(time, kind, bytes, offset, length);
        }
    }

    @Override
    public void output(long time, int device, byte[] bytes, int offset, int length) {
        for (EventSink sink : sinks) {
            sink.output(time, device, bytes, offset, length);
        }
    }

    @Override
    public void syscallEnter(
            long time, int thread, int pid, int number, int[] arguments, String text) {
        for (EventSink sink : sinks) {
            sink.syscallEnter(time, thread, pid, number, arguments, text);
        }
    }

    @Override
    public void syscallExit(long time, int thread, int pid, int number, int result, String text) {
        for (EventSink sink : sinks) {
            sink.syscallExit(time, thread, pid, number, result, text);
        }
    }

    @Override
    public void pick(long time, int pid) {
        for (EventSink sink : sinks) {
            sink.pick(time, pid);
        }
    }

    @Override
    public void process(long time, ProcessEvent kind, int pid, int argument, String text) {
        for (EventSink sink : sinks) {
            sink.process(time, kind, pid, argument, text);
        }
    }

    @Override
    public void kernelLog(long time, String line) {
        for (EventSink sink : sinks) {
            sink.kernelLog(time, line);
        }
    }

    @Override
    public void kdebug(long time, int thread, String reason) {
        for (EventSink sink : sinks) {
            sink.kdebug(time, thread, reason);
        }
    }

    @Override
    public void digest(long time, long digest) {
        for (EventSink sink : sinks) {
            sink.digest(time, digest);
        }
    }

    @Override
    public void halted(long time, int status) {
        for (EventSink sink : sinks) {
            sink.halted(time, status);
        }
    }
}
