package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;

/** A device node, FIFO or socket node. */
final class SpecialFile extends Inode {
    private final int major;
    private final int minor;
    private @Nullable Pipe pipe;

    SpecialFile(FileSystem fileSystem, int mode, int uid, int gid, int major, int minor) {
        super(fileSystem, mode, uid, gid);
        this.major = major;
        this.minor = minor;
    }

    @Override
    public int deviceMajor() {
        return major;
    }

    @Override
    public int deviceMinor() {
        return minor;
    }

    /** The pipe behind a FIFO; lives while somebody has it open. */
    Pipe pipe() {
        Pipe existing = pipe;
        if (existing == null || !existing.isInUse()) {
            existing = new Pipe(number());
            pipe = existing;
        }
        return existing;
    }
}
