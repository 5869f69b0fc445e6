package org.l4emu.server.fs;

import org.l4emu.server.process.Errno;

/** An open directory; its position is the cookie the listing goes on from. */
final class DirectoryFile extends OpenFile {
    private final Directory directory;

    DirectoryFile(Directory directory, int flags) {
        super(directory, flags);
        this.directory = directory;
    }

    Directory listed() {
        return directory;
    }

    @Override
    int read(IoBuffer to) {
        return -Errno.EISDIR;
    }

    @Override
    int write(IoBuffer from) {
        return -Errno.EBADF;
    }

    @Override
    int readAt(long at, IoBuffer to) {
        return -Errno.EISDIR;
    }

    @Override
    long seek(long offset, int whence) {
        long target = whence == 1 ? position() + offset : offset;
        if (whence > 1 || whence < 0 || target < 0) {
            return -Errno.EINVAL;
        }
        setPosition(target);
        return target;
    }
}
