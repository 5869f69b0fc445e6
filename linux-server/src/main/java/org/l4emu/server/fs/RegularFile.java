package org.l4emu.server.fs;

import org.l4emu.server.process.Errno;

/** An open regular file of a tmpfs. */
final class RegularFile extends OpenFile {
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private final TmpfsFile file;

    RegularFile(TmpfsFile file, int flags) {
        super(file, flags);
        this.file = file;
    }

    TmpfsFile file() {
        return file;
    }

    @Override
    int read(IoBuffer to) {
        setPosition(position() + file.read(position(), to));
        return 0;
    }

    @Override
    int write(IoBuffer from) {
        long at = (flags() & OpenFlags.APPEND) != 0 ? file.sizeBytes() : position();
        int written = file.write(at, from);
        if (written < 0) {
            return written;
        }
        setPosition(at + written);
        return 0;
    }

    @Override
    int readAt(long at, IoBuffer to) {
        file.read(at, to);
        return 0;
    }

    @Override
    int writeAt(long at, IoBuffer from) {
        long where = (flags() & OpenFlags.APPEND) != 0 ? file.sizeBytes() : at;
        return Math.min(0, file.write(where, from));
    }

    @Override
    int truncate(long size) {
        return file.truncate(size);
    }

    @Override
    long seek(long offset, int whence) {
        long target;
        switch (whence) {
            case SEEK_SET:
                target = offset;
                break;
            case SEEK_CUR:
                target = position() + offset;
                break;
            case SEEK_END:
                target = file.sizeBytes() + offset;
                break;
            case SEEK_DATA:
            case SEEK_HOLE:
                target = file.seekKind(offset, whence == SEEK_DATA);
                if (target < 0) {
                    return target;
                }
                break;
            default:
                return -Errno.EINVAL;
        }
        if (target < 0) {
            return -Errno.EINVAL;
        }
        setPosition(target);
        return target;
    }
}
