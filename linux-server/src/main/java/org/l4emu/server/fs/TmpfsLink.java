package org.l4emu.server.fs;

import org.l4emu.microkernel.thread.StateDigest;

/** A symbolic link in memory. */
final class TmpfsLink extends SymbolicLink {
    private final String target;

    TmpfsLink(Tmpfs tree, String target, int uid, int gid) {
        super(tree, uid, gid);
        this.target = target;
    }

    @Override
    String target(Caller caller) {
        return target;
    }

    @Override
    public long sizeBytes() {
        return target.length();
    }

    @Override
    void digest(StateDigest digest) {
        super.digest(digest);
        digest.put(target);
    }
}
