package org.l4emu.microkernel.thread;

/** What became of a notification: see {@code ThreadContext.sendNotification}. */
public enum Notification {
    /** The thread was waiting and has it. */
    RECEIVED,
    /** The thread was not waiting: its next receive ends at once. */
    LATCHED,
    /** The thread was not waiting, and nothing is remembered. */
    DROPPED,
    /** No such thread: its id is stale, or it was never created. */
    NOT_EXISTENT
}
