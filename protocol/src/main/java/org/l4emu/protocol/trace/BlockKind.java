package org.l4emu.protocol.trace;

import org.jspecify.annotations.Nullable;

/** What a block of a trace file holds. */
public enum BlockKind {
    EVENTS(1),
    /** A piece of the embedded root image, in file order. */
    ROOT_IMAGE(2),
    /** The running digest of all events before it. */
    DIGEST(3),
    /** All blocks before it; the last block of a whole file. */
    INDEX(4);

    private final int code;

    BlockKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static @Nullable BlockKind of(int code) {
        for (BlockKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }
}
