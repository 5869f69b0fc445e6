package org.l4emu.server.fs;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.mm.ExecutableFile;
import org.l4emu.server.mm.ExecutableLookup;
import org.l4emu.server.mm.FilePages;
import org.l4emu.server.mm.MappableFile;
import org.l4emu.server.mm.MappableLookup;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;

/** Finds files for execve and mmap. */
public final class ProgramFiles implements ExecutableLookup, MappableLookup {
    private final Vfs vfs;

    public ProgramFiles(Vfs vfs) {
        this.vfs = vfs;
    }

    @Override
    public ErrorOr<ExecutableFile> executable(Task task, byte[] path) {
        Caller caller = Caller.of(task);
        String text = new String(path, StandardCharsets.ISO_8859_1);
        PathWalk walk = vfs.walk();
        int found = walk.find(caller, task.fs().working().top(), text, PathWalk.FOLLOW);
        if (found < 0) {
            return ErrorOr.error(-found);
        }
        return executable(caller, walk.found(), placeOf(walk, task));
    }

    private static String placeOf(PathWalk walk, Task task) {
        if (walk.last() != PathWalk.Last.NAME) {
            return "";
        }
        String parent = Vfs.pathOf(walk.parent(), task.fs().root());
        return (parent.equals("/") ? "" : parent) + "/" + walk.name();
    }

    private static ErrorOr<ExecutableFile> executable(Caller caller, Inode inode, String path) {
        int allowed = Permissions.check(inode, caller.credentials(), Permissions.EXECUTE);
        if (allowed < 0 || !(inode instanceof TmpfsFile file)) {
            return ErrorOr.error(Errno.EACCES);
        }
        return ErrorOr.of(new Program(file, path));
    }

    @Override
    public ErrorOr<MappableFile> mappable(Task task, int descriptor) {
        OpenFile open = task.files().get(descriptor);
        if (open == null) {
            return ErrorOr.error(Errno.EBADF);
        }
        TmpfsFile file = open instanceof RegularFile regular ? regular.file() : null;
        boolean zero = open instanceof MemoryDevice device && device.isZero();
        if (file == null && !zero) {
            return ErrorOr.error(Errno.ENODEV);
        }
        String path = Vfs.pathOf(open, task.fs().root());
        return ErrorOr.of(new Mapped(file, open.mayRead(), open.mayWrite(), path));
    }

    /** A file that may be run, as it was when execve looked. */
    private record Program(TmpfsFile file, String path) implements ExecutableFile {
        @Override
        public FilePages pages() {
            return file;
        }

        @Override
        public int mode() {
            return file.mode();
        }

        @Override
        public int uid() {
            return file.uid();
        }

        @Override
        public int gid() {
            return file.gid();
        }
    }

    /** An open file as mmap sees it. */
    private record Mapped(
            @Nullable TmpfsFile file, boolean isReadable, boolean isWritable, String path)
            implements MappableFile {
        @Override
        public @Nullable FilePages pages() {
            return file;
        }
    }
}
