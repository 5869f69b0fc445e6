package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;

/** A symbolic link. */
abstract class SymbolicLink extends Inode {
    SymbolicLink(FileSystem fileSystem, int uid, int gid) {
        super(fileSystem, Mode.SYMBOLIC_LINK | 0777, uid, gid);
    }

    SymbolicLink(FileSystem fileSystem, int number, int uid, int gid) {
        super(fileSystem, number, Mode.SYMBOLIC_LINK | 0777, uid, gid);
    }

    /** Where it points. */
    abstract String target(Caller caller);

    /** The file it leads to directly, as links in {@code /proc/PID/fd} do; null for a path. */
    @Nullable Inode jump(Caller caller) {
        return null;
    }
}
