package org.l4emu.protocol.event;

/** Why a message travelled. */
public enum IpcKind {
    /** Send phase only. */
    SEND,
    /** Send phase of a call: the sender waits for the answer of this partner. */
    CALL,
    /** Send phase of reply-and-wait, or a plain reply with send timeout 0. */
    REPLY,
    /** A page fault, sent by the microkernel in the faulting thread's name. */
    PAGE_FAULT,
    /** The answer to a page fault: only its mapping counts. */
    PAGE_FAULT_REPLY,
    /** An interrupt, sent by the interrupt's own id. */
    INTERRUPT
}
