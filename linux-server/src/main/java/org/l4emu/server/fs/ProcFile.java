package org.l4emu.server.fs;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.l4emu.server.process.Errno;

/** A file of procfs: text made when it is read. */
final class ProcFile extends Inode {
    private final Supplier<String> source;

    ProcFile(FileSystem fileSystem, int permissions, Supplier<String> source) {
        super(fileSystem, Mode.REGULAR | permissions, 0, 0);
        this.source = source;
    }

    @Override
    public int links() {
        return 1;
    }

    byte[] text() {
        return source.get().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Something was written to it; most files refuse. */
    int accept(byte[] bytes, int length) {
        return (mode() & 0222) == 0 || length < 0 || bytes.length == 0 ? -Errno.EIO : 0;
    }
}
