package org.l4emu.workbench.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.MappingKind;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.Variable;
import org.l4emu.protocol.schema.MachineConfiguration;
import org.l4emu.protocol.schema.TraceHeader;
import org.l4emu.protocol.schema.Workload;
import org.l4emu.protocol.trace.TraceRecorder;

/**
 * A machine's story told by hand: two processes, a write that a timer interrupts, a read that waits
 * for the other process's write, a page fault, an exit that never returns.
 */
final class SampleRun {
    private static final int SERVER = 1;
    private static final int TIMER = 2;
    private static final int USER = 3;
    private static final int OTHER = 4;

    private static final int READ = 3;
    private static final int WRITE = 4;
    private static final int EXIT = 1;
    private static final int EXECVE = 11;

    private final EventSink sink;
    private long time;

    private SampleRun(EventSink sink) {
        this.sink = sink;
    }

    static TraceHeader header(long seed) {
        return TraceHeader.newBuilder()
                .setL4EmuVersion("0.1.0")
                .setBuildId("test")
                .setMachine(
                        MachineConfiguration.newBuilder()
                                .setMemoryBytes(64 << 20)
                                .setInstructionsPerSecond(100_000_000)
                                .setSeed(seed)
                                .setScheduleStrategy("random")
                                .setPreemptQuantum(10_000)
                                .setProtocolPreset("one-server"))
                .setWorkload(
                        Workload.newBuilder()
                                .setProgram("/bin/busybox")
                                .addArguments("cat")
                                .addEnvironment("PATH=/bin")
                                .setWorkingDirectory("/"))
                .setBlockBytes(256)
                .build();
    }

    static Path record(Path file, long seed) throws IOException {
        try (TraceRecorder recorder = TraceRecorder.create(file, header(seed))) {
            tell(recorder, seed);
        }
        return file;
    }

    /** Seeds differ in what the read gives. */
    static void tell(EventSink sink, long seed) {
        SampleRun run = new SampleRun(sink);
        run.boot();
        run.write("hello\\n", true);
        run.pageFault();
        run.readThatWaits(seed);
        run.execve();
        run.exit();
        sink.digest(run.time, 0x0123_4567_89ab_cdefL);
        sink.halted(run.time, 0);
    }

    private long tick() {
        time += 7;
        return time;
    }

    private void boot() {
        sink.taskCreated(0, 2, 1, -1);
        thread(0, 2, 3, "sigma0");
        thread(SERVER, 2, 0, "server");
        thread(TIMER, 2, 1, "timer");
        sink.schedule(tick(), SERVER);
        sink.kernelLog(time, "Linux version 2.6.31 (l4emu)");
        sink.input(time, InputKind.TIME, new byte[8], 0, 8);
        sink.taskCreated(tick(), 6, 1, SERVER);
        thread(USER, 6, 0, "user");
        sink.process(time, ProcessEvent.EXEC, 2, 0, "/bin/busybox");
        thread(OTHER, 7, 0, "user");
        sink.process(time, ProcessEvent.FORK, 3, 2, "");
        sink.mapping(tick(), MappingKind.MAP, 2, 0x100, 6, 0xbf000, 0, true);
    }

    private void thread(int serial, int task, int lthread, String role) {
        sink.threadCreated(time, serial, ThreadId.of(task, lthread, 1).value(), task, role);
    }

    /** What the lock word holds: the low half of the holder's id. */
    private static int holder(int user) {
        return (int) ThreadId.of(user + 3, 0, 1).value();
    }

    private void enter(int user, int number) {
        sink.schedule(tick(), user);
        sink.exception(tick(), user, 0x08, 0x10074, 0xef000000);
        sink.variable(tick(), Variable.EMU_LOCAL_LOCK, user, user, 0, holder(user));
        sink.step(tick(), user, "emulib.saveState");
        sink.ipc(tick(), IpcKind.CALL, user, SERVER, 1, number, 0);
        sink.schedule(time, SERVER);
        sink.step(tick(), SERVER, "server.receive");
        sink.variable(tick(), Variable.UNDER_KERNEL_CONTROL, SERVER, user, 0, 1);
    }

