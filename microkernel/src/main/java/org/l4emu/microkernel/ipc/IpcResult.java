package org.l4emu.microkernel.ipc;

/**
 * Result codes of an IPC operation, the cc field of the V2 result dope. Codes 0x10 to 0x50 say the
 * partner was not affected; from 0x60 on the transfer broke and both partners get a code.
 */
public final class IpcResult {
    public static final int OK = 0;

    /** Destination or source does not exist. */
    public static final int NOT_EXISTENT = 0x10;

    public static final int RECEIVE_TIMEOUT = 0x20;
    public static final int SEND_TIMEOUT = 0x30;

    /** threadExRegs cancelled the operation while it waited. */
    public static final int RECEIVE_CANCELLED = 0x40;

    public static final int SEND_CANCELLED = 0x50;

    /** A mapping could not be made for lack of kernel memory. */
    public static final int RECEIVE_MAP_FAILED = 0x60;

    public static final int SEND_MAP_FAILED = 0x70;

    /** threadExRegs broke a transfer in progress. */
    public static final int RECEIVE_ABORTED = 0xc0;

    public static final int SEND_ABORTED = 0xd0;

    private IpcResult() {}
}
