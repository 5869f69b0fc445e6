package org.l4emu.protocol.event;

/** What entered the machine through the environment. */
public enum InputKind {
    /** Bytes typed at the console; an empty input is end of file. */
    CONSOLE,
    /** Random bytes of the host. */
    ENTROPY,
    /** The host's clock at boot, nanoseconds since the epoch, 8 bytes little-endian. */
    TIME
}