    private void leave(int user) {
        sink.variable(tick(), Variable.UNDER_KERNEL_CONTROL, SERVER, user, 1, 0);
        sink.ipc(tick(), IpcKind.REPLY, SERVER, user, 0, 0, 0);
        sink.schedule(time, user);
        sink.step(tick(), user, "emulib.restoreState");
        sink.variable(tick(), Variable.EMU_LOCAL_LOCK, user, user, holder(user), 0);
        sink.step(tick(), user, "emulib.resume");
    }

    private void write(String text, boolean interrupted) {
        enter(USER, WRITE);
        String call = "write(1, \"" + text + "\", 6)";
        sink.syscallEnter(tick(), USER, 2, WRITE, new int[] {1, 0x12000, 6, 0, 0, 0}, call);
        if (interrupted) {
            sink.ipc(tick(), IpcKind.INTERRUPT, -1, TIMER, 1, 0, 0);
            sink.schedule(time, TIMER);
            sink.variable(tick(), Variable.NEED_RESCHED, TIMER, -1, 0, 1);
            sink.schedule(tick(), SERVER);
        }
        byte[] bytes = "hello\n".getBytes(StandardCharsets.US_ASCII);
        sink.output(tick(), 1, bytes, 0, bytes.length);
        sink.syscallExit(tick(), USER, 2, WRITE, 6, "");
        leave(USER);
    }

    private void pageFault() {
        sink.exception(tick(), USER, 0x10, 0x10080, 0x13004);
        sink.ipc(tick(), IpcKind.PAGE_FAULT, USER, SERVER, 0x13006, 0x10080, 0);
        sink.schedule(time, SERVER);
        sink.mapping(tick(), MappingKind.MAP, 2, 0x234, 6, 0x13, 0, true);
        sink.ipc(tick(), IpcKind.PAGE_FAULT_REPLY, SERVER, USER, 0, 0, 0);
        sink.schedule(time, USER);
    }

    private void readThatWaits(long seed) {
        enter(USER, READ);
        sink.syscallEnter(tick(), USER, 2, READ, new int[] {3, 0x13000, 64, 0, 0, 0}, "");
        enter(OTHER, WRITE);
        sink.syscallEnter(tick(), OTHER, 3, WRITE, new int[] {4, 0x12000, 2, 0, 0, 0}, "");
        sink.syscallExit(tick(), OTHER, 3, WRITE, 2, "");
        leave(OTHER);
        sink.schedule(tick(), SERVER);
        sink.pick(tick(), 2);
        int result = seed == 1 ? 2 : -4;
        sink.syscallExit(
                tick(), USER, 2, READ, result, seed == 1 ? "read(3, \"hi\", 64) = 2" : "-1 EINTR");
        leave(USER);
    }

    private void execve() {
        enter(OTHER, EXECVE);
        int[] arguments = {0x12000, 0x12010, 0x12020, 0, 0, 0};
        sink.syscallEnter(tick(), OTHER, 3, EXECVE, arguments, "execve(\"/bin/true\", [], [])");
        sink.variable(tick(), Variable.UNDER_KERNEL_CONTROL, SERVER, OTHER, 1, 0);
        sink.threadDeleted(tick(), OTHER);
        thread(5, 8, 0, "user");
        sink.process(tick(), ProcessEvent.EXEC, 3, 0, "/bin/true");
    }

    private void exit() {
        enter(USER, EXIT);
        sink.syscallEnter(tick(), USER, 2, EXIT, new int[] {0, 0, 0, 0, 0, 0}, "exit(0)");
        sink.process(tick(), ProcessEvent.EXIT, 2, 0, "");
        sink.threadDeleted(tick(), USER);
        sink.taskDeleted(time, 6, 1);
    }
}
