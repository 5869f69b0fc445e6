package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.server.boot.RootImage;

/** Turns a root image into files. */
final class RootFiller {
    private static final long NANOS = 1_000_000_000L;

    private RootFiller() {}

    /** Makes every entry; entries come parents first and hard links after their file. */
    static void fill(Tmpfs tree, RootImage image) {
        for (RootImage.Entry entry : image.entries()) {
            TmpfsDirectory parent = parentOf(tree, entry.path());
            String name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
            Inode made = make(tree, entry);
            parent.enter(name, made);
            if (entry.type() != RootImage.Type.HARD_LINK) {
                long time = entry.modificationSeconds() * NANOS;
                made.setTimes(time, time);
            }
        }
        // Making entries touched the directories: their times go back to the image's
        for (RootImage.Entry entry : image.entries()) {
            Inode inode = find(tree, entry.path());
            if (entry.type() == RootImage.Type.DIRECTORY && inode != null) {
                long time = entry.modificationSeconds() * NANOS;
                inode.setTimes(time, time);
            }
        }
    }

    private static Inode make(Tmpfs tree, RootImage.Entry entry) {
        int permissions = entry.mode() & Mode.PERMISSIONS;
        int uid = entry.uid();
        int gid = entry.gid();
        switch (entry.type()) {
            case DIRECTORY:
                return new TmpfsDirectory(tree, permissions, uid, gid);
            case REGULAR:
                TmpfsFile file = new TmpfsFile(tree, permissions, uid, gid);
                byte[] content = entry.content();
                int written = file.write(0, new KernelBuffer(content, 0, content.length));
                InvariantViolation.require(
                        written == content.length,
                        "L8_ROOT_FITS",
                        "%s: %s of %s bytes fit into memory",
                        entry.path(),
                        written,
                        content.length);
                return file;
            case SYMBOLIC_LINK:
                return new TmpfsLink(tree, entry.target(), uid, gid);
            case HARD_LINK:
                Inode target = find(tree, entry.target());
                if (target == null) {
                    throw InvariantViolation.of(
                            "L8_ROOT_FITS", "%s links to nothing", entry.path());
                }
                return target;
            case CHARACTER_DEVICE:
                return special(tree, entry, Mode.CHARACTER_DEVICE);
            case BLOCK_DEVICE:
                return special(tree, entry, Mode.BLOCK_DEVICE);
            case FIFO:
                return special(tree, entry, Mode.FIFO);
            case SOCKET:
                return special(tree, entry, Mode.SOCKET);
        }
        throw InvariantViolation.of("L8_ROOT_FITS", "%s is of no type", entry.path());
    }

    private static Inode special(Tmpfs tree, RootImage.Entry entry, int type) {
        return new SpecialFile(
                tree,
                type | entry.mode() & Mode.PERMISSIONS,
                entry.uid(),
                entry.gid(),
                entry.deviceMajor(),
                entry.deviceMinor());
    }

    private static TmpfsDirectory parentOf(Tmpfs tree, String path) {
        int slash = path.lastIndexOf('/');
        Inode found = slash < 0 ? tree.root() : find(tree, path.substring(0, slash));
        if (found instanceof TmpfsDirectory directory) {
            return directory;
        }
        throw InvariantViolation.of("L8_ROOT_FITS", "%s has no parent directory", path);
    }

    private static @Nullable Inode find(Tmpfs tree, String path) {
        Inode at = tree.root();
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            if (!(at instanceof TmpfsDirectory directory)) {
                return null;
            }
            at = directory.find(path.substring(from, end));
            from = end + 1;
        }
        return at;
    }

    /** The directory of that name, made if it is missing. */
    static TmpfsDirectory directory(TmpfsDirectory parent, String name, int permissions) {
        if (parent.find(name) instanceof TmpfsDirectory existing) {
            return existing;
        }
        if (parent.find(name) != null) {
            parent.remove(name);
        }
        TmpfsDirectory made = new TmpfsDirectory((Tmpfs) parent.fileSystem(), permissions, 0, 0);
        parent.enter(name, made);
        return made;
    }
}
