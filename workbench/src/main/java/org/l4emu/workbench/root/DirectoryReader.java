package org.l4emu.workbench.root;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.l4emu.server.boot.RootImage;

/** Reads a directory of the host as a root image, without following symbolic links. */
final class DirectoryReader {
    /** The charset the JVM decoded file names with. */
    private static final Charset HOST_NAMES =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private static final int TYPE_MASK = 0170000;

    private final Path root;
    private final List<RootImage.Entry> entries = new ArrayList<>();

    /** Device and inode of files with several names, to the first of them. */
    private final Map<String, String> firstNames = new TreeMap<>();

    private DirectoryReader(Path root) {
        this.root = root;
    }

    static RootImage read(Path root) throws IOException {
        DirectoryReader reader = new DirectoryReader(root);
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.sorted().toList()) {
                if (!path.equals(root)) {
                    reader.add(path);
                }
            }
        }
        return RootImage.of(reader.entries);
    }

    private void add(Path path) throws IOException {
        Map<String, Object> unix = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) attribute(unix, "mode");
        String name = bytesAsChars(root.relativize(path).toString());
        RootImage.Type type = type(mode);
        String target = "";
        if (type == RootImage.Type.SYMBOLIC_LINK) {
            target = bytesAsChars(Files.readSymbolicLink(path).toString());
        } else if (type == RootImage.Type.REGULAR && (Integer) attribute(unix, "nlink") > 1) {
            String file = attribute(unix, "dev") + ":" + attribute(unix, "ino");
            String first = firstNames.putIfAbsent(file, name);
            if (first != null) {
                type = RootImage.Type.HARD_LINK;
                target = first;
            }
        }
        long device = (Long) attribute(unix, "rdev");
        entries.add(
                new RootImage.Entry(
                        name,
                        type,
                        mode & 07777,
                        (Integer) attribute(unix, "uid"),
                        (Integer) attribute(unix, "gid"),
                        ((FileTime) attribute(unix, "lastModifiedTime")).toMillis() / 1000,
                        target,
                        type == RootImage.Type.REGULAR ? Files.readAllBytes(path) : new byte[0],
                        (int) ((device >>> 8) & 0xFFF),
                        (int) ((device & 0xFF) | ((device >>> 12) & 0xFFF00))));
    }

    private static Object attribute(Map<String, Object> attributes, String name)
            throws IOException {
        Object value = attributes.get(name);
        if (value == null) {
            throw new IOException("the host's file system does not tell " + name);
        }
        return value;
    }

    private static RootImage.Type type(int mode) throws IOException {
        return switch (mode & TYPE_MASK) {
            case 0040000 -> RootImage.Type.DIRECTORY;
            case 0100000 -> RootImage.Type.REGULAR;
            case 0120000 -> RootImage.Type.SYMBOLIC_LINK;
            case 0020000 -> RootImage.Type.CHARACTER_DEVICE;
            case 0060000 -> RootImage.Type.BLOCK_DEVICE;
            case 0010000 -> RootImage.Type.FIFO;
            case 0140000 -> RootImage.Type.SOCKET;
            default -> throw new IOException("file of unknown type " + Integer.toOctalString(mode));
        };
    }

    private static String bytesAsChars(String name) {
        return new String(name.getBytes(HOST_NAMES), StandardCharsets.ISO_8859_1);
    }
}
