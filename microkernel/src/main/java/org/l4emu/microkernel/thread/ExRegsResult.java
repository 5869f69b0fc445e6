package org.l4emu.microkernel.thread;

/**
 * What threadExRegs found.
 *
 * @param instructionPointer the old one
 * @param stackPointer the old one
 * @param cancelled true if an IPC, page-fault IPC included, was cancelled
 * @param started true if the thread ran for the first time
 */
public record ExRegsResult(
        int instructionPointer, int stackPointer, boolean cancelled, boolean started) {}
