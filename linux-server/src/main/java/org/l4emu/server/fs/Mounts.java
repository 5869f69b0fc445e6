package org.l4emu.server.fs;

import java.util.ArrayList;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;

/** Which trees are mounted where, in the order they were. */
public final class Mounts {
    private final ArrayList<FileSystem> trees = new ArrayList<>();

    Mounts(FileSystem root) {
        trees.add(root);
    }

    /** Hangs {@code tree} over {@code directory}. */
    int mount(FileSystem tree, Directory directory) {
        if (trees.contains(tree)) {
            return -Errno.EBUSY;
        }
        Directory covered = directory.top();
        covered.hold();
        covered.mount(tree);
        tree.cover(covered);
        trees.add(tree);
        return 0;
    }

    /** Takes the tree away whose root {@code directory} is. */
    int unmount(Directory directory) {
        FileSystem tree = directory.fileSystem();
        Directory covered = tree.covered();
        if (!directory.isRoot()) {
            return -Errno.EINVAL;
        }
        if (covered == null) {
            return -Errno.EBUSY;
        }
        for (FileSystem other : trees) {
            Directory under = other.covered();
            if (under != null && under.fileSystem() == tree) {
                return -Errno.EBUSY;
            }
        }
        covered.mount(null);
        tree.cover(null);
        covered.drop();
        trees.remove(tree);
        return 0;
    }

    /** The text of {@code /proc/PID/mounts}. */
    String table(Directory root) {
        StringBuilder text = new StringBuilder();
        for (FileSystem tree : trees) {
            text.append(tree.source()).append(' ');
            text.append(Vfs.pathOf(tree.root(), root)).append(' ');
            text.append(tree.type()).append(tree.isReadOnly() ? " ro" : " rw");
            text.append(",relatime 0 0\n");
        }
        return text.toString();
    }

    /** Feeds all trees in memory. */
    void digest(StateDigest digest) {
        for (FileSystem tree : trees) {
            digest.put(tree.type());
            digest.put(tree.isReadOnly());
            if (tree instanceof Tmpfs) {
                tree.root().digest(digest);
            }
        }
    }
}
