package org.l4emu.microkernel.thread;

/**
 * What a thread would do next, declared before it is done: kind, partner, words read and written.
 * Partial-order reduction, diagrams and the inspector are made of it. Filled in place, reused.
 */
public final class StepIntent {
    /** What sort of step it is. */
    public enum Kind {
        /** Touches nothing another thread can see. */
        LOCAL,
        /** Runs machine code up to a quantum. */
        MACHINE_CODE,
        /** Reads a shared word. */
        READ,
        /** Writes a shared word. */
        WRITE,
        /** Compares and sets the lock word. */
        LOCK,
        /** Gives the lock word back. */
        UNLOCK,
        /** Sends, calls or replies. */
        SEND,
        /** Starts to receive. */
        RECEIVE,
        /** Changes under_kernel_control. */
        FLAG,
        /** Any other kernel call. */
        KERNEL_CALL
    }

    private Kind kind = Kind.LOCAL;
    private String name = "";
    private ThreadId partner = ThreadId.NIL;
    private int address;

    public void local(String stepName) {
        set(Kind.LOCAL, stepName, ThreadId.NIL, 0);
    }

    public void memory(Kind memoryKind, String stepName, int wordAddress) {
        set(memoryKind, stepName, ThreadId.NIL, wordAddress);
    }

    public void ipc(Kind ipcKind, String stepName, ThreadId ipcPartner) {
        set(ipcKind, stepName, ipcPartner, 0);
    }

    public void set(Kind newKind, String newName, ThreadId newPartner, int newAddress) {
        kind = newKind;
        name = newName;
        partner = newPartner;
        address = newAddress;
    }

    public Kind kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    /** Destination or closed-receive partner; nil if there is none, any for an open receive. */
    public ThreadId partner() {
        return partner;
    }

    /** Virtual address, in the thread's own space, of the word touched; 0 if none. */
    public int address() {
        return address;
    }
}
