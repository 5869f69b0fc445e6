package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;

/** One mounted tree: its device number, its inode numbers and where it hangs. */
public abstract class FileSystem {
    private final String type;
    private final int magic;
    private final int deviceMinor;
    private final WallClock clock;
    private int lastInodeNumber;
    private @Nullable Directory covered;
    private String source;
    private boolean readOnly;

    FileSystem(String type, int magic, int deviceMinor, WallClock clock) {
        this.type = type;
        this.magic = magic;
        this.deviceMinor = deviceMinor;
        this.clock = clock;
        source = type;
    }

    /** The directory everything in it hangs from. */
    public abstract Directory root();

    /** Size in pages, as statfs shows it. */
    abstract long totalBlocks();

    abstract long freeBlocks();

    /** Name as in {@code /proc/filesystems}. */
    public final String type() {
        return type;
    }

    final int magic() {
        return magic;
    }

    /** Anonymous device: major 0. */
    final int deviceMinor() {
        return deviceMinor;
    }

    final long now() {
        return clock.nanos();
    }

    final int nextInodeNumber() {
        return ++lastInodeNumber;
    }

    final int inodeNumbersUsed() {
        return lastInodeNumber;
    }

    /** Directory of another tree this one's root hides; null for the first tree. */
    final @Nullable Directory covered() {
        return covered;
    }

    final void cover(@Nullable Directory directory) {
        covered = directory;
    }

    final String source() {
        return source;
    }

    final void setSource(String newSource) {
        source = newSource;
    }

    final boolean isReadOnly() {
        return readOnly;
    }

    final void setReadOnly(boolean newReadOnly) {
        readOnly = newReadOnly;
    }
}
