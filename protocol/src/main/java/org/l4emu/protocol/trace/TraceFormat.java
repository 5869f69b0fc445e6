package org.l4emu.protocol.trace;

/**
 * Constants of the file's layout; docs/trace-format.md draws it. All integers are little-endian.
 */
final class TraceFormat {
    static final int VERSION = 1;

    /** Not text, with a line end of either kind, so that a transfer as text is noticed. */
    static final byte[] MAGIC = {(byte) 0x89, 'L', '4', 'T', '\r', '\n', 0x1a, '\n'};

    static final byte[] TRAILER_MAGIC = {'L', '4', 'T', 'R', 'A', 'I', 'L', '\n'};

    /** Length and CRC32C of the header message, after the magic. */
    static final int HEADER_FRAME_BYTES = 8;

    static final int HEADER_BYTES_MAX = 16 * 1024 * 1024;

    /** Nothing that is read at once is larger. */
    static final int BLOCK_BYTES_MAX = 256 * 1024 * 1024;

    static final int ROOT_IMAGE_CHUNK_BYTES = 1024 * 1024;

    /** After so many blocks of events a DIGEST block follows. */
    static final int EVENT_BLOCKS_PER_DIGEST = 16;

    /** On event streams level 3 costs twice the time and saves nothing. */
    static final int ZSTD_LEVEL = 1;

    private TraceFormat() {}
}
