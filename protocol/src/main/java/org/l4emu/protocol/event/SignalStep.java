package org.l4emu.protocol.event;

/**
 * What happens to a signal on its way from whoever sends it to the return of its handler. The
 * argument of {@link EventSink#signal} means what each constant says.
 */
public enum SignalStep {
    /** The server added it to a pending set. Argument: si_code. */
    POSTED,
    /** A standard signal was pending already: one instance stands for both. Argument: si_code. */
    COALESCED,
    /** The server told the signal thread. Argument: a {@code Notification} of the microkernel. */
    NOTIFIED,
    /** The signal thread found emu_local_lock taken and does nothing. Argument: the lock word. */
    FORGOTTEN,
    /** The signal thread lets the user thread run at the forced entry. Argument: the old ip. */
    FORCED,
    /** The server put it into the deliver record. Argument: address of the handler. */
    DELIVERED,
    /** The server carried out its default action. Argument: 0 ignore, 1 end, 2 stop, 3 continue. */
    DEFAULTED,
    /** rt_sigtimedwait or a signalfd took it. Argument: si_code. */
    TAKEN,
    /** Emulib has written its frame to the user stack. Argument: address of the frame. */
    FRAME_BUILT,
    /** Emulib lets the user thread begin its handler. Argument: address of the handler. */
    HANDLER_ENTERED,
    /** Its handler came back by sigreturn. Argument: address of the frame. */
    RETURNED
}
