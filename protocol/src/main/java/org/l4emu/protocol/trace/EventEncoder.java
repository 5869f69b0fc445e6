package org.l4emu.protocol.trace;

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
 * Turns events into length-delimited records of {@code Event} by hand: no objects are made on the
 * way. Decides where blocks end, so that every encoder makes the same bytes from the same events;
 * what becomes of the bytes is the subclass's business.
 */
// The schema numbers its enums as the sink does; a test keeps them equal.
@SuppressWarnings("EnumOrdinal")
public abstract class EventEncoder implements EventSink {
    /** Length at which a block ends unless the header says otherwise. */
    public static final int DEFAULT_BLOCK_BYTES = 256 * 1024;

    /** What a block may run over its end before its buffer must grow. */
    static final int SPARE_BYTES = 4096;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;

    /** More than any record without text or data, including a defined name's frame. */
    private static final int ROOM_BYTES = 160;

    private final int blockBytes;
    private final boolean everyStep;
    private final WireBuffer out;
    private final StringTable strings = new StringTable();

    private long sequence;
    private long lastTime;
    private long blockFirstSequence;
    private long blockBaseTime;
    private int recordStart;

    /**
     * @param blockBytes a block ends with the event that makes it at least this long
     */
    protected EventEncoder(int blockBytes, boolean everyStep) {
        if (blockBytes <= 0) {
            throw new IllegalArgumentException("blockBytes=" + blockBytes);
        }
        this.blockBytes = blockBytes;
        this.everyStep = everyStep;
        this.out = new WireBuffer(blockBytes + SPARE_BYTES);
    }

    /** One record, length prefix included, lies in {@code buffer}; it may not be kept. */
    protected abstract void emitted(byte[] buffer, int offset, int length);

    /**
     * A block is full: {@code length} bytes from the buffer's start.
     *
     * @return the buffer to go on with: the same, or another if this one is kept
     */
    protected byte[] blockEnded(byte[] buffer, int length, BlockSpan span) {
        return buffer;
    }

    /** How many events were encoded; the next one gets this sequence number. */
    public final long sequence() {
        return sequence;
    }

    /** Virtual time of the last event. */
    public final long lastTime() {
        return lastTime;
    }

    /** Bytes of the block under way. */
    protected final byte[] openBlock() {
        return out.bytes();
    }

    protected final int openBlockLength() {
        return out.position();
    }

    /** Ends the block under way if it holds an event. For the end of a recording only. */
    protected final void endBlock() {
        if (sequence == blockFirstSequence) {
            return;
        }
        int events = (int) (sequence - blockFirstSequence);
        BlockSpan span = new BlockSpan(blockFirstSequence, events, blockBaseTime);
        byte[] next = blockEnded(out.bytes(), out.position(), span);
        out.restart(next);
        strings.clear();
        blockFirstSequence = sequence;
        blockBaseTime = lastTime;
    }

    private WireBuffer begin(long time, int payloadBytes) {
        WireBuffer buffer = out;
        buffer.ensure(ROOM_BYTES + payloadBytes);
        recordStart = buffer.openUntagged();
        buffer.uint64(Event.DELTA_FIELD_NUMBER << 3 | VARINT, time - lastTime);
        lastTime = time;
        return buffer;
    }

    private void end() {
        WireBuffer buffer = out;
        int start = recordStart - 1;
        buffer.close(recordStart);
        sequence++;
        emitted(buffer.bytes(), start, buffer.position() - start);
        if (buffer.position() >= blockBytes) {
            endBlock();
        }
    }

    private static int utf8Bound(String text) {
        return text.length() * 3;
    }

    /** Number of {@code name}, which is defined in this record if the block does not know it. */
    private int intern(WireBuffer buffer, String name) {
        int known = strings.count();
        int number = strings.intern(name);
        if (number == known) {
            buffer.ensure(ROOM_BYTES + utf8Bound(name));
            buffer.alwaysText(Event.DEFINE_FIELD_NUMBER << 3 | BYTES, name);
        }
        return number;
    }

    @Override
    public final boolean wantsEveryStep() {
        return everyStep;
    }

