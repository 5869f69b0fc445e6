package org.l4emu.microkernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.cpu.KuserPage;
import org.l4emu.microkernel.environment.Environment;
import org.l4emu.microkernel.ipc.IpcEngine;
import org.l4emu.microkernel.irq.ConsoleDevice;
import org.l4emu.microkernel.irq.InterruptController;
import org.l4emu.microkernel.irq.TimeoutQueue;
import org.l4emu.microkernel.memory.AddressSpace;
import org.l4emu.microkernel.memory.MappingDatabase;
import org.l4emu.microkernel.memory.PhysicalMemory;
import org.l4emu.microkernel.schedule.RunQueue;
import org.l4emu.microkernel.thread.ExRegsResult;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.L4Thread.State;
import org.l4emu.microkernel.thread.ProgramImages;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.event.MappingKind;

/**
 * The microkernel's state and its operations on tasks and threads. Plain data of one machine;
 * touched by the machine's run loop and, through their contexts, by its threads.
 */
public final class Kernel {
    private final MachineConfiguration configuration;
    private final Environment environment;
    private final EventSink sink;
    private final PhysicalMemory memory;
    private final MappingDatabase mappings;
    private final ProgramImages images = new ProgramImages();
    private final @Nullable L4Task[] tasks = new @Nullable L4Task[ThreadId.TASKS_MAX];
    private final int[] versions = new int[ThreadId.TASKS_MAX];
    private final RunQueue runQueue = new RunQueue();
    private final TimeoutQueue timeouts = new TimeoutQueue();
    private final InterruptController interrupts = new InterruptController();
    private final ConsoleDevice console = new ConsoleDevice();
    private final IpcEngine ipc;
    private final byte[] kernelPage = KuserPage.bytes();

    private long time;
    private long timerAt = Long.MAX_VALUE;
    private int threadsCreated;
    private @Nullable L4Thread current;
    private long currentSince;
    private @Nullable L4Thread handOff;
    private boolean switchWanted;

    /** Time up to which the running thread goes on without a scheduling point, if it wants to. */
    private long runLimit;

    private boolean inputWanted;
    private boolean halted;
    private int haltStatus;

    public Kernel(MachineConfiguration configuration, Environment environment, EventSink sink) {
        this.configuration = configuration;
        this.environment = environment;
        this.sink = sink;
        memory = new PhysicalMemory(configuration.memoryBytes());
        mappings = new MappingDatabase(memory, new MappingEvents());
        ipc = new IpcEngine(this, configuration.instructionsPerMicro());
    }

    private final class MappingEvents implements MappingDatabase.Listener {
        @Override
        public void mapped(
                boolean granted,
                AddressSpace source,
                int sourcePage,
                AddressSpace target,
                int targetPage,
                int pagesLog2,
                boolean writable) {
            sink.mapping(
                    time,
                    granted ? MappingKind.GRANT : MappingKind.MAP,
                    source.task(),
                    sourcePage,
                    target.task(),
                    targetPage,
                    pagesLog2,
                    writable);
        }

        @Override
        public void revoked(AddressSpace source, int sourcePage, boolean onlyWriteRight) {
            sink.mapping(
                    time,
                    onlyWriteRight ? MappingKind.READ_ONLY : MappingKind.UNMAP,
                    source.task(),
                    sourcePage,
                    -1,
                    0,
                    0,
                    !onlyWriteRight);
        }
    }

    // Parts

    public MachineConfiguration configuration() {
        return configuration;
    }

    public Environment environment() {
        return environment;
    }

    public EventSink sink() {
        return sink;
    }

    public PhysicalMemory memory() {
        return memory;
    }

    public MappingDatabase mappings() {
        return mappings;
    }

    public ProgramImages images() {
        return images;
    }

    public RunQueue runQueue() {
        return runQueue;
    }

    public TimeoutQueue timeouts() {
        return timeouts;
    }

    public InterruptController interrupts() {
        return interrupts;
    }

    public ConsoleDevice console() {
        return console;
    }

    public IpcEngine ipc() {
        return ipc;
    }

    // Time

    /** Virtual time: retired instructions, a program's step counting as one. */
    public long time() {
        return time;
    }

    void advance(long ticks) {
        time += ticks;
    }

    void setRunLimit(long limit) {
        runLimit = limit;
    }

    /** See {@code ThreadContext.continueStep}. */
    public boolean continueStep(L4Thread thread) {
        if (switchWanted || time >= runLimit || !thread.isReady()) {
            return false;
        }
        time++;
        return true;
    }

