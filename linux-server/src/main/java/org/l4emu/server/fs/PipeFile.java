package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;

/** One end of a pipe, or a FIFO opened for reading, writing or both. */
final class PipeFile extends OpenFile {
    private final Pipe pipe;
    private final int readersWhenOpened;
    private final int writersWhenOpened;

    PipeFile(SpecialFile inode, int flags) {
        super(inode, flags);
        pipe = inode.pipe();
        pipe.open(mayRead(), mayWrite());
        readersWhenOpened = pipe.readersEver();
        writersWhenOpened = pipe.writersEver();
    }

    /** True while an opener of a FIFO must wait: nobody has the other side or came by since. */
    boolean lacksPartner() {
        if (!isFifo() || isNonblocking() || mayRead() == mayWrite()) {
            return false;
        }
        return mayRead()
                ? !pipe.hasWriters() && pipe.writersEver() == writersWhenOpened
                : !pipe.hasReaders() && pipe.readersEver() == readersWhenOpened;
    }

    Pipe pipe() {
        return pipe;
    }

    @Override
    int read(IoBuffer to) {
        return pipe.read(to);
    }

    @Override
    int write(IoBuffer from) {
        return pipe.write(from);
    }

    @Override
    int ioctl(Task task, UserMemory memory, int request, int argument) {
        if (request == Ioctl.FIONREAD) {
            memory.setInt(task, argument, pipe.count());
            return 0;
        }
        return -Errno.ENOTTY;
    }

    @Override
    int readiness() {
        int bits = 0;
        if (mayRead()) {
            bits |= pipe.count() > 0 ? Poll.READABLE : 0;
            boolean everWritten = pipe.writersEver() != writersWhenOpened || pipe.count() > 0;
            bits |= !pipe.hasWriters() && (everWritten || !isFifo()) ? Poll.HANG_UP : 0;
        }
        if (mayWrite()) {
            bits |= pipe.roomForWriters() ? Poll.WRITABLE : 0;
            bits |= pipe.hasReaders() ? 0 : Poll.ERROR;
        }
        return bits;
    }

    /** A pipe opened again through /proc/self/fd has had its partner and never waits for one. */
    private boolean isFifo() {
        return !(inode().fileSystem() instanceof AnonymousFs);
    }

    @Override
    @Nullable WaitQueue readers() {
        return mayRead() ? pipe.readQueue() : null;
    }

    @Override
    @Nullable WaitQueue writers() {
        return mayWrite() ? pipe.writeQueue() : null;
    }

    @Override
    void closed() {
        pipe.close(mayRead(), mayWrite());
    }

    @Override
    String anonymousName() {
        return "pipe:[" + inode().number() + "]";
    }

    @Override
    void digest(StateDigest digest) {
        super.digest(digest);
        pipe.digest(digest);
    }
}
