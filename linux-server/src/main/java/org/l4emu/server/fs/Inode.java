package org.l4emu.server.fs;

import org.l4emu.microkernel.thread.StateDigest;

/** A file of any kind, apart from its names. */
public abstract class Inode {
    private static final long DAY_NANOS = 86_400_000_000_000L;

    private final FileSystem fileSystem;
    private final int number;
    private int mode;
    private int uid;
    private int gid;
    private int links;
    private int holders;
    private long accessNanos;
    private long modificationNanos;
    private long changeNanos;

    Inode(FileSystem fileSystem, int mode, int uid, int gid) {
        this(fileSystem, fileSystem.nextInodeNumber(), mode, uid, gid);
    }

    Inode(FileSystem fileSystem, int number, int mode, int uid, int gid) {
        this.fileSystem = fileSystem;
        this.number = number;
        this.mode = mode;
        this.uid = uid;
        this.gid = gid;
        accessNanos = fileSystem.now();
        modificationNanos = accessNanos;
        changeNanos = accessNanos;
    }

    public final FileSystem fileSystem() {
        return fileSystem;
    }

    public final int number() {
        return number;
    }

    /** Type and permissions. */
    public final int mode() {
        return mode;
    }

    public final int type() {
        return mode & Mode.TYPE_MASK;
    }

    public final int uid() {
        return uid;
    }

    public final int gid() {
        return gid;
    }

    /** Number of names, as {@code st_nlink}. */
    public int links() {
        return links;
    }

    /** Size in bytes, as {@code st_size}. */
    public long sizeBytes() {
        return 0;
    }

    /** Space it takes in units of 512 bytes. */
    public long sectors() {
        return 0;
    }

    /** Device a special file stands for. */
    public int deviceMajor() {
        return 0;
    }

    public int deviceMinor() {
        return 0;
    }

    final long accessNanos() {
        return accessNanos;
    }

    final long modificationNanos() {
        return modificationNanos;
    }

    final long changeNanos() {
        return changeNanos;
    }

    final void setPermissions(int permissions) {
        mode = type() | permissions & Mode.PERMISSIONS;
        changeNanos = fileSystem.now();
    }

    final void setOwner(int newUid, int newGid) {
        uid = newUid;
        gid = newGid;
        changeNanos = fileSystem.now();
    }

    final void setTimes(long access, long modification) {
        accessNanos = access;
        modificationNanos = modification;
        changeNanos = fileSystem.now();
    }

    /** Contents changed. */
    final void touchModified() {
        modificationNanos = fileSystem.now();
        changeNanos = modificationNanos;
    }

    /** Names, owner or permissions changed. */
    final void touchChanged() {
        changeNanos = fileSystem.now();
    }

    /** Contents were read; noted as with the mount option relatime. */
    final void touchAccessed() {
        if (accessNanos <= modificationNanos || accessNanos <= changeNanos) {
            accessNanos = fileSystem.now();
        } else if (fileSystem.now() - accessNanos >= DAY_NANOS) {
            accessNanos = fileSystem.now();
        }
    }

    final void addLink() {
        links++;
    }

    final void dropLink() {
        links--;
        disposeIfUnused();
    }

    /** Somebody uses it apart from its names: an open file, a mapping. */
    public final void hold() {
        holders++;
    }

    public final void drop() {
        holders--;
        disposeIfUnused();
    }

    private void disposeIfUnused() {
        if (links == 0 && holders == 0) {
            dispose();
        }
    }

    /** The last name and the last user are gone. */
    void dispose() {}

    void digest(StateDigest digest) {
        digest.put(number);
        digest.put(mode);
        digest.put((long) uid << 32 | gid);
        digest.put(links());
        digest.put(sizeBytes());
        digest.put(modificationNanos);
    }
}
