package org.l4emu.server.fs;

import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.HIGH_HALF;
import static org.l4emu.server.syscall.ArgumentKind.LOW_HALF;
import static org.l4emu.server.syscall.ArgumentKind.PATH;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.UNSIGNED;
import static org.l4emu.server.syscall.ArgumentKind.UNUSED;

import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;
import org.l4emu.server.syscall.SyscallHandler;
import org.l4emu.server.syscall.SyscallTable;

/** Copies inside the kernel, and changes of a file's size. */
final class CopySyscalls {
    private static final int CHUNK_BYTES = 65_536;
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int ZERO_RANGE = 0x10;

    private final UserMemory memory;
    private final Arguments arguments;
    private final Transfers transfers;

    CopySyscalls(UserMemory memory, Arguments arguments, Transfers transfers) {
        this.memory = memory;
        this.arguments = arguments;
        this.transfers = transfers;
    }

    void register(SyscallTable table) {
        table.full(92, "truncate", this::truncate32, PATH, UNSIGNED);
        table.full(93, "ftruncate", this::ftruncate32, FD, UNSIGNED);
        table.full(193, "truncate64", this::truncate64, PATH, UNUSED, LOW_HALF, HIGH_HALF);
        table.full(194, "ftruncate64", this::ftruncate64, FD, UNUSED, LOW_HALF, HIGH_HALF);
        table.full(
                352,
                "fallocate",
                this::fallocate,
                FD,
                HEX,
                LOW_HALF,
                HIGH_HALF,
                LOW_HALF,
                HIGH_HALF);
        table.full(187, "sendfile", task -> sendfile(task, false), FD, FD, POINTER, UNSIGNED);
        table.full(239, "sendfile64", task -> sendfile(task, true), FD, FD, POINTER, UNSIGNED);
        table.full(
                391,
                "copy_file_range",
                this::copyFileRange,
                FD,
                POINTER,
                FD,
                POINTER,
                UNSIGNED,
                HEX);
    }

    private int truncate32(Task task) {
        return truncate(task, task.arg(1));
    }

    private int truncate64(Task task) {
        return truncate(task, Arguments.pair(task, 2));
    }

    private int truncate(Task task, long size) {
        ErrorOr<Inode> found = arguments.inode(task, task.arg(0), true);
        if (found.isError()) {
            return found.error();
        }
        if (size < 0) {
            return -Errno.EINVAL;
        }
        if (found.get() instanceof Directory) {
            return -Errno.EISDIR;
        }
        int allowed = Permissions.check(found.get(), task.credentials(), Permissions.WRITE);
        if (allowed < 0) {
            return allowed;
        }
        return found.get() instanceof TmpfsFile file ? file.truncate(size) : -Errno.EINVAL;
    }

    private int ftruncate32(Task task) {
        return ftruncate(task, task.arg(1));
    }

    private int ftruncate64(Task task) {
        return ftruncate(task, Arguments.pair(task, 2));
    }

    private static int ftruncate(Task task, long size) {
        OpenFile file = task.files().get(task.arg(0));
        if (file == null) {
            return -Errno.EBADF;
        }
        return size < 0 || !file.mayWrite() ? -Errno.EINVAL : file.truncate(size);
    }

    private int fallocate(Task task) {
        OpenFile file = task.files().get(task.arg(0));
        int mode = task.arg(1);
        long position = Arguments.pair(task, 2);
        long length = Arguments.pair(task, 4);
        if (file == null || !file.mayWrite()) {
            return -Errno.EBADF;
        }
        if (position < 0 || length <= 0) {
            return -Errno.EINVAL;
        }
        if (!(file instanceof RegularFile regular)) {
            return file instanceof PipeFile ? -Errno.ESPIPE : -Errno.ENODEV;
        }
        if ((mode & ~(KEEP_SIZE | PUNCH_HOLE | ZERO_RANGE)) != 0) {
            return -Errno.ENOTSUP;
        }
        if ((mode & PUNCH_HOLE) != 0 && (mode & KEEP_SIZE) == 0) {
            return -Errno.ENOTSUP;
        }
        if ((mode & (PUNCH_HOLE | ZERO_RANGE)) != 0) {
            regular.file().punchHole(position, length);
            if ((mode & PUNCH_HOLE) != 0) {
                return 0;
            }
        }
        return regular.file().allocate(position, length, (mode & KEEP_SIZE) != 0);
    }

    // sendfile

