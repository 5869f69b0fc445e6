package org.l4emu.protocol.event;

/** Steps in a process's life that a reader of a trace looks for. */
public enum ProcessEvent {
    /** Argument: pid of the parent. */
    FORK,
    /** Text: path of the program. */
    EXEC,
    /** Argument: wait status. */
    EXIT,
    /** Argument: pid of the parent that collected it. */
    REAP,
    /** Argument: signal number. Older recordings have it; {@link SignalStep#POSTED} says more. */
    SIGNAL_POSTED,
    /**
     * A traced thread stops or goes on. Argument: wait status of the stop; when it goes on, the
     * signal it goes on with. Text: what kind of stop, or the request that ends it.
     */
    TRACED
}
