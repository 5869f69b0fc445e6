package org.l4emu.protocol.trace;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.MappingKind;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;
import org.l4emu.protocol.schema.ArmException;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.ExRegs;
import org.l4emu.protocol.schema.Input;
import org.l4emu.protocol.schema.Ipc;
import org.l4emu.protocol.schema.IpcResult;
import org.l4emu.protocol.schema.Kdebug;
import org.l4emu.protocol.schema.Mapping;
import org.l4emu.protocol.schema.Output;
import org.l4emu.protocol.schema.Process;
import org.l4emu.protocol.schema.Signal;
import org.l4emu.protocol.schema.Step;
import org.l4emu.protocol.schema.SyscallEnter;
import org.l4emu.protocol.schema.SyscallExit;
import org.l4emu.protocol.schema.TaskCreated;
import org.l4emu.protocol.schema.TaskDeleted;
import org.l4emu.protocol.schema.ThreadCreated;
import org.l4emu.protocol.schema.VariableChange;

/**
 * Random events of every kind, and what the schema says each is. Enum values are matched by name,
 * so that a number that moved is noticed.
 */
@SuppressWarnings("EnumOrdinal")
final class RandomEvents {
    /** What was said; the event is without delta and string-table numbers. */
    record Said(long time, String name, Event event) {}

    private static final int KINDS = 21;

    private final SplittableRandom random;
    private final EventSink sink;
    private final List<Said> said = new ArrayList<>();
    private long time;

    RandomEvents(SplittableRandom random, EventSink sink) {
        this.random = random;
        this.sink = sink;
    }

    List<Said> said() {
        return said;
    }

    RandomEvents emit(int count) {
        for (int i = 0; i < count; i++) {
            emitOne(random.nextInt(KINDS));
        }
        return this;
    }

    /** One event of each kind. */
    RandomEvents emitEachKind() {
        for (int kind = 0; kind < KINDS; kind++) {
            emitOne(kind);
        }
        return this;
    }

