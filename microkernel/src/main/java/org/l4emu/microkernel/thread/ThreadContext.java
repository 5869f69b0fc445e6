package org.l4emu.microkernel.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.Kernel;
import org.l4emu.microkernel.cpu.ArmState;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.irq.ConsoleDevice;
import org.l4emu.microkernel.memory.AddressSpace;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.event.IpcKind;

/**
 * What a thread program may do: the microkernel's system calls, and memory accesses through its own
 * task's address space with that task's rights. One a thread.
 */
public final class ThreadContext {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Kernel kernel;
    private final L4Thread thread;
    private final AddressSpace space;
    private int faultAddress;
    private boolean faultIsWrite;

    ThreadContext(Kernel kernel, L4Thread thread) {
        this.kernel = kernel;
        this.thread = thread;
        space = thread.task().space();
    }

    // Who and when

    public ThreadId id() {
        return thread.id();
    }

    /** Who gets this thread's page faults: for Linux tasks, the server. */
    public ThreadId pager() {
        return thread.pager();
    }

    /** Name of the thread in traces. */
    public int serial() {
        return thread.serial();
    }

    /** Virtual time in instructions. */
    public long time() {
        return kernel.time();
    }

    public int instructionsPerMicro() {
        return kernel.configuration().instructionsPerMicro();
    }

    /** Eight bytes of the host's, as an event. */
    public long entropy() {
        return kernel.input(InputKind.ENTROPY, kernel.environment().entropy());
    }

    /** Host time at boot, nanoseconds since the epoch, as an event. */
    public long bootTimeNanos() {
        return kernel.input(InputKind.TIME, kernel.environment().bootTimeNanos());
    }

    public EventSink events() {
        return kernel.sink();
    }

    /** The thread's own registers, as saved when it left machine code. */
    public ArmState registers() {
        return thread.registers();
    }

    // Memory of the thread's own task

    public int faultAddress() {
        return faultAddress;
    }

    public boolean faultIsWrite() {
        return faultIsWrite;
    }

    /** Reads an aligned word; page-faults if it is not mapped. */
    public int load(int address) {
        return (int) INTS.get(readable(address), address & 0xffc);
    }

    /** Writes an aligned word. */
    public void store(int address, int value) {
        INTS.set(writable(address), address & 0xffc, value);
    }

    /**
     * The atomic instruction a lock is taken with: stores {@code value} if it finds {@code
     * expected}.
     */
    public boolean compareAndSet(int address, int expected, int value) {
        byte[] page = writable(address);
        if ((int) INTS.get(page, address & 0xffc) != expected) {
            return false;
        }
        INTS.set(page, address & 0xffc, value);
        return true;
    }

    /** The readable page around an address of the thread's own space; page-faults if unmapped. */
    public byte[] readable(int address) {
        byte[] page = space.readablePage(address);
        if (page == null) {
            if (!space.hasRight(address, false)) {
                throw trap(address, false);
            }
            page = space.readablePage(address);
        }
        return page == null ? noPage(address) : page;
    }

    /** The writable page around an address; page-faults if unmapped or read-only. */
    public byte[] writable(int address) {
        byte[] page = space.writablePage(address);
        if (page == null) {
            if (!space.prepareWrite(address)) {
                throw trap(address, true);
            }
            page = space.writablePage(address);
        }
        return page == null ? noPage(address) : page;
    }

    private static byte[] noPage(int address) {
        throw new IllegalStateException("mapped page without bytes at " + address);
    }

    private PageFaultTrap trap(int address, boolean write) {
        faultAddress = address;
        faultIsWrite = write;
        return PageFaultTrap.INSTANCE;
    }

    // IPC: each is the last action of a step; results are there at the next

    /** Sends the message registers and waits for the partner's answer. */
    public void call(ThreadId destination, int timeouts) {
        kernel.ipc().operate(thread, destination, destination, timeouts, IpcKind.CALL);
    }

    public void send(ThreadId destination, int timeouts) {
        kernel.ipc().operate(thread, destination, ThreadId.NIL, timeouts, IpcKind.SEND);
    }

    /** Answers a client, who must be waiting, and opens the wait for any message. */
    public void replyAndWait(ThreadId client) {
        kernel.ipc().operate(thread, client, ThreadId.ANY, Timeouts.SEND_ZERO, IpcKind.REPLY);
    }

