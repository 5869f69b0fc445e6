package org.l4emu.workbench.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.environment.Environment;
import org.l4emu.microkernel.schedule.SchedulingPoint;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.trace.ChoiceCursor;

/** Feeds the choices and inputs of a trace back, each at its recorded virtual time. */
public final class ReplayEnvironment implements Environment {
    /** Takes what the replayed machine writes. */
    public interface Output {
        void write(int device, byte[] bytes, int offset, int length);
    }

    private final ChoiceCursor recorded;
    private final Output output;

    public ReplayEnvironment(ChoiceCursor recorded, Output output) {
        this.recorded = recorded;
        this.output = output;
    }

    @Override
    public @Nullable L4Thread choose(SchedulingPoint point) {
        L4Thread current = point.current();
        if (recorded.nextChoiceTime() != point.time()) {
            if (current == null) {
                throw new ReplayMismatch("the recording has no choice at time " + point.time());
            }
            return current;
        }
        int serial = recorded.takeChoice();
        if (serial == EventSink.NOBODY) {
            return null;
        }
        for (int i = 0; i < point.count(); i++) {
            L4Thread thread = point.thread(i);
            if (thread.serial() == serial) {
                return thread;
            }
        }
        throw new ReplayMismatch(
                "thread " + serial + ", chosen at time " + point.time() + ", cannot run");
    }

    @Override
    public long nextChoiceTime(long now) {
        return Math.max(recorded.nextChoiceTime(), now + 1);
    }

    @Override
    public long nextInputTime(long now) {
        return recorded.nextInputTime();
    }

    @Override
    public int readInput(long now, byte[] buffer) {
        byte[] bytes = take(InputKind.CONSOLE);
        System.arraycopy(bytes, 0, buffer, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public long idle(long now, long deadline, boolean inputWanted) {
        return Math.min(deadline, recorded.nextInputTime());
    }

    @Override
    public void inputWanted(long now) {}

    @Override
    public long entropy() {
        return word(take(InputKind.ENTROPY));
    }

    @Override
    public long bootTimeNanos() {
        return word(take(InputKind.TIME));
    }

    private byte[] take(InputKind kind) {
        if (recorded.nextInputTime() == ChoiceCursor.NEVER || recorded.nextInputKind() != kind) {
            throw new ReplayMismatch("the recording has no " + kind + " input here");
        }
        return recorded.takeInput();
    }

    private static long word(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @Override
    public void output(int device, byte[] bytes, int offset, int length) {
        output.write(device, bytes, offset, length);
    }
}