    void jumpTo(long newTime) {
        time = newTime;
    }

    /** When the interval timer fires next; {@link Long#MAX_VALUE} if it is not armed. */
    long timerAt() {
        return timerAt;
    }

    /** Arms the interval timer for an absolute virtual time; its interrupt is line 0. */
    public void armTimer(long at) {
        timerAt = at;
        requestSwitch();
    }

    void fireTimer() {
        timerAt = Long.MAX_VALUE;
        ipc.interrupt(InterruptController.TIMER_LINE);
    }

    /** Somebody waits for console input. */
    public void wantInput() {
        inputWanted = true;
        environment.inputWanted(time);
        requestSwitch();
    }

    boolean inputWanted() {
        return inputWanted;
    }

    void inputArrived() {
        inputWanted = false;
    }

    /** Reports eight bytes that came from the host. */
    public long input(InputKind kind, long value) {
        byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
        sink.input(time, kind, bytes, 0, bytes.length);
        return value;
    }

    // Threads

    /** The thread an id names, or null: stale ids name nobody. */
    public @Nullable L4Thread threadOf(ThreadId id) {
        long value = id.value();
        if (value <= 0 || id.isInterrupt()) {
            return null;
        }
        L4Task task = tasks[id.task()];
        if (task == null || task.version() != id.version()) {
            return null;
        }
        L4Thread thread = task.thread(id.lthread());
        return thread == null || thread.state() == State.DEAD ? null : thread;
    }

    public @Nullable L4Task task(int number) {
        return tasks[number];
    }

    /** Creates an empty task; the number must be free. */
    public L4Task createTask(int number, ThreadId chief) {
        InvariantViolation.require(tasks[number] == null, "K_TASK", "task %d lives", number);
        versions[number] = (versions[number] + 1) % ThreadId.VERSIONS;
        AddressSpace space = new AddressSpace(number, kernelPage);
        L4Task task = new L4Task(number, versions[number], chief, space);
        tasks[number] = task;
        L4Thread creator = current;
        sink.taskCreated(time, number, task.version(), creator == null ? -1 : creator.serial());
        return task;
    }

    /** Creates a thread that does nothing yet. */
    public L4Thread createThread(L4Task task, int lthread, String role) {
        ThreadId id = ThreadId.of(task.number(), lthread, task.version());
        L4Thread thread = L4Thread.create(this, id, threadsCreated++, task, role);
        sink.threadCreated(time, thread.serial(), id.value(), task.number(), role);
        return thread;
    }

    /**
     * Lets a thread run at an instruction pointer: a program if one is placed there, else machine
     * code with that stack pointer.
     */
    public void start(L4Thread thread, int instructionPointer, int stackPointer) {
        setInstructionPointer(thread, instructionPointer);
        thread.registers().r[13] = stackPointer;
        ready(thread);
    }

    private void setInstructionPointer(L4Thread thread, int instructionPointer) {
        ProgramImages.Image image = images.at(instructionPointer);
        if (image != null) {
            thread.runProgram(image.factory().create(thread.context()));
        } else {
            thread.runMachineCode();
            thread.registers().r[15] = instructionPointer;
        }
    }

    /** threadExRegs within one task; see {@code ThreadContext.threadExRegs}. */
    public ExRegsResult threadExRegs(
            L4Task task,
            int lthread,
            L4Thread caller,
            int instructionPointer,
            int stackPointer,
            ThreadId pager) {
        L4Thread thread = task.thread(lthread);
        ProgramImages.Image image = images.at(instructionPointer);
        if (thread == null) {
            thread = createThread(task, lthread, image == null ? "user" : image.role());
            thread.setPriority(caller.priority());
            thread.setPager(caller.pager());
        }
        boolean first = thread.state() == State.INACTIVE;
        int oldIp = thread.instructionPointer();
        int oldSp = thread.registers().r[13];
        if (!pager.equals(ThreadId.INVALID)) {
            thread.setPager(pager);
        }
        int cancelled = ipc.cancel(thread);
        if (instructionPointer != -1) {
            setInstructionPointer(thread, instructionPointer);
        }
        if (stackPointer != -1) {
            thread.registers().r[13] = stackPointer;
        }
        sink.exRegs(time, caller.serial(), thread.serial(), oldIp, instructionPointer, cancelled);
        ready(thread);
        return new ExRegsResult(oldIp, oldSp, cancelled, first);
    }

