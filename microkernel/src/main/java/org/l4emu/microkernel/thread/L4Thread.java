package org.l4emu.microkernel.thread;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.Kernel;
import org.l4emu.microkernel.cpu.ArmState;

/**
 * Thread control block. Written by the microkernel only; programs see it through {@link
 * ThreadContext}.
 */
public final class L4Thread {
    /** What a thread is doing, as the microkernel sees it. */
    public enum State {
        /** Created, never started; or stopped for good. */
        INACTIVE,
        /** Has something to do. */
        READY,
        /** In a send phase, queued at its partner. */
        SENDING,
        /** In a receive phase, nothing there yet. */
        RECEIVING,
        /** Its task is gone. */
        DEAD
    }

    /** Message items of one message: flexpages mapped at hotspots. */
    public static final int MAP_ITEMS_MAX = 16;

    private final ThreadId id;
    private final int serial;
    private final L4Task task;
    private final String role;
    private final ArmState registers = new ArmState();
    private State state = State.INACTIVE;

    // Execution
    private @Nullable ThreadProgram program;
    private boolean singleStep;
    private @Nullable ExceptionHandler exceptionHandler;
    private ThreadId pager = ThreadId.NIL;
    private int priority;
    private long sliceEnd;
    private long sliceLeft;
    private long consumedTicks;

    // Ready queue and send queue links, timeout heap position: owned by those queues
    public @Nullable L4Thread queueNext;
    public @Nullable L4Thread queuePrevious;
    public @Nullable L4Thread sendQueueHead;
    public @Nullable L4Thread sendQueueTail;
    public int timeoutIndex = -1;
    public long timeoutAt;
    public long timeoutOrder;

    // IPC: what is under way and what the last one brought
    public final IpcState ipc = new IpcState();

    private @Nullable ThreadContext context;

    L4Thread(ThreadId id, int serial, L4Task task, String role) {
        this.id = id;
        this.serial = serial;
        this.task = task;
        this.role = role;
    }

    /** Creates a thread in {@code task} and enters it there. */
    public static L4Thread create(
            Kernel kernel, ThreadId id, int serial, L4Task task, String role) {
        L4Thread thread = new L4Thread(id, serial, task, role);
        thread.context = new ThreadContext(kernel, thread);
        task.add(thread);
        return thread;
    }

    /** What its programs may do. */
    public ThreadContext context() {
        ThreadContext existing = context;
        if (existing == null) {
            throw new IllegalStateException("thread without a context");
        }
        return existing;
    }

    public ThreadId id() {
        return id;
    }

    /** Position in the order of creation on this machine: its name in traces. */
    public int serial() {
        return serial;
    }

    public L4Task task() {
        return task;
    }

    /** Label of its lane. */
    public String role() {
        return role;
    }

    /** User registers and banked registers of a thread that runs machine code. */
    public ArmState registers() {
        return registers;
    }

    public State state() {
        return state;
    }

    public void setState(State newState) {
        state = newState;
    }

    public boolean isReady() {
        return state == State.READY;
    }

    /** The program it runs, or null while it runs machine code. */
    public @Nullable ThreadProgram program() {
        return program;
    }

    public void runProgram(ThreadProgram newProgram) {
        program = newProgram;
    }

    public void runMachineCode() {
        program = null;
        singleStep = false;
    }

    /** Machine code for one instruction; then an exception is mirrored. */
    public void runOneInstruction() {
        program = null;
        singleStep = true;
    }

    /** True in machine code of which one instruction is to be carried out. */
    public boolean isSingleStep() {
        return singleStep;
    }

    /** Address of the next instruction, or the one that stands for the program's next step. */
    public int instructionPointer() {
        ThreadProgram running = program;
        return running == null ? registers.r[15] : running.instructionPointer();
    }

    public @Nullable ExceptionHandler exceptionHandler() {
        return exceptionHandler;
    }

    public void setExceptionHandler(ExceptionHandler handler) {
        exceptionHandler = handler;
    }

    public ThreadId pager() {
        return pager;
    }

    public void setPager(ThreadId newPager) {
        pager = newPager;
    }

    /** 0 to 255, 255 most urgent. */
    public int priority() {
        return priority;
    }

    public void setPriority(int newPriority) {
        priority = newPriority;
    }

    /** Virtual time at which its time slice is used up. */
    public long sliceEnd() {
        return sliceEnd;
    }

    public void setSliceEnd(long time) {
        sliceEnd = time;
    }

    /** Another thread takes the processor away: what is left of the slice is kept. */
    public void keepSlice(long time) {
        sliceLeft = Math.max(0, sliceEnd - time);
    }

    /** Goes on with what was left of the slice. */
    public void resumeSlice(long time) {
        if (sliceLeft > 0) {
            sliceEnd = time + sliceLeft;
            sliceLeft = 0;
        }
    }

    /** Virtual time it ran for, up to the last switch away from it. */
    public long consumedTicks() {
        return consumedTicks;
    }

    /** The processor was its own for that long. */
    public void consume(long ticks) {
        consumedTicks += ticks;
    }

    public void digest(StateDigest digest) {
        digest.put(id.value());
        digest.put(consumedTicks);
        digest.put(state.ordinal());
        digest.put(priority);
        digest.put(pager.value());
        registers.digest(digest::put);
        ipc.digest(digest);
        ThreadProgram running = program;
        String machineCode = singleStep ? "one instruction" : "machine code";
        digest.put(running == null ? machineCode : running.nextStep());
        if (running != null) {
            running.digest(digest);
        }
    }

    @Override
    public String toString() {
        return role + " " + id;
    }
}
