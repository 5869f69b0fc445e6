package org.l4emu.server.syscall;

import java.util.List;

/**
 * One row of the system-call table.
 *
 * @param number ARM EABI number; ARM-private calls from 0xf0000
 * @param status how far the implementation goes
 * @param note what is left out, in one line; empty if nothing
 */
public record Syscall(
        int number,
        String name,
        List<ArgumentKind> arguments,
        SyscallHandler handler,
        Status status,
        String note) {
    /** How far an implementation goes. */
    public enum Status {
        /** As Linux documents it. */
        FULL,
        /** Enough for the programs tested; the note says what is missing. */
        PARTIAL,
        /** Answers as a kernel without the feature would. */
        ABSENT
    }
}