    /** thread_schedule; see {@code ThreadContext.threadSchedule}. */
    public void setPriority(L4Task task, int lthread, int priority) {
        L4Thread thread = task.thread(lthread);
        if (thread == null || priority < 0 || priority > task.mcp()) {
            return;
        }
        boolean queued = thread.isReady();
        if (queued) {
            runQueue.remove(thread);
        }
        thread.setPriority(priority);
        if (queued) {
            runQueue.append(thread);
            requestSwitch();
        }
    }

    /** Deletes a task with all its threads and mappings; its ids become stale. */
    public void deleteTask(L4Task task) {
        for (int i = 0; i < task.threadsEnd(); i++) {
            L4Thread thread = task.thread(i);
            if (thread != null) {
                deleteThread(thread);
            }
        }
        mappings.removeAll(task.space());
        tasks[task.number()] = null;
        sink.taskDeleted(time, task.number(), task.version());
        failWaitersFor(task);
    }

    private void deleteThread(L4Thread thread) {
        if (thread.isReady()) {
            runQueue.remove(thread);
            requestSwitch();
        }
        ipc.kill(thread);
        thread.setState(State.DEAD);
        sink.threadDeleted(time, thread.serial());
    }

    /** Closed receives from a deleted task end with "does not exist". */
    private void failWaitersFor(L4Task dead) {
        for (L4Task task : tasks) {
            for (int i = 0; task != null && i < task.threadsEnd(); i++) {
                L4Thread thread = task.thread(i);
                if (thread != null && thread.state() == State.RECEIVING) {
                    ThreadId from = thread.ipc.from;
                    if (from.value() > 0
                            && from.task() == dead.number()
                            && from.version() == dead.version()
                            && !from.isInterrupt()) {
                        ipc.partnerDied(thread);
                    }
                }
            }
        }
    }

    /** Makes a thread runnable; one that is already stays where it is. */
    public void ready(L4Thread thread) {
        if (thread.isReady() || thread.state() == State.DEAD) {
            return;
        }
        thread.setState(State.READY);
        runQueue.append(thread);
        L4Thread running = current;
        if (running == null || thread.priority() > running.priority()) {
            switchWanted = true;
        }
    }

    /** Takes a thread off the processor until its IPC ends. */
    public void block(L4Thread thread, State waiting) {
        if (thread.isReady()) {
            runQueue.remove(thread);
        }
        thread.setState(waiting);
    }

    /** Stops a thread for good: something at the seams went wrong that nobody can repair. */
    public void stop(L4Thread thread, String reason) {
        sink.kdebug(time, thread.serial(), reason);
        block(thread, State.INACTIVE);
    }

    /** V2 switches directly to the receiver of a message. */
    public void handOff(L4Thread receiver) {
        handOff = receiver;
        switchWanted = true;
    }

    /** The running thread shall pass a scheduling point before its next step. */
    public void requestSwitch() {
        switchWanted = true;
    }

    boolean switchWanted() {
        return switchWanted;
    }

    void switchDone() {
        switchWanted = false;
        handOff = null;
    }

    @Nullable L4Thread handOff() {
        return handOff;
    }

    @Nullable L4Thread current() {
        return current;
    }

    void setCurrent(@Nullable L4Thread thread) {
        L4Thread before = current;
        if (before != null) {
            before.consume(time - currentSince);
        }
        current = thread;
        currentSince = time;
    }

    /** Virtual time a thread ran for, up to now. */
    public long consumedTicks(L4Thread thread) {
        return thread.consumedTicks() + (thread == current ? time - currentSince : 0);
    }

    // End

    /** Ends the machine. */
    public void halt(int status) {
        halted = true;
        haltStatus = status;
        switchWanted = true;
        sink.halted(time, status);
    }

    boolean isHalted() {
        return halted;
    }

    int haltStatus() {
        return haltStatus;
    }

    /** Feeds all kernel state, threads in order, then memory. */
    public void digest(StateDigest digest) {
        digest.put(time);
        digest.put(timerAt);
        digest.put(currentSince);
        for (L4Task task : tasks) {
            if (task != null) {
                digest.put((long) task.number() << 32 | task.version());
                for (int i = 0; i < task.threadsEnd(); i++) {
                    L4Thread thread = task.thread(i);
                    if (thread != null) {
                        thread.digest(digest);
                    }
                }
            }
        }
        interrupts.digest(digest);
        console.digest(digest);
        memory.digest(digest);
    }
}
