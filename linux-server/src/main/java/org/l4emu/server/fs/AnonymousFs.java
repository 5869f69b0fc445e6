package org.l4emu.server.fs;

/** The tree without names in which pipes, streams and event files have their inodes. */
final class AnonymousFs extends FileSystem {
    private final ProcDirectory root;

    AnonymousFs(String type, int deviceMinor, WallClock clock) {
        super(type, 0x50495045, deviceMinor, clock);
        root = new ProcDirectory(this, null, "");
    }

    @Override
    public Directory root() {
        return root;
    }

    @Override
    long totalBlocks() {
        return 0;
    }

    @Override
    long freeBlocks() {
        return 0;
    }
}
