package org.l4emu.server.fs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.l4emu.server.boot.RootImage;
import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.process.Credentials;

/** A file system to test on: short verbs, results as the calls give them. */
final class Files {
    static final int READ = OpenFlags.READ_ONLY;
    static final int WRITE = OpenFlags.WRITE_ONLY;
    static final int READ_WRITE = OpenFlags.READ_WRITE;
    static final int CREATE = OpenFlags.CREATE | OpenFlags.READ_WRITE;

    final TestServer server = new TestServer();
    final TestConsole console = new TestConsole();
    final TestPages pages;
    final Vfs vfs;
    final Caller root;
    final Caller user;

    Files(Vfs.ConsoleMode mode, int pageCount, RootImage.Entry... entries) {
        pages = new TestPages(pageCount);
        vfs = new Vfs(pages, server, console, mode, RootImage.of(List.of(entries)));
        root = new Caller(vfs.rootContext(), Credentials.ROOT, 1, 1);
        Credentials plain = new Credentials(1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000);
        user = new Caller(vfs.rootContext(), plain, 2, 1);
    }

    Files(RootImage.Entry... entries) {
        this(Vfs.ConsoleMode.STREAMS, 1000, entries);
    }

    Directory start(Caller caller) {
        return caller.fs().working();
    }

    int mkdir(Caller caller, String path, int mode) {
        return vfs.names().makeDirectory(caller, start(caller), path, mode);
    }

    int symlink(Caller caller, String target, String path) {
        return vfs.names().makeSymbolicLink(caller, start(caller), path, target);
    }

    int unlink(Caller caller, String path) {
        return vfs.names().unlink(caller, start(caller), path);
    }

    int rmdir(Caller caller, String path) {
        return vfs.names().removeDirectory(caller, start(caller), path);
    }

    int rename(Caller caller, String from, String to) {
        return rename(caller, from, to, 0);
    }

    int rename(Caller caller, String from, String to, int how) {
        return vfs.names().rename(caller, start(caller), from, start(caller), to, how);
    }

    int link(Caller caller, String from, String to) {
        return vfs.names().link(caller, inode(from), start(caller), to);
    }

    int find(Caller caller, String path, int flags) {
        return vfs.walk().find(caller, start(caller), path, flags);
    }

    /** The file a path leads to, links followed; fails the test if there is none. */
    Inode inode(String path) {
        int found = find(root, path, PathWalk.FOLLOW);
        if (found < 0) {
            throw new AssertionError(path + ": " + found);
        }
        return vfs.walk().found();
    }

    ErrorOr<OpenFile> tryOpen(Caller caller, String path, int flags) {
        return vfs.open(caller, start(caller), path, flags, 0666);
    }

    OpenFile open(String path, int flags) {
        ErrorOr<OpenFile> opened = tryOpen(root, path, flags);
        if (opened.isError()) {
            throw new AssertionError(path + ": " + opened.error());
        }
        return opened.get();
    }

    /** Makes a file with that text. */
    void write(String path, String text) {
        OpenFile file = open(path, CREATE | OpenFlags.TRUNCATE);
        write(file, text);
        file.release();
    }

    static int write(OpenFile file, String text) {
        KernelBuffer from = buffer(text);
        return Transfers.answer(file.write(from), from);
    }

    static KernelBuffer buffer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new KernelBuffer(bytes, 0, bytes.length);
    }

    /** Reads once, at most that many bytes; an errno comes as text. */
    static String read(OpenFile file, int most) {
        byte[] bytes = new byte[most];
        KernelBuffer to = new KernelBuffer(bytes, 0, most);
        int result = Transfers.answer(file.read(to), to);
        return result < 0
                ? Integer.toString(result)
                : new String(bytes, 0, result, StandardCharsets.ISO_8859_1);
    }

    String read(String path) {
        OpenFile file = open(path, READ);
        String text = read(file, 100_000);
        file.release();
        return text;
    }

    List<String> list(String path) {
        ArrayList<String> names = new ArrayList<>();
        ((Directory) inode(path))
                .list(
                        0,
                        root,
                        (name, number, type, next) -> {
                            names.add(name);
                            return true;
                        });
        return names;
    }
}
