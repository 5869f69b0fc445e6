package org.l4emu.tests.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The file tree that programs see as their root, on the machine and under its peer: the files kept
 * in {@code peer/tree}, programs in {@code /bin}, with fixed modes and times.
 */
public final class GuestTree {
    private static final FileTime FILE_TIME = FileTime.fromMillis(1_700_000_000_000L);

    /** Names under which scripts call busybox; bash finds programs by name only. */
    private static final List<String> LINKS =
            List.of(
                    "sh", "awk", "cat", "cmp", "cut", "diff", "echo", "env", "false", "find",
                    "grep", "head", "ls", "md5sum", "mkdir", "mkfifo", "paste", "printf", "rm",
                    "sed", "seq", "sleep", "sort", "tail", "tee", "touch", "tr", "true", "uniq",
                    "wc", "xargs", "yes");

    /** The environment of the first program, here and there. */
    public static final List<String> ENVIRONMENT = List.of("PATH=/bin", "HOME=/", "LC_ALL=C");

    private final Path root;

    private GuestTree(Path root) {
        this.root = root;
    }

    /** Copies the kept files into a directory and adds Debian's two programs. */
    public static GuestTree create(Path root, DebianPrograms programs) {
        try {
            copyAll(resource("tree"), root);
            for (String name : List.of("bin", "tmp", "proc", "dev")) {
                Files.createDirectories(root.resolve(name));
            }
            GuestTree tree = new GuestTree(root);
            tree.add(programs.busybox(), "busybox");
            tree.add(programs.bash(), "bash");
            for (String name : LINKS) {
                Files.createSymbolicLink(root.resolve("bin").resolve(name), Path.of("busybox"));
            }
            tree.settle();
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path root() {
        return root;
    }

    /** Adds every file of a directory to {@code /bin} as a program. */
    public void addPrograms(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                add(file, file.getFileName().toString());
            }
            settle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Path program, String name) throws IOException {
        Path target = root.resolve("bin").resolve(name);
        Files.copy(program, target);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Gives all files the same time, directories after their contents. */
    private void settle() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted().toList()) {
                Files.getFileAttributeView(
                                file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setTimes(FILE_TIME, FILE_TIME, null);
            }
        }
    }

    private static void copyAll(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.sorted().toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
                boolean executable = Files.isDirectory(file) || isScript(file);
                Files.setPosixFilePermissions(
                        copy,
                        PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static boolean isScript(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == '#' && in.read() == '!';
        }
    }

    /** A file or directory beside this class's resources. */
    static Path resource(String name) {
        URL url = Objects.requireNonNull(GuestTree.class.getResource("/peer/" + name), name);
        try {
            return Path.of(new URI(url.toString()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