    /** Answers a client, who must be waiting. */
    public void reply(ThreadId client) {
        kernel.ipc().operate(thread, client, ThreadId.NIL, Timeouts.SEND_ZERO, IpcKind.REPLY);
    }

    /** Open wait. */
    public void waitForAny(int timeouts) {
        kernel.ipc().operate(thread, ThreadId.NIL, ThreadId.ANY, timeouts, IpcKind.SEND);
    }

    /** Closed receive, also from an interrupt's id. */
    public void receive(ThreadId from, int timeouts) {
        kernel.ipc().operate(thread, ThreadId.NIL, from, timeouts, IpcKind.SEND);
    }

    /** Receives from nil: sleeps for the receive timeout. */
    public void sleep(int timeouts) {
        kernel.ipc().sleep(thread, timeouts);
    }

    /**
     * Tells a thread that something is there to be done, without waiting for it: the way interrupts
     * are sent, open to threads too. A receive of the target that accepts this thread gets {@code
     * label} in w0. Without such a receive the notification is latched, once, or dropped. V2 has no
     * such call (ADR 0014).
     */
    public Notification sendNotification(ThreadId destination, int label, boolean latch) {
        return kernel.ipc().notify(thread, destination, label, latch);
    }

    public void setMessage(int w0, int w1, int w2) {
        thread.ipc.w0 = w0;
        thread.ipc.w1 = w1;
        thread.ipc.w2 = w2;
    }

    /** Adds a flexpage to the next message; at most {@link L4Thread#MAP_ITEMS_MAX}. */
    public void addMapItem(int flexpage, int hotspot) {
        IpcState ipc = thread.ipc;
        ipc.sendFlexpages[ipc.mapItems] = flexpage;
        ipc.hotspots[ipc.mapItems] = hotspot;
        ipc.mapItems++;
    }

    /** Number of map items the next message holds so far. */
    public int mapItems() {
        return thread.ipc.mapItems;
    }

    /** Forgets map items that were meant for a message that will not be sent. */
    public void clearMapItems() {
        thread.ipc.mapItems = 0;
    }

    /** Flexpage into which received mappings go; {@link Flexpage#NIL} refuses them. */
    public void setReceiveWindow(int flexpage) {
        thread.ipc.receiveWindow = flexpage;
    }

    /** Result code of the last operation; see {@link IpcResult}. */
    public int result() {
        return thread.ipc.result;
    }

    public ThreadId sender() {
        return thread.ipc.sender;
    }

    public int w0() {
        return thread.ipc.w0;
    }

    public int w1() {
        return thread.ipc.w1;
    }

    public int w2() {
        return thread.ipc.w2;
    }

    // The other system calls

    /**
     * fpage_unmap: takes back what was derived from pages of this task.
     *
     * @param onlyWriteRight downgrade to read-only instead of taking the page
     * @param alsoOwn flush: the page leaves this task too
     */
    public void unmap(int flexpage, boolean onlyWriteRight, boolean alsoOwn) {
        kernel.mappings().unmap(space, flexpage, onlyWriteRight, alsoOwn);
    }

    /**
     * task_new: deletes the task of that number if it lives, then creates it anew with another
     * version and starts its lthread 0. Only the chief may; otherwise nothing happens.
     *
     * @param priority of the new thread, and the maximum controlled priority of the task
     * @param pager nil leaves the task deleted
     * @return id of lthread 0; nil if there is none
     */
    public ThreadId taskNew(
            int taskNumber, int priority, ThreadId pager, int instructionPointer, int sp) {
        L4Task old = kernel.task(taskNumber);
        if (old != null) {
            if (!old.chief().sameTask(thread.id())) {
                return ThreadId.NIL;
            }
            kernel.deleteTask(old);
        }
        if (pager.equals(ThreadId.NIL)) {
            return ThreadId.NIL;
        }
        L4Task task = kernel.createTask(taskNumber, thread.id());
        task.setMcp(priority);
        L4Thread first = kernel.createThread(task, 0, roleAt(instructionPointer));
        first.setPager(pager);
        first.setPriority(priority);
        kernel.start(first, instructionPointer, sp);
        return first.id();
    }

