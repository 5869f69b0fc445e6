package org.l4emu.protocol.event;

/**
 * Everything a machine reports, in the order it happens.
 *
 * <p>Called on the machine's one thread, on its hot path: implementations neither block nor keep
 * the arrays they are given. {@code time} is virtual time in retired instructions (a step of a
 * thread program counts as one). {@code thread} is a serial number, given in the order of creation
 * and never used again; {@link #threadCreated} binds it to its L4 id. The sequence number of an
 * event is its position in the stream, counted by the sink.
 */
public interface EventSink {
    /** Thread of a {@link #schedule} that lets time pass. */
    int NOBODY = -1;

    /** True if {@link #step} wants every step of every thread program, not just the named seams. */
    boolean wantsEveryStep();

    void taskCreated(long time, int task, int version, int creatorThread);

    void taskDeleted(long time, int task, int version);

    /**
     * @param id the 64-bit L4 id
     * @param role what the thread is, as lanes are labelled: {@code user}, {@code signal}, {@code
     *     server}, {@code timer}, {@code sigma0}
     */
    void threadCreated(long time, int thread, long id, int task, String role);

    void threadDeleted(long time, int thread);

    /**
     * The choice at a scheduling point: from {@code time} on, {@code thread} runs; with {@link
     * #NOBODY} time passes to the next timeout.
     */
    void schedule(long time, int thread);

    /** A named step of a thread program was taken, for example {@code emulib.saveState}. */
    void step(long time, int thread, String name);

    /**
     * The processor took an ARM exception.
     *
     * @param vector offset in the vector page: 0x04 undefined, 0x08 svc, 0x0c prefetch abort, 0x10
     *     data abort
     * @param pc address of the instruction
     * @param info the instruction word for svc and undefined; the fault address for aborts
     */
    void exception(long time, int thread, int vector, int pc, int info);

    /** A message was transferred from {@code from} to {@code to}; interrupts come from −1. */
    void ipc(long time, IpcKind kind, int from, int to, int w0, int w1, int w2);

    /** An IPC operation of {@code thread} ended with the non-zero result {@code code}. */
    void ipcResult(long time, int thread, int code);

    /**
     * Page numbers are addresses shifted right by 12; 2^{@code pagesLog2} pages from each on;
     * {@code writable} is the right given. For what takes rights away the target is task −1: all
     * that derived from the source.
     */
    void mapping(
            long time,
            MappingKind kind,
            int fromTask,
            int fromPage,
            int toTask,
            int toPage,
            int pagesLog2,
            boolean writable);

    /**
     * A variable of the protocol changed.
     *
     * @param writer the thread that stored
     * @param owner the user thread whose variable it is
     */
    void variable(long time, Variable variable, int writer, int owner, int before, int after);

    /**
     * lthread_ex_regs set {@code target}'s instruction pointer.
     *
     * @param thread the caller
     * @param oldIp where the target was
     * @param newIp where it goes on; −1 if unchanged
     * @param cancelled result code its IPC ended with (0x40, 0x50); 0x100 for a page-fault IPC,
     *     whose access is retried; 0 if it waited in none
     */
    void exRegs(long time, int thread, int target, int oldIp, int newIp, int cancelled);

    /**
     * A signal went one step further.
     *
     * @param thread who acts
     * @param owner the user thread the signal is meant for; −1 if none has been chosen
     * @param signal its number; 0 where the actor does not know it
     * @param argument see {@link SignalStep}
     */
    void signal(long time, SignalStep kind, int thread, int owner, int signal, int argument);

    /** The environment gave something to the machine. */
    void input(long time, InputKind kind, byte[] bytes, int offset, int length);

    /** The machine wrote to a device of the host: 1 the console's output. */
    void output(long time, int device, byte[] bytes, int offset, int length);

    /**
     * The server starts to handle a system call.
     *
     * @param arguments r0 to r5 and nothing else
     * @param text the call as strace would print it, closing parenthesis included, or empty when
     *     not wanted
     */
    void syscallEnter(long time, int thread, int pid, int number, int[] arguments, String text);

    /**
     * The server finished the call.
     *
     * @param result the value or a negative errno
     * @param text what strace would print after the equals sign; or, when arguments are known only
     *     now, the whole line from the name on; or empty when not wanted
     */
    void syscallExit(long time, int thread, int pid, int number, int result, String text);

    /** The server's {@code schedule()} selected {@code pid}; 0 is the idle task. */
    void pick(long time, int pid);

    /** Life of a process; see {@link ProcessEvent}. */
    void process(long time, ProcessEvent kind, int pid, int argument, String text);

    /** One line of the Linux server's kernel log. */
    void kernelLog(long time, String line);

    /** {@code enterKdebug} was called: a self-check of the machine found something odd. */
    void kdebug(long time, int thread, String reason);

    /** Digest of the whole machine state at this point. */
    void digest(long time, long digest);

    /** The machine halted with {@code status} (a Linux wait status of its first program). */
    void halted(long time, int status);
}