    @Override
    public final void taskCreated(long time, int task, int version, int creatorThread) {
        WireBuffer buffer = begin(time, 0);
        int body = buffer.open(Event.TASK_CREATED_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(TaskCreated.TASK_FIELD_NUMBER << 3 | VARINT, task);
        buffer.uint32(TaskCreated.VERSION_FIELD_NUMBER << 3 | VARINT, version);
        buffer.sint32(TaskCreated.CREATOR_THREAD_FIELD_NUMBER << 3 | VARINT, creatorThread);
        buffer.close(body);
        end();
    }

    @Override
    public final void taskDeleted(long time, int task, int version) {
        WireBuffer buffer = begin(time, 0);
        int body = buffer.open(Event.TASK_DELETED_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(TaskDeleted.TASK_FIELD_NUMBER << 3 | VARINT, task);
        buffer.uint32(TaskDeleted.VERSION_FIELD_NUMBER << 3 | VARINT, version);
        buffer.close(body);
        end();
    }

    @Override
    public final void threadCreated(long time, int thread, long id, int task, String role) {
        WireBuffer buffer = begin(time, 0);
        int roleNumber = intern(buffer, role);
        int body = buffer.open(Event.THREAD_CREATED_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(ThreadCreated.THREAD_FIELD_NUMBER << 3 | VARINT, thread);
        buffer.fixed64(ThreadCreated.ID_FIELD_NUMBER << 3 | FIXED64, id);
        buffer.uint32(ThreadCreated.TASK_FIELD_NUMBER << 3 | VARINT, task);
        buffer.uint32(ThreadCreated.ROLE_FIELD_NUMBER << 3 | VARINT, roleNumber);
        buffer.close(body);
        end();
    }

    @Override
    public final void threadDeleted(long time, int thread) {
        begin(time, 0).alwaysUint32(Event.THREAD_DELETED_FIELD_NUMBER << 3 | VARINT, thread);
        end();
    }

    @Override
    public final void schedule(long time, int thread) {
        begin(time, 0).alwaysUint32(Event.SCHEDULE_FIELD_NUMBER << 3 | VARINT, thread);
        end();
    }

    @Override
    public final void step(long time, int thread, String name) {
        WireBuffer buffer = begin(time, 0);
        int number = intern(buffer, name);
        int body = buffer.open(Event.STEP_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(Step.THREAD_FIELD_NUMBER << 3 | VARINT, thread);
        buffer.uint32(Step.NAME_FIELD_NUMBER << 3 | VARINT, number);
        buffer.close(body);
        end();
    }

    @Override
    public final void exception(long time, int thread, int vector, int pc, int info) {
        WireBuffer buffer = begin(time, 0);
        int body = buffer.open(Event.EXCEPTION_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(ArmException.THREAD_FIELD_NUMBER << 3 | VARINT, thread);
        buffer.uint32(ArmException.VECTOR_FIELD_NUMBER << 3 | VARINT, vector);
        buffer.uint32(ArmException.PC_FIELD_NUMBER << 3 | VARINT, pc);
        buffer.uint32(ArmException.INFO_FIELD_NUMBER << 3 | VARINT, info);
        buffer.close(body);
        end();
    }

    @Override
    public final void ipc(long time, IpcKind kind, int from, int to, int w0, int w1, int w2) {
        WireBuffer buffer = begin(time, 0);
        int body = buffer.open(Event.IPC_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(Ipc.KIND_FIELD_NUMBER << 3 | VARINT, kind.ordinal());
        buffer.sint32(Ipc.FROM_FIELD_NUMBER << 3 | VARINT, from);
        buffer.sint32(Ipc.TO_FIELD_NUMBER << 3 | VARINT, to);
        buffer.uint32(Ipc.W0_FIELD_NUMBER << 3 | VARINT, w0);
        buffer.uint32(Ipc.W1_FIELD_NUMBER << 3 | VARINT, w1);
        buffer.uint32(Ipc.W2_FIELD_NUMBER << 3 | VARINT, w2);
        buffer.close(body);
        end();
    }

    @Override
    public final void ipcResult(long time, int thread, int code) {
        WireBuffer buffer = begin(time, 0);
        int body = buffer.open(Event.IPC_RESULT_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(IpcResult.THREAD_FIELD_NUMBER << 3 | VARINT, thread);
        buffer.uint32(IpcResult.CODE_FIELD_NUMBER << 3 | VARINT, code);
        buffer.close(body);
        end();
    }

    @Override
    public final void mapping(
            long time,
            MappingKind kind,
            int fromTask,
            int fromPage,
            int toTask,
            int toPage,
            int pagesLog2,
            boolean writable) {
        WireBuffer buffer = begin(time, 0);
        int body = buffer.open(Event.MAPPING_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(Mapping.KIND_FIELD_NUMBER << 3 | VARINT, kind.ordinal());
        buffer.sint32(Mapping.FROM_TASK_FIELD_NUMBER << 3 | VARINT, fromTask);
        buffer.uint32(Mapping.FROM_PAGE_FIELD_NUMBER << 3 | VARINT, fromPage);
        buffer.sint32(Mapping.TO_TASK_FIELD_NUMBER << 3 | VARINT, toTask);
        buffer.uint32(Mapping.TO_PAGE_FIELD_NUMBER << 3 | VARINT, toPage);
        buffer.uint32(Mapping.PAGES_LOG2_FIELD_NUMBER << 3 | VARINT, pagesLog2);
        buffer.uint32(Mapping.WRITABLE_FIELD_NUMBER << 3 | VARINT, writable ? 1 : 0);
        buffer.close(body);
        end();
    }

    @Override
    public final void variable(
            long time, Variable variable, int writer, int owner, int before, int after) {
        WireBuffer buffer = begin(time, 0);
        int body = buffer.open(Event.VARIABLE_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(VariableChange.VARIABLE_FIELD_NUMBER << 3 | VARINT, variable.ordinal());
        buffer.sint32(VariableChange.WRITER_FIELD_NUMBER << 3 | VARINT, writer);
        buffer.sint32(VariableChange.OWNER_FIELD_NUMBER << 3 | VARINT, owner);
        buffer.uint32(VariableChange.BEFORE_FIELD_NUMBER << 3 | VARINT, before);
        buffer.uint32(VariableChange.AFTER_FIELD_NUMBER << 3 | VARINT, after);
        buffer.close(body);
        end();
    }

    @Override
    public final void exRegs(
            long time, int thread, int target, int oldIp, int newIp, int cancelled) {
        WireBuffer buffer = begin(time, 0);
        int body = buffer.open(Event.EX_REGS_FIELD_NUMBER << 3 | BYTES);
        buffer.sint32(ExRegs.THREAD_FIELD_NUMBER << 3 | VARINT, thread);
        buffer.sint32(ExRegs.TARGET_FIELD_NUMBER << 3 | VARINT, target);
        buffer.uint32(ExRegs.OLD_IP_FIELD_NUMBER << 3 | VARINT, oldIp);
        buffer.uint32(ExRegs.NEW_IP_FIELD_NUMBER << 3 | VARINT, newIp);
        buffer.uint32(ExRegs.CANCELLED_FIELD_NUMBER << 3 | VARINT, cancelled);
        buffer.close(body);
        end();
    }

    @Override
    public final void signal(
            long time, SignalStep kind, int thread, int owner, int signal, int argument) {
        WireBuffer buffer = begin(time, 0);
        int body = buffer.open(Event.SIGNAL_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(Signal.KIND_FIELD_NUMBER << 3 | VARINT, kind.ordinal());
        buffer.sint32(Signal.THREAD_FIELD_NUMBER << 3 | VARINT, thread);
        buffer.sint32(Signal.OWNER_FIELD_NUMBER << 3 | VARINT, owner);
        buffer.uint32(Signal.SIGNAL_FIELD_NUMBER << 3 | VARINT, signal);
        buffer.uint32(Signal.ARGUMENT_FIELD_NUMBER << 3 | VARINT, argument);
        buffer.close(body);
        end();
    }

    @Override
    public final void input(long time, InputKind kind, byte[] bytes, int offset, int length) {
        WireBuffer buffer = begin(time, length);
        int body = buffer.open(Event.INPUT_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(Input.KIND_FIELD_NUMBER << 3 | VARINT, kind.ordinal());
        buffer.blob(Input.DATA_FIELD_NUMBER << 3 | BYTES, bytes, offset, length);
        buffer.close(body);
        end();
    }

    @Override
    public final void output(long time, int device, byte[] bytes, int offset, int length) {
        WireBuffer buffer = begin(time, length);
        int body = buffer.open(Event.OUTPUT_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(Output.DEVICE_FIELD_NUMBER << 3 | VARINT, device);
        buffer.blob(Output.DATA_FIELD_NUMBER << 3 | BYTES, bytes, offset, length);
        buffer.close(body);
        end();
    }

    @Override
    public final void syscallEnter(
            long time, int thread, int pid, int number, int[] arguments, String text) {
        WireBuffer buffer = begin(time, utf8Bound(text) + 5 * arguments.length);
        int body = buffer.open(Event.SYSCALL_ENTER_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(SyscallEnter.THREAD_FIELD_NUMBER << 3 | VARINT, thread);
        buffer.uint32(SyscallEnter.PID_FIELD_NUMBER << 3 | VARINT, pid);
        buffer.uint32(SyscallEnter.NUMBER_FIELD_NUMBER << 3 | VARINT, number);
        if (arguments.length != 0) {
            int packed = buffer.open(SyscallEnter.ARGUMENTS_FIELD_NUMBER << 3 | BYTES);
            for (int argument : arguments) {
                buffer.varint32(argument);
            }
            buffer.close(packed);
        }
        buffer.text(SyscallEnter.TEXT_FIELD_NUMBER << 3 | BYTES, text);
        buffer.close(body);
        end();
    }

    @Override
    public final void syscallExit(
            long time, int thread, int pid, int number, int result, String text) {
        WireBuffer buffer = begin(time, utf8Bound(text));
        int body = buffer.open(Event.SYSCALL_EXIT_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(SyscallExit.THREAD_FIELD_NUMBER << 3 | VARINT, thread);
        buffer.uint32(SyscallExit.PID_FIELD_NUMBER << 3 | VARINT, pid);
        buffer.uint32(SyscallExit.NUMBER_FIELD_NUMBER << 3 | VARINT, number);
        buffer.sint32(SyscallExit.RESULT_FIELD_NUMBER << 3 | VARINT, result);
        buffer.text(SyscallExit.TEXT_FIELD_NUMBER << 3 | BYTES, text);
        buffer.close(body);
        end();
    }

    @Override
    public final void pick(long time, int pid) {
        begin(time, 0).alwaysUint32(Event.PICK_FIELD_NUMBER << 3 | VARINT, pid);
        end();
    }

    @Override
    public final void process(long time, ProcessEvent kind, int pid, int argument, String text) {
        WireBuffer buffer = begin(time, utf8Bound(text));
        int body = buffer.open(Event.PROCESS_FIELD_NUMBER << 3 | BYTES);
        buffer.uint32(Process.KIND_FIELD_NUMBER << 3 | VARINT, kind.ordinal());
        buffer.uint32(Process.PID_FIELD_NUMBER << 3 | VARINT, pid);
        buffer.sint32(Process.ARGUMENT_FIELD_NUMBER << 3 | VARINT, argument);
        buffer.text(Process.TEXT_FIELD_NUMBER << 3 | BYTES, text);
        buffer.close(body);
        end();
    }

    @Override
    public final void kernelLog(long time, String line) {
        begin(time, utf8Bound(line)).alwaysText(Event.KERNEL_LOG_FIELD_NUMBER << 3 | BYTES, line);
        end();
    }

    @Override
    public final void kdebug(long time, int thread, String reason) {
        WireBuffer buffer = begin(time, 0);
        int number = intern(buffer, reason);
        int body = buffer.open(Event.KDEBUG_FIELD_NUMBER << 3 | BYTES);
        buffer.sint32(Kdebug.THREAD_FIELD_NUMBER << 3 | VARINT, thread);
        buffer.uint32(Kdebug.REASON_FIELD_NUMBER << 3 | VARINT, number);
        buffer.close(body);
        end();
    }

    @Override
    public final void digest(long time, long digest) {
        begin(time, 0).alwaysFixed64(Event.DIGEST_FIELD_NUMBER << 3 | FIXED64, digest);
        end();
    }

    @Override
    public final void halted(long time, int status) {
        begin(time, 0)
                .alwaysUint32(Event.HALTED_FIELD_NUMBER << 3 | VARINT, WireBuffer.zigzag(status));
        end();
    }
}