    private int sendfile(Task task, boolean wide) {
        OpenFile out = task.files().get(task.arg(0));
        OpenFile in = task.files().get(task.arg(1));
        if (out == null || in == null || !out.mayWrite() || !in.mayRead()) {
            return -Errno.EBADF;
        }
        if (!(in instanceof RegularFile || in instanceof MemoryDevice)
                || (out.flags() & OpenFlags.APPEND) != 0) {
            return -Errno.EINVAL;
        }
        int count = task.arg(3);
        if (count < 0) {
            return -Errno.EINVAL;
        }
        int pointer = task.arg(2);
        long offset = in.position();
        if (pointer != 0) {
            offset = wide ? memory.getLong(task, pointer) : memory.getInt(task, pointer);
            if (offset < 0) {
                return -Errno.EINVAL;
            }
        }
        SendWait work = new SendWait(this, in.share(), out.share(), offset, count, pointer, wide);
        int result = work.resume(task);
        WaitQueue queue = out.writers();
        if (result == SyscallHandler.BLOCKED && queue != null && !out.isNonblocking()) {
            return task.block(work, queue);
        }
        work.ended(task);
        return result == SyscallHandler.BLOCKED ? -Errno.EAGAIN : result;
    }

    /** A sendfile under way; waits only while nothing at all fits. */
    private static final class SendWait extends BlockedOperation {
        private final CopySyscalls calls;
        private final OpenFile in;
        private final OpenFile out;
        private final int pointer;
        private final boolean wide;
        private final int count;
        private long offset;

        SendWait(
                CopySyscalls calls,
                OpenFile in,
                OpenFile out,
                long offset,
                int count,
                int pointer,
                boolean wide) {
            this.calls = calls;
            this.in = in;
            this.out = out;
            this.offset = offset;
            this.count = count;
            this.pointer = pointer;
            this.wide = wide;
        }

        @Override
        public int resume(Task task) {
            int done = 0;
            byte[] chunk = new byte[Math.min(count, CHUNK_BYTES)];
            while (done < count) {
                KernelBuffer loaded =
                        new KernelBuffer(chunk, 0, Math.min(chunk.length, count - done));
                in.readAt(offset, loaded);
                if (loaded.done() == 0) {
                    break;
                }
                KernelBuffer sent = new KernelBuffer(chunk, 0, loaded.done());
                int result = out.write(sent);
                done += sent.done();
                offset += sent.done();
                if (sent.remaining() > 0) {
                    if (done == 0 && result == -Errno.EAGAIN) {
                        return SyscallHandler.BLOCKED;
                    }
                    if (done == 0) {
                        return calls.transfers.writeAnswer(task, result, sent);
                    }
                    break;
                }
            }
            if (pointer == 0) {
                in.setPosition(offset);
            } else if (wide) {
                calls.memory.setLong(task, pointer, offset);
            } else {
                calls.memory.setInt(task, pointer, (int) offset);
            }
            return done;
        }

        @Override
        public void ended(Task task) {
            in.release();
            out.release();
        }

        @Override
        public String waitsFor() {
            return "room in " + out.describe();
        }
    }

    private int copyFileRange(Task task) {
        OpenFile in = task.files().get(task.arg(0));
        OpenFile out = task.files().get(task.arg(2));
        if (in == null || out == null || !in.mayRead() || !out.mayWrite()) {
            return -Errno.EBADF;
        }
        if ((out.flags() & OpenFlags.APPEND) != 0) {
            return -Errno.EBADF;
        }
        if (in instanceof DirectoryFile || out instanceof DirectoryFile) {
            return -Errno.EISDIR;
        }
        boolean regular = in instanceof RegularFile && out instanceof RegularFile;
        if (!regular || task.arg(5) != 0 || task.arg(4) < 0) {
            return -Errno.EINVAL;
        }
        int fromPointer = task.arg(1);
        int toPointer = task.arg(3);
        long from = fromPointer == 0 ? in.position() : memory.getLong(task, fromPointer);
        long to = toPointer == 0 ? out.position() : memory.getLong(task, toPointer);
        if (from < 0 || to < 0) {
            return -Errno.EINVAL;
        }
        int count = task.arg(4);
        if (in.inode() == out.inode() && from < to + count && to < from + count) {
            return -Errno.EINVAL;
        }
        int done = 0;
        byte[] chunk = new byte[Math.min(count, CHUNK_BYTES)];
        while (done < count) {
            KernelBuffer loaded = new KernelBuffer(chunk, 0, Math.min(chunk.length, count - done));
            in.readAt(from + done, loaded);
            KernelBuffer stored = new KernelBuffer(chunk, 0, loaded.done());
            int result = out.writeAt(to + done, stored);
            done += stored.done();
            if (result < 0 && done == 0) {
                return result;
            }
            if (stored.done() == 0) {
                break;
            }
        }
        advance(task, in, fromPointer, from + done);
        advance(task, out, toPointer, to + done);
        return done;
    }

    private void advance(Task task, OpenFile file, int pointer, long position) {
        if (pointer == 0) {
            file.setPosition(position);
        } else {
            memory.setLong(task, pointer, position);
        }
    }
}
