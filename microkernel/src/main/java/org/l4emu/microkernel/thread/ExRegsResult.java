package org.l4emu.microkernel.thread;

import org.l4emu.microkernel.ipc.IpcResult;

/**
 * What threadExRegs found (V2 manual, lthread_ex_regs: old values and flags).
 *
 * @param instructionPointer the old one; for a thread in a program the address of its next step
 * @param stackPointer the old one
 * @param cancelled result code the thread's IPC ended with: {@link IpcResult#RECEIVE_CANCELLED} or
 *     {@link IpcResult#SEND_CANCELLED}, {@link #FAULT_RETRIED} for a page-fault IPC, {@link
 *     IpcResult#OK} if it waited in none
 * @param started true if the thread ran for the first time
 */
public record ExRegsResult(
        int instructionPointer, int stackPointer, int cancelled, boolean started) {
    /** A page-fault IPC was cancelled: nobody gets a code, the access is retried later. */
    public static final int FAULT_RETRIED = 0x100;
}
