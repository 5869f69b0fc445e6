package org.l4emu.server.fs;

import org.l4emu.server.process.Errno;

/** An open file of procfs: its text as it was when it was first read. */
final class TextFile extends OpenFile {
    private final ProcFile file;
    private byte[] text = {};
    private boolean made;

    TextFile(ProcFile file, int flags) {
        super(file, flags);
        this.file = file;
    }

    @Override
    int read(IoBuffer to) {
        int before = to.done();
        int result = readAt(position(), to);
        setPosition(position() + to.done() - before);
        return result;
    }

    @Override
    int readAt(long at, IoBuffer to) {
        if (!made || at == 0) {
            text = file.text();
            made = true;
        }
        if (at < text.length) {
            to.put(text, (int) at, Math.min(to.remaining(), text.length - (int) at));
        }
        return 0;
    }

    @Override
    int write(IoBuffer from) {
        byte[] bytes = new byte[Math.min(from.remaining(), PageStore.PAGE_BYTES)];
        int moved = from.get(bytes, 0, bytes.length);
        return file.accept(bytes, moved);
    }

    @Override
    int truncate(long size) {
        return 0;
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
