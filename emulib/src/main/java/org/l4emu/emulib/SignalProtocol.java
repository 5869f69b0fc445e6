package org.l4emu.emulib;

/**
 * The settings of the signal protocol between user thread, signal thread and server: where the
 * design note is silent, or where its two generations differ, the choice has a name here. A preset
 * is a combination; {@link ProtocolSettings} reads and prints them.
 *
 * @param servers server threads, 1 or 2; with 2 a kernel lock lets one of them work at a time
 * @param emuLocalLock user and signal thread take emu_local_lock
 * @param sigsHandled sigs_handled is set, looked at and cleared
 * @param lockTaken what the signal thread does when it finds the lock taken and sigs_handled clear
 * @param lookOrder how the signal thread looks at lock and flag
 * @param release how the user thread clears lock and flag
 * @param pageFaultLock the server takes emu_local_lock while it handles a page fault
 * @param receiveThenLock its look at the lock belongs to the receive of the page fault: nobody runs
 *     in between
 * @param handlersMaySleep handlers of page faults may sleep, as system calls do
 * @param emulibFaults the frame is written to a stack whose pages may be missing; otherwise they
 *     come with the server's reply
 * @param signalThreadFaults the signal thread leaves the old ip and sp on the user stack, whose
 *     page may be missing; otherwise in the exclusive page
 * @param notifyAfterFault the exit of a page fault notifies the signal thread of what is pending
 * @param notification how the server tells the signal thread
 * @param deferWhileUnderControl a message of a task whose flag is set waits until it is reset;
 *     otherwise it is dropped as an unexpected system call
 */
public record SignalProtocol(
        int servers,
        boolean emuLocalLock,
        boolean sigsHandled,
        LockTaken lockTaken,
        LookOrder lookOrder,
        Release release,
        boolean pageFaultLock,
        boolean receiveThenLock,
        boolean handlersMaySleep,
        boolean emulibFaults,
        boolean signalThreadFaults,
        boolean notifyAfterFault,
        NotificationKind notification,
        boolean deferWhileUnderControl) {

    /** The signal thread finds the lock taken, and nothing says the signal must be kept. */
    public enum LockTaken {
        /** Trusts the server to deliver on the way back. */
        FORGET,
        /** Waits until the lock is free. */
        WAIT
    }

    /** How the signal thread looks at emu_local_lock and sigs_handled. */
    public enum LookOrder {
        /** Both at once. */
        ATOMIC,
        LOCK_THEN_FLAG,
        FLAG_THEN_LOCK
    }

    /** How the user thread gives emu_local_lock back and clears sigs_handled. */
    public enum Release {
        ONE_STORE,
        FLAG_THEN_LOCK,
        LOCK_THEN_FLAG,
        /** Whoever takes the lock next clears the flag. */
        NEXT_TAKER
    }

    /** How the server tells the signal thread. */
    public enum NotificationKind {
        /** Remembered, once, until the signal thread receives. */
        LATCHED,
        /** Lost if the signal thread is not receiving. */
        DROPPED,
        /** The server waits until the signal thread receives. */
        BLOCKING
    }

    /** The note's first version: two servers, a kernel lock, and sigs_handled in both meanings. */
    public static final SignalProtocol FIRST =
            new SignalProtocol(
                    2,
                    true,
                    true,
                    LockTaken.FORGET,
                    LookOrder.ATOMIC,
                    Release.ONE_STORE,
                    true,
                    true,
                    true,
                    true,
                    true,
                    true,
                    NotificationKind.LATCHED,
                    false);

    /** The note's new version: one server, and the lock only between user and signal thread. */
    public static final SignalProtocol SECOND =
            new SignalProtocol(
                    1,
                    true,
                    false,
                    LockTaken.FORGET,
                    LookOrder.ATOMIC,
                    Release.ONE_STORE,
                    false,
                    true,
                    true,
                    true,
                    true,
                    true,
                    NotificationKind.LATCHED,
                    false);

    /** What the emulator boots with; ADR 0015 argues for each setting that is not SECOND's. */
    public static final SignalProtocol DEFAULT =
            new SignalProtocol(
                    1,
                    true,
                    false,
                    LockTaken.WAIT,
                    LookOrder.ATOMIC,
                    Release.ONE_STORE,
                    false,
                    true,
                    true,
                    true,
                    false,
                    true,
                    NotificationKind.LATCHED,
                    true);

    /** Most server threads there are. */
    public static final int SERVERS_MAX = 2;

    public SignalProtocol {
        if (servers < 1 || servers > SERVERS_MAX) {
            throw new IllegalArgumentException("servers is 1 or 2, not " + servers);
        }
    }
}
