package org.l4emu.server.check;

/** What must hold in every run of the signal protocol, whatever the schedule. */
public enum Invariant {
    LOST(
            "A signal that is pending, not blocked and not ignored has somebody who will see to it:"
                    + " the server, the notifier, the signal thread, or the user thread on its way"
                    + " into the server.",
            "The handler never runs, or only when the process happens to enter the server."),
    TWICE(
            "Each deliver record becomes one frame and one handler entry; no thread returns from"
                    + " more handlers than it entered.",
            "A handler runs twice, or not at all although the server counts it as delivered."),
    PAGE(
            "What the server reads in the exclusive page is what the entering thread wrote, whole.",
            "The server works with registers that are not the caller's."),
    DOUBLE(
            "No message of a user thread is accepted while another is unanswered, and each message"
                    + " is answered with its own result.",
            "A request is dropped, or carried out twice, or answered with another's result."),
    FLAG(
            "under_kernel_control is never set when already set, and is set exactly while the server"
                    + " holds an unanswered message of the task.",
            "Signals are told to the wrong party, or to nobody."),
    DEADLOCK(
            "Nobody waits for a lock or an answer that cannot come.",
            "The thread never runs again."),
    SILENT(
            "A task that execve or kill has reset is not answered, and no reply goes to a stale"
                    + " client.",
            "Another program is handed an answer it never asked for."),
    STATE(
            "When user code goes on after a forced entry or a handler, registers, flags and the"
                    + " interrupted operation are as before.",
            "User code goes on with wrong registers."),
    FAULT(
            "A page fault that is served is followed by the access succeeding; a fault is never"
                    + " dropped for ever; an answer maps only what its receiver has.",
            "The thread faults or waits for ever, or finds a foreign page in its memory."),
    STACK(
            "A signal thread never makes a Linux system call.",
            "The server works for a stack that is not the caller's.");

    private final String sentence;
    private final String consequence;

    Invariant(String sentence, String consequence) {
        this.sentence = sentence;
        this.consequence = consequence;
    }

    /** The rule. */
    public String sentence() {
        return sentence;
    }

    /** What happens to programs when it is broken. */
    public String consequence() {
        return consequence;
    }
}
