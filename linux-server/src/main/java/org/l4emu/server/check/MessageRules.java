package org.l4emu.server.check;

import org.l4emu.protocol.event.IpcKind;

/** FLAG, DOUBLE and SILENT: messages between user threads and the server, and the flag. */
final class MessageRules {
    private final Findings findings;

    MessageRules(Findings findings) {
        this.findings = findings;
    }

    /** under_kernel_control of a user thread changed. */
    void flag(Watch user, int before, int after) {
        boolean was = before != 0;
        boolean is = after != 0;
        if (was == is || was != user.flag) {
            findings.broken(
                    Invariant.FLAG,
                    user.serial,
                    is
                            ? "under_kernel_control is set although it is set"
                            : "under_kernel_control is reset although it is clear",
                    "the change says " + before + " to " + after + ", it was " + bit(user.flag));
        } else if (is && user.received == 0) {
            findings.broken(
                    Invariant.FLAG,
                    user.serial,
                    "under_kernel_control is set without a message",
                    "messages of the thread not taken up: 0, flag: 1");
        }
        user.flag = is;
        if (is) {
            // The client may have been forced since it was received, and wait for it no longer
            user.served = user.received;
            user.isServedFault = user.isReceivedFault;
            user.received = 0;
        }
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }

    /** A message of a user or signal thread reached the server. */
    void asked(Watch client, IpcKind kind) {
        client.asked = findings.sequence();
        client.received = client.asked;
        client.isReceivedFault = kind == IpcKind.PAGE_FAULT;
    }

    /** The server answered a user thread. */
    void answered(Watch user) {
        if (user.flag) {
            findings.broken(
                    Invariant.FLAG,
                    user.serial,
                    "a user thread is answered while under_kernel_control is set",
                    "flag at the reply: 1, expected: 0");
        }
        if (user.asked == 0) {
            findings.broken(
                    Invariant.SILENT,
                    user.serial,
                    "a user thread is answered that asked nothing",
                    "unanswered messages of the thread: 0, replies: 1");
        } else if (user.served != user.asked) {
            findings.broken(
                    Invariant.DOUBLE,
                    user.serial,
                    "a message is answered with the result of another",
                    "it waits for the answer to event "
                            + user.asked
                            + ", the server worked on event "
                            + user.served);
        }
        user.asked = 0;
        user.served = 0;
    }

    /** A signal thread's page fault was answered. */
    static void signalThreadAnswered(Watch signals) {
        signals.asked = 0;
    }

    /** threadExRegs: whatever it waited for, it waits no longer. */
    static void cancelled(Watch client) {
        client.asked = 0;
    }

    /** The server found something odd itself. */
    void oddity(int thread, String reason) {
        switch (reason) {
            case "unexpected syscall" ->
                    findings.broken(
                            Invariant.DOUBLE,
                            thread,
                            "a message of a task under kernel control is dropped",
                            "under_kernel_control at the receive: 1, expected: 0");
            case "wrong stack" ->
                    findings.broken(
                            Invariant.STACK,
                            thread,
                            "a signal thread made a system call",
                            "the sender's lthread is odd, expected: even");
            case "page fault cannot be sent", "page fault without a pager" ->
                    findings.broken(
                            Invariant.FAULT,
                            thread,
                            "a page fault found nobody to serve it",
                            reason + ", expected: the Linux server");
            default -> {
                if (reason.startsWith("emulib: call to the server ended")) {
                    findings.broken(
                            Invariant.STATE,
                            thread,
                            "a call to the server was cut short and is taken for answered",
                            reason + ", expected: 0");
                }
            }
        }
    }
}
