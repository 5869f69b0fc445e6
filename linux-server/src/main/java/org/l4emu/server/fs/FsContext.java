package org.l4emu.server.fs;

import org.l4emu.microkernel.thread.StateDigest;

/** Root and working directory and umask of a process; threads and CLONE_FS children share one. */
public final class FsContext {
    private Directory root;
    private Directory working;
    private int umask = 022;
    private int users = 1;

    public FsContext(Directory root) {
        this.root = root;
        working = root;
        root.hold();
        root.hold();
    }

    /** What fork gives the child. */
    public FsContext copy() {
        FsContext copy = new FsContext(root);
        copy.setWorking(working);
        copy.umask = umask;
        return copy;
    }

    /** What CLONE_FS gives the child: the same one. */
    public FsContext share() {
        users++;
        return this;
    }

    public Directory root() {
        return root;
    }

    void setRoot(Directory directory) {
        directory.hold();
        root.drop();
        root = directory;
    }

    public Directory working() {
        return working;
    }

    void setWorking(Directory directory) {
        directory.hold();
        working.drop();
        working = directory;
    }

    public int umask() {
        return umask;
    }

    public void setUmask(int newUmask) {
        umask = newUmask & 0777;
    }

    /** A task that used it ended. */
    public void release() {
        if (--users == 0) {
            root.drop();
            working.drop();
        }
    }

    public void digest(StateDigest digest) {
        digest.put((long) root.fileSystem().deviceMinor() << 32 | root.number());
        digest.put((long) working.fileSystem().deviceMinor() << 32 | working.number());
        digest.put(umask);
    }
}
