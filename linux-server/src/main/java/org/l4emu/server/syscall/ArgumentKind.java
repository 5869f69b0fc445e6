package org.l4emu.server.syscall;

/** How strace prints an argument, and what the generated table says of it. */
public enum ArgumentKind {
    INT,
    UNSIGNED,
    HEX,
    OCTAL,
    FD,
    /** File descriptor or AT_FDCWD. */
    DIRECTORY_FD,
    /** User address of a NUL-terminated path. */
    PATH,
    /** User address of a NUL-terminated string. */
    STRING,
    /** User address of bytes that go into the kernel; the next argument is their number. */
    BUFFER_IN,
    /** User address of bytes that come out; the result is their number. */
    BUFFER_OUT,
    /** Any other user address. */
    POINTER,
    /** Array of strings ended by a null pointer. */
    STRINGS,
    SIGNAL,
    /** Even register of a 64-bit value whose other half follows. */
    LOW_HALF,
    HIGH_HALF,
    /** Padding of a 64-bit pair. */
    UNUSED
}
