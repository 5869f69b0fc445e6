package org.l4emu.microkernel.thread;

/**
 * Global id of a thread, V2 layout with a widened lthread field (ADR 0011).
 *
 * <pre>
 *   bits   field
 *    0- 9  version, low part
 *   10-16  lthread, low 7 bits
 *   17-27  task
 *   28-31  version, high part
 *   32-38  lthread, high 7 bits   (V2: the low bits of "site")
 * </pre>
 *
 * A recycled task number has another version, so a stale id names nobody.
 */
public record ThreadId(long value) {
    /** Nobody; also what an open receive waits for is written as {@link #ANY}, never as nil. */
    public static final ThreadId NIL = new ThreadId(0);

    /** Invalid id: "unchanged" in threadExRegs. */
    public static final ThreadId INVALID = new ThreadId(-1);

    /** Open receive: any sender. */
    public static final ThreadId ANY = new ThreadId(-2);

    /** Tasks a machine can hold. */
    public static final int TASKS_MAX = 1 << 11;

    /** Threads a task can hold. */
    public static final int LTHREADS_MAX = 1 << 14;

    /** Versions before a task number's ids repeat. */
    public static final int VERSIONS = 1 << 14;

    /** Interrupt ids are line + 1, below every thread's id. */
    static final int INTERRUPTS_MAX = 64;

    public static ThreadId of(int task, int lthread, int version) {
        long low =
                (version & 0x3ff)
                        | (lthread & 0x7fL) << 10
                        | (long) task << 17
                        | (long) (version >>> 10 & 0xf) << 28;
        return new ThreadId(low | (long) (lthread >>> 7) << 32);
    }

    /** The id under which interrupt {@code line} sends. */
    public static ThreadId interrupt(int line) {
        return new ThreadId(line + 1);
    }

    public boolean isInterrupt() {
        return value > 0 && value <= INTERRUPTS_MAX;
    }

    public int interruptLine() {
        return (int) value - 1;
    }

    public int task() {
        return (int) (value >>> 17) & 0x7ff;
    }

    public int lthread() {
        return (int) (value >>> 10) & 0x7f | (int) (value >>> 32 & 0x7f) << 7;
    }

    public int version() {
        return (int) value & 0x3ff | (int) (value >>> 28 & 0xf) << 10;
    }

    /** The same task's thread number {@code lthread}. */
    public ThreadId sibling(int lthread) {
        return of(task(), lthread, version());
    }

    public boolean sameTask(ThreadId other) {
        return task() == other.task() && version() == other.version();
    }

    @Override
    public String toString() {
        if (value == 0) {
            return "nil";
        }
        if (value < 0) {
            return value == -1 ? "invalid" : "any";
        }
        return isInterrupt() ? "irq" + interruptLine() : task() + "." + lthread() + "/" + version();
    }
}