    private String roleAt(int address) {
        ProgramImages.Image image = kernel.images().at(address);
        return image == null ? "user" : image.role();
    }

    /**
     * lthread_ex_regs: sets instruction pointer, stack pointer and pager of a thread of the
     * caller's own task; creates and starts it if it never ran. What it waits in is cancelled, a
     * page-fault IPC so that the access is retried; what it does in a program is abandoned.
     *
     * @param instructionPointer −1 leaves it unchanged
     * @param sp −1 leaves it unchanged
     * @param pager {@link ThreadId#INVALID} leaves it unchanged
     * @return the thread's previous state
     */
    public ExRegsResult threadExRegs(int lthread, int instructionPointer, int sp, ThreadId pager) {
        return kernel.threadExRegs(thread.task(), lthread, thread, instructionPointer, sp, pager);
    }

    /**
     * thread_schedule: sets the priority of a thread of the caller's own task, up to the task's
     * maximum controlled priority; beyond it nothing happens.
     */
    public void threadSchedule(int lthread, int priority) {
        kernel.setPriority(thread.task(), lthread, priority);
    }

    /** thread_switch: offers the processor to others of the same priority. */
    public void yieldProcessor() {
        kernel.runQueue().rotate(thread);
        thread.setSliceEnd(kernel.time());
        kernel.requestSwitch();
    }

    /** Enters the kernel debugger: one event with the reason; the machine runs on. */
    public void enterKdebug(String reason) {
        kernel.sink().kdebug(kernel.time(), thread.serial(), reason);
    }

    /**
     * True if the machine would take this thread's next step right away, with nothing in between;
     * the clock has then been advanced and the program takes the step itself. It saves the way
     * through the run loop and changes nothing: where a strategy wants a choice between two steps,
     * or a sink wants to see each, the answer is no.
     */
    public boolean continueStep() {
        return kernel.continueStep(thread);
    }

    /**
     * What thread_schedule tells about a thread besides its priority and slice: the virtual time it
     * ran for since it was made, its own programs' steps included.
     *
     * @return −1 if the id names nobody
     */
    public long consumedTicks(ThreadId other) {
        @Nullable L4Thread named = kernel.threadOf(other);
        return named == null ? -1 : kernel.consumedTicks(named);
    }

    // Leaving a program

    /** Ends the program: the thread goes on as machine code with its own registers. */
    public void resumeMachineCode() {
        thread.runMachineCode();
    }

    /**
     * Ends the program for exactly one instruction of machine code: then the exception handler is
     * entered with {@link ExceptionHandler#SINGLE_STEP}. An instruction that page-faults is not
     * carried out yet; one with an exception of its own is mirrored as that only.
     */
    public void resumeOneInstruction() {
        thread.runOneInstruction();
    }

    /** Goes on with another program of the same thread. */
    public void runProgram(ThreadProgram program) {
        thread.runProgram(program);
    }

    /** Where this thread's exceptions are mirrored to; null if nowhere yet. */
    public @Nullable ExceptionHandler exceptionHandler() {
        return thread.exceptionHandler();
    }

    /** Emulated LIDT: where this thread's exceptions are mirrored to. */
    public void setExceptionHandler(ExceptionHandler handler) {
        thread.setExceptionHandler(handler);
    }

    // Device registers, for the threads that serve interrupts

    /** Arms the interval timer for an absolute virtual time. */
    public void armTimer(long at) {
        kernel.armTimer(at);
    }

    public ConsoleDevice console() {
        return kernel.console();
    }

    /** Tells the environment that console input would be welcome. */
    public void wantInput() {
        kernel.wantInput();
    }

    /** Writes to a host device: 0 console, 1 standard output, 2 standard error. */
    public void output(int device, byte[] bytes, int offset, int length) {
        kernel.sink().output(kernel.time(), device, bytes, offset, length);
        kernel.environment().output(device, bytes, offset, length);
    }

    /** Switches the machine off. */
    public void halt(int status) {
        kernel.halt(status);
    }

    /** Number of page frames of RAM. */
    public int frameCount() {
        return kernel.memory().frameCount();
    }

    /** Serial number of a live thread; −1 if the id names nobody. */
    public int serialOf(ThreadId other) {
        @Nullable L4Thread named = kernel.threadOf(other);
        return named == null ? -1 : named.serial();
    }
}
