package org.l4emu.server.fs;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;

/**
 * An open file description: what descriptors that were dupped or inherited share. Kinds of files
 * override what they can; nothing here waits: what would have to wait answers −EAGAIN.
 */
public abstract class OpenFile {
    private final Inode inode;
    private int flags;
    private long position;
    private int users = 1;
    private @Nullable Directory directory;
    private String name = "";
    private int flockKind;
    private @Nullable RecordLocks flocks;

    OpenFile(Inode inode, int flags) {
        this.inode = inode;
        this.flags = flags & ~OpenFlags.OPENING_ONLY;
        inode.hold();
    }

    /** Moves bytes to {@code to}; 0 or an errno, with nothing moved at the end of the file. */
    abstract int read(IoBuffer to);

    /** Moves bytes from {@code from}; −EAGAIN while some are left that must wait for room. */
    abstract int write(IoBuffer from);

    /**
     * Looks whether the task may read now, before every try.
     *
     * @return 0, or the errno the call answers with instead
     */
    int admitReader(Task task) {
        return 0;
    }

    /** The same for writing. */
    int admitWriter(Task task) {
        return 0;
    }

    int readAt(long at, IoBuffer to) {
        return -Errno.ESPIPE;
    }

    int writeAt(long at, IoBuffer from) {
        return -Errno.ESPIPE;
    }

    /** Moves the position; returns the new one or an errno. */
    long seek(long offset, int whence) {
        return -Errno.ESPIPE;
    }

    int truncate(long size) {
        return -Errno.EINVAL;
    }

    int ioctl(Task task, UserMemory memory, int request, int argument) {
        return -Errno.ENOTTY;
    }

    /** Poll bits that hold now. */
    int readiness() {
        return Poll.READABLE | Poll.WRITABLE;
    }

    /** Woken when data or the end of it comes; null if reading never waits. */
    @Nullable WaitQueue readers() {
        return null;
    }

    /** Woken when room comes; null if writing never waits. */
    @Nullable WaitQueue writers() {
        return null;
    }

    /** Adds every queue that is woken when {@link #readiness} changes. */
    void collectQueues(List<WaitQueue> target) {
        WaitQueue reading = readers();
        if (reading != null) {
            target.add(reading);
        }
        WaitQueue writing = writers();
        if (writing != null) {
            target.add(writing);
        }
    }

    /** Tenths of a second a read waits at most before it gives nothing; 0 for ever. */
    int waitTenths() {
        return 0;
    }

    /** The last descriptor is gone. */
    void closed() {}

    /** How {@code /proc/PID/fd} shows a file that has no path. */
    String anonymousName() {
        return "";
    }

    /** Short name for reports. */
    final String describe() {
        return name.isEmpty() ? anonymousName() : name;
    }

    public final Inode inode() {
        return inode;
    }

    public final int flags() {
        return flags;
    }

    final void setFlags(int newFlags) {
        flags = newFlags;
    }

    final boolean isNonblocking() {
        return (flags & OpenFlags.NONBLOCK) != 0;
    }

    final boolean mayRead() {
        return OpenFlags.mayRead(flags);
    }

    final boolean mayWrite() {
        return OpenFlags.mayWrite(flags);
    }

    final long position() {
        return position;
    }

    final void setPosition(long newPosition) {
        position = newPosition;
    }

    /** Remembers the name it was opened by. */
    final void named(Directory in, String entryName) {
        directory = in;
        name = entryName;
    }

    /** Directory of the name it was opened by; null for pipes and the like. */
    final @Nullable Directory directory() {
        return directory;
    }

    final String name() {
        return name;
    }

    /** LOCK_SH 1, LOCK_EX 2, or 0: its flock. */
    final int flockKind() {
        return flockKind;
    }

    final void setFlock(RecordLocks table, int kind) {
        flocks = kind == 0 ? null : table;
        flockKind = kind;
    }

    /** One more descriptor, or a blocked call, uses it. */
    public final OpenFile share() {
        users++;
        return this;
    }

    /** One user less. */
    public final void release() {
        if (--users == 0) {
            if (flocks != null) {
                flocks.flock(this, 0);
            }
            closed();
            inode.drop();
        }
    }

    /** False once the last descriptor is gone. */
    final boolean isOpen() {
        return users > 0;
    }

    void digest(StateDigest digest) {
        digest.put((long) inode.fileSystem().deviceMinor() << 32 | inode.number());
        digest.put(flags);
        digest.put(position);
        digest.put(users);
    }
}
