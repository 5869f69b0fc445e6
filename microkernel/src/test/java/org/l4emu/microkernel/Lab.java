package org.l4emu.microkernel;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.l4emu.microkernel.environment.ClosedEnvironment;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;

/** A small machine for tests: threads that run a list of steps written in the test. */
public final class Lab {
    /** One step of a scripted thread. */
    public interface Step {
        void take(ThreadContext context);
    }

    private static final int FIRST_ADDRESS = 0xd0000000;

    public final Machine machine;
    public final Kernel kernel;
    public final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int threads;
    private int tasks = 10;

    public Lab() {
        this(new PriorityRoundRobin(), new RecordingSink());
    }

    public Lab(Strategy strategy, RecordingSink sink) {
        ClosedEnvironment environment =
                new ClosedEnvironment(strategy, 1, new byte[0], this::write);
        machine =
                new Machine(
                        new MachineConfiguration(16 << 20, 100, 1_000_000, 0), environment, sink);
        kernel = machine.kernel();
    }

    private void write(int device, byte[] bytes, int offset, int length) {
        output.write(bytes, offset, length);
    }

    /** A new task with number 10, 11, …, whose chief is nobody. */
    public L4Task task() {
        return kernel.createTask(tasks++, ThreadId.NIL);
    }

    /** A thread of a new task that takes these steps and then sleeps for ever. */
    public L4Thread thread(int priority, Step... steps) {
        return thread(task(), 0, priority, steps);
    }

    public L4Thread thread(L4Task task, int lthread, int priority, Step... steps) {
        int address = FIRST_ADDRESS + 0x100 * threads++;
        kernel.images().place(address, "scripted", context -> new Script(List.of(steps)));
        L4Thread thread = kernel.createThread(task, lthread, "scripted");
        thread.setPriority(priority);
        kernel.start(thread, address, 0);
        return thread;
    }

    /** Runs until nothing moves any more, but not beyond a virtual second. */
    public Machine.Outcome run() {
        return machine.run(100_000_000);
    }

    private static final class Script extends ThreadProgram {
        private final ArrayList<Step> steps;
        private int next;

        Script(List<Step> steps) {
            this.steps = new ArrayList<>(steps);
        }

        @Override
        public void step(ThreadContext context) {
            if (next == steps.size()) {
                context.sleep(0);
                return;
            }
            steps.get(next).take(context);
            next++;
        }

        @Override
        public int instructionPointer() {
            return FIRST_ADDRESS + 4 * next;
        }

        @Override
        public String nextStep() {
            return "script[" + next + "]";
        }

        @Override
        public void digest(StateDigest digest) {
            digest.put(next);
        }
    }
}
