package org.l4emu.server.fs;

import org.l4emu.server.process.Errno;

/** A file opened with O_PATH: a name for a file, nothing to read or write with. */
final class PathFile extends OpenFile {
    PathFile(Inode inode, int flags) {
        super(inode, flags & (OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.NO_FOLLOW));
    }

    @Override
    int read(IoBuffer to) {
        return -Errno.EBADF;
    }

    @Override
    int write(IoBuffer from) {
        return -Errno.EBADF;
    }

    @Override
    long seek(long offset, int whence) {
        return -Errno.EBADF;
    }
}
