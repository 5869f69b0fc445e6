package org.l4emu.server.fs;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A link of procfs, which may lead to a file that has no path. */
final class ProcLink extends SymbolicLink {
    private final Function<Caller, String> target;
    private final Function<Caller, @Nullable Inode> file;

    ProcLink(
            FileSystem fileSystem,
            int number,
            Function<Caller, String> target,
            Function<Caller, @Nullable Inode> file) {
        super(fileSystem, number, 0, 0);
        this.target = target;
        this.file = file;
    }

    @Override
    public int links() {
        return 1;
    }

    @Override
    String target(Caller caller) {
        return target.apply(caller);
    }

    @Override
    @Nullable Inode jump(Caller caller) {
        return file.apply(caller);
    }
}
