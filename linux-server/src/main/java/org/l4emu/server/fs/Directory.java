package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;

/** A directory of any tree. It knows its one parent and name, so there are no dentries. */
public abstract class Directory extends Inode {
    /** Takes the entries of a listing one by one. */
    @FunctionalInterface
    interface EntrySink {
        /**
         * One entry.
         *
         * @param next cookie a later listing goes on from
         * @return false to stop before this entry
         */
        boolean entry(String name, int inodeNumber, int type, long next);
    }

    private @Nullable FileSystem mounted;

    Directory(FileSystem fileSystem, int permissions, int uid, int gid) {
        super(fileSystem, Mode.DIRECTORY | permissions, uid, gid);
    }

    /** The file of that name; null if there is none. Not for "." and "..". */
    abstract @Nullable Inode lookup(String name, Caller caller);

    /** The directory it is in; itself for the root of a tree, null if it was removed. */
    abstract @Nullable Directory parent();

    /** Its name in its parent. */
    abstract String name();

    /** Lists entries whose cookie is {@code from} or higher; 0 starts, "." and ".." included. */
    abstract void list(long from, Caller caller, EntrySink sink);

    /** The tree whose root hides this directory. */
    final @Nullable FileSystem mounted() {
        return mounted;
    }

    final void mount(@Nullable FileSystem tree) {
        mounted = tree;
    }

    final boolean isRoot() {
        return fileSystem().root() == this;
    }

    /** What a path sees when it comes here: the root of the topmost tree mounted on it. */
    final Directory top() {
        Directory at = this;
        for (FileSystem over = at.mounted; over != null; over = at.mounted) {
            at = over.root();
        }
        return at;
    }

    /** The directory ".." leads to, out of mounted trees too; null if removed. */
    final @Nullable Directory up() {
        Directory at = this;
        while (at.isRoot()) {
            Directory covered = at.fileSystem().covered();
            if (covered == null) {
                return at;
            }
            at = covered;
        }
        Directory above = at.parent();
        return above == null ? null : above.top();
    }

    /** Its name in the directory {@link #up} leads to. */
    final String visibleName() {
        Directory at = this;
        while (at.isRoot()) {
            Directory covered = at.fileSystem().covered();
            if (covered == null) {
                return "";
            }
            at = covered;
        }
        return at.name();
    }

    @Override
    public long sizeBytes() {
        return 0;
    }
}