    private void emitOne(int kind) {
        time += random.nextInt(3) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 40));
        switch (kind) {
            case 0 -> taskCreated();
            case 1 -> taskDeleted();
            case 2 -> threadCreated();
            case 3 -> threadDeleted();
            case 4 -> schedule();
            case 5 -> step();
            case 6 -> exception();
            case 7 -> ipc();
            case 8 -> ipcResult();
            case 9 -> mapping();
            case 10 -> variable();
            case 11 -> input();
            case 12 -> output();
            case 13 -> syscallEnter();
            case 14 -> syscallExit();
            case 15 -> pick();
            case 16 -> process();
            case 17 -> {
                kernelLog();
                kdebug();
            }
            case 18 -> exRegs();
            case 19 -> signal();
            default -> {
                digest();
                halted();
            }
        }
    }

    private void taskCreated() {
        int task = word();
        int version = word();
        int creatorThread = word();
        sink.taskCreated(time, task, version, creatorThread);
        say(
                "",
                Event.newBuilder()
                        .setTaskCreated(
                                TaskCreated.newBuilder()
                                        .setTask(task)
                                        .setVersion(version)
                                        .setCreatorThread(creatorThread)));
    }

    private void taskDeleted() {
        int task = word();
        int version = word();
        sink.taskDeleted(time, task, version);
        say(
                "",
                Event.newBuilder()
                        .setTaskDeleted(
                                TaskDeleted.newBuilder().setTask(task).setVersion(version)));
    }

    private void threadCreated() {
        int thread = word();
        long id = longWord();
        int task = word();
        String role = name();
        sink.threadCreated(time, thread, id, task, role);
        say(
                role,
                Event.newBuilder()
                        .setThreadCreated(
                                ThreadCreated.newBuilder()
                                        .setThread(thread)
                                        .setId(id)
                                        .setTask(task)));
    }

    private void threadDeleted() {
        int thread = word();
        sink.threadDeleted(time, thread);
        say("", Event.newBuilder().setThreadDeleted(thread));
    }

    private void schedule() {
        int thread = word();
        sink.schedule(time, thread);
        say("", Event.newBuilder().setSchedule(thread));
    }

    private void step() {
        int thread = word();
        String name = name();
        sink.step(time, thread, name);
        say(name, Event.newBuilder().setStep(Step.newBuilder().setThread(thread)));
    }

    private void exception() {
        int thread = word();
        int vector = word();
        int pc = word();
        int info = word();
        sink.exception(time, thread, vector, pc, info);
        say(
                "",
                Event.newBuilder()
                        .setException(
                                ArmException.newBuilder()
                                        .setThread(thread)
                                        .setVector(vector)
                                        .setPc(pc)
                                        .setInfo(info)));
    }

    private void ipc() {
        IpcKind kind = any(IpcKind.values());
        int from = word();
        int to = word();
        int w0 = word();
        int w1 = word();
        int w2 = word();
        sink.ipc(time, kind, from, to, w0, w1, w2);
        say(
                "",
                Event.newBuilder()
                        .setIpc(
                                Ipc.newBuilder()
                                        .setKind(Ipc.Kind.valueOf(kind.name()))
                                        .setFrom(from)
                                        .setTo(to)
                                        .setW0(w0)
                                        .setW1(w1)
                                        .setW2(w2)));
    }

    private void ipcResult() {
        int thread = word();
        int code = word();
        sink.ipcResult(time, thread, code);
        say(
                "",
                Event.newBuilder()
                        .setIpcResult(IpcResult.newBuilder().setThread(thread).setCode(code)));
    }

    private void mapping() {
        MappingKind kind = any(MappingKind.values());
        int fromTask = word();
        int fromPage = word();
        int toTask = word();
        int toPage = word();
        int pagesLog2 = word();
        boolean writable = random.nextBoolean();
        sink.mapping(time, kind, fromTask, fromPage, toTask, toPage, pagesLog2, writable);
        say(
                "",
                Event.newBuilder()
                        .setMapping(
                                Mapping.newBuilder()
                                        .setKind(Mapping.Kind.valueOf(kind.name()))
                                        .setFromTask(fromTask)
                                        .setFromPage(fromPage)
                                        .setToTask(toTask)
                                        .setToPage(toPage)
                                        .setPagesLog2(pagesLog2)
                                        .setWritable(writable)));
    }

    private void variable() {
        Variable variable = any(Variable.values());
        int writer = word();
        int owner = word();
        int before = word();
        int after = word();
        sink.variable(time, variable, writer, owner, before, after);
        say(
                "",
                Event.newBuilder()
                        .setVariable(
                                VariableChange.newBuilder()
                                        .setVariable(
                                                VariableChange.Variable.valueOf(variable.name()))
                                        .setWriter(writer)
                                        .setOwner(owner)
                                        .setBefore(before)
                                        .setAfter(after)));
    }

    private void exRegs() {
        int thread = word();
        int target = word();
        int oldIp = word();
        int newIp = word();
        int cancelled = word();
        sink.exRegs(time, thread, target, oldIp, newIp, cancelled);
        say(
                "",
                Event.newBuilder()
                        .setExRegs(
                                ExRegs.newBuilder()
                                        .setThread(thread)
                                        .setTarget(target)
                                        .setOldIp(oldIp)
                                        .setNewIp(newIp)
                                        .setCancelled(cancelled)));
    }

    private void signal() {
        SignalStep kind = any(SignalStep.values());
        int thread = word();
        int owner = word();
        int signal = word();
        int argument = word();
        sink.signal(time, kind, thread, owner, signal, argument);
        say(
                "",
                Event.newBuilder()
                        .setSignal(
                                Signal.newBuilder()
                                        .setKind(Signal.Kind.valueOf(kind.name()))
                                        .setThread(thread)
                                        .setOwner(owner)
                                        .setSignal(signal)
                                        .setArgument(argument)));
    }

    private void input() {
        InputKind kind = any(InputKind.values());
        byte[] data = bytes();
        int offset = random.nextInt(data.length + 1);
        sink.input(time, kind, data, offset, data.length - offset);
        say(
                "",
                Event.newBuilder()
                        .setInput(
                                Input.newBuilder()
                                        .setKind(Input.Kind.valueOf(kind.name()))
                                        .setData(part(data, offset))));
    }

    private void output() {
        int device = word();
        byte[] data = bytes();
        int offset = random.nextInt(data.length + 1);
        sink.output(time, device, data, offset, data.length - offset);
        say(
                "",
                Event.newBuilder()
                        .setOutput(
                                Output.newBuilder().setDevice(device).setData(part(data, offset))));
    }

    private void syscallEnter() {
        int thread = word();
        int pid = word();
        int number = word();
        int[] arguments = words();
        String text = text();
        sink.syscallEnter(time, thread, pid, number, arguments, text);
        say(
                "",
                Event.newBuilder()
                        .setSyscallEnter(
                                SyscallEnter.newBuilder()
                                        .setThread(thread)
                                        .setPid(pid)
                                        .setNumber(number)
                                        .addAllArguments(list(arguments))
                                        .setText(text)));
    }

    private void syscallExit() {
        int thread = word();
        int pid = word();
        int number = word();
        int result = word();
        String text = text();
        sink.syscallExit(time, thread, pid, number, result, text);
        say(
                "",
                Event.newBuilder()
                        .setSyscallExit(
                                SyscallExit.newBuilder()
                                        .setThread(thread)
                                        .setPid(pid)
                                        .setNumber(number)
                                        .setResult(result)
                                        .setText(text)));
    }

    private void pick() {
        int pid = word();
        sink.pick(time, pid);
        say("", Event.newBuilder().setPick(pid));
    }

    private void process() {
        ProcessEvent kind = any(ProcessEvent.values());
        int pid = word();
        int argument = word();
        String text = text();
        sink.process(time, kind, pid, argument, text);
        say(
                "",
                Event.newBuilder()
                        .setProcess(
                                Process.newBuilder()
                                        .setKind(Process.Kind.valueOf(kind.name()))
                                        .setPid(pid)
                                        .setArgument(argument)
                                        .setText(text)));
    }

    private void kernelLog() {
        String line = text();
        sink.kernelLog(time, line);
        say("", Event.newBuilder().setKernelLog(line));
    }

    private void kdebug() {
        int thread = word();
        String reason = name();
        sink.kdebug(time, thread, reason);
        say(reason, Event.newBuilder().setKdebug(Kdebug.newBuilder().setThread(thread)));
    }

    private void digest() {
        long digest = longWord();
        sink.digest(time, digest);
        say("", Event.newBuilder().setDigest(digest));
    }

    private void halted() {
        int status = word();
        sink.halted(time, status);
        say("", Event.newBuilder().setHalted(status));
    }

    private void say(String name, Event.Builder event) {
        said.add(new Said(time, name, event.build()));
    }

    private int word() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> -1 - random.nextInt(200);
            case 2 -> random.nextInt(300);
            default -> random.nextInt();
        };
    }

    private long longWord() {
        return random.nextBoolean() ? 0 : random.nextLong();
    }

    private int[] words() {
        int[] words = new int[random.nextInt(7)];
        for (int i = 0; i < words.length; i++) {
            words[i] = word();
        }
        return words;
    }

    private static List<Integer> list(int[] words) {
        List<Integer> list = new ArrayList<>();
        for (int word : words) {
            list.add(word);
        }
        return list;
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(40_000) : 3];
        random.nextBytes(bytes);
        return bytes;
    }

    private static ByteString part(byte[] bytes, int offset) {
        return ByteString.copyFrom(bytes, offset, bytes.length - offset);
    }

    private String text() {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> "write(1, \"h\u00e9llo \u20ac \ud83d\ude00\", 11";
            case 2 -> "x".repeat(random.nextInt(20_000));
            case 3 -> "\u20ac".repeat(random.nextInt(300));
            default -> "openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY";
        };
    }

    private String name() {
        return switch (random.nextInt(8)) {
            case 0 -> "r\u00f4le." + random.nextInt(1000);
            case 1 -> "n".repeat(random.nextInt(1, 400));
            default -> "emulib.step" + random.nextInt(20);
        };
    }
}
