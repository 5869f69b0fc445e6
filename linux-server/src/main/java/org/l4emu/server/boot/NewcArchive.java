package org.l4emu.server.boot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A root image as the bytes of a cpio archive in the "new ASCII" form, and back. The same image
 * always gives the same bytes: inode numbers count the files in canonical order.
 *
 * <pre>
 *   each entry: "070701", then 13 fields of eight hexadecimal digits
 *     ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
 *   then the name with a final NUL, padding to 4, the content (or the link's target), padding to 4
 *   the last entry is called TRAILER!!!
 * </pre>
 */
public final class NewcArchive {
    private static final String MAGIC = "070701";
    private static final String TRAILER = "TRAILER!!!";
    private static final int HEADER_BYTES = 110;
    private static final int FIELDS = 13;
    private static final int TYPE_MASK = 0170000;

    private NewcArchive() {}

    public static byte[] write(RootImage image) {
        Output out = new Output();
        TreeMap<String, Integer> inodes = new TreeMap<>();
        TreeMap<String, Integer> names = new TreeMap<>();
        for (RootImage.Entry entry : image.entries()) {
            names.merge(fileOf(entry), 1, Integer::sum);
        }
        for (RootImage.Entry entry : image.entries()) {
            String file = fileOf(entry);
            Integer inode = inodes.putIfAbsent(file, inodes.size() + 1);
            boolean isLink = entry.type() == RootImage.Type.SYMBOLIC_LINK;
            byte[] content =
                    isLink ? entry.target().getBytes(StandardCharsets.ISO_8859_1) : entry.content();
            out.entry(
                    entry,
                    inode == null ? inodes.size() : inode,
                    names.getOrDefault(file, 1),
                    content);
        }
        out.entry(
                new RootImage.Entry(
                        TRAILER, RootImage.Type.REGULAR, 0, 0, 0, 0, "", new byte[0], 0, 0),
                0,
                1,
                new byte[0]);
        return out.toBytes();
    }

    /**
     * @throws IllegalArgumentException naming the offset, if the bytes are no such archive
     */
    public static RootImage read(byte[] archive) {
        List<RootImage.Entry> entries = new ArrayList<>();
        TreeMap<Integer, String> firstNames = new TreeMap<>();
        int at = 0;
        while (true) {
            int[] field = header(archive, at);
            int nameAt = at + HEADER_BYTES;
            int contentAt = padded(nameAt + field[11]);
            int end = contentAt + field[6];
            if (field[11] <= 0 || field[6] < 0 || end < contentAt || end > archive.length) {
                throw new IllegalArgumentException("cpio entry is cut at byte " + at);
            }
            String name = new String(archive, nameAt, field[11] - 1, StandardCharsets.ISO_8859_1);
            if (name.equals(TRAILER)) {
                return RootImage.of(entries);
            }
            byte[] content = Arrays.copyOfRange(archive, contentAt, end);
            String first = field[4] > 1 ? firstNames.putIfAbsent(field[0], name) : null;
            entries.add(entry(field, name, content, first));
            at = padded(end);
        }
    }

    private static RootImage.Entry entry(
            int[] field, String name, byte[] content, @Nullable String first) {
        RootImage.Type type = type(field[1] & TYPE_MASK);
        String target = "";
        if (type == RootImage.Type.SYMBOLIC_LINK) {
            target = new String(content, StandardCharsets.ISO_8859_1);
        } else if (type == RootImage.Type.REGULAR && first != null) {
            type = RootImage.Type.HARD_LINK;
            target = first;
        }
        return new RootImage.Entry(
                name,
                type,
                field[1] & 07777,
                field[2],
                field[3],
                Integer.toUnsignedLong(field[5]),
                target,
                type == RootImage.Type.REGULAR ? content : new byte[0],
                field[9],
                field[10]);
    }

    private static int[] header(byte[] archive, int at) {
        if (at + HEADER_BYTES > archive.length
                || !new String(archive, at, 6, StandardCharsets.ISO_8859_1).equals(MAGIC)) {
            throw new IllegalArgumentException("no cpio entry (newc form) at byte " + at);
        }
        int[] field = new int[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            String digits = new String(archive, at + 6 + 8 * i, 8, StandardCharsets.ISO_8859_1);
            field[i] = Integer.parseUnsignedInt(digits, 16);
        }
        return field;
    }

    private static String fileOf(RootImage.Entry entry) {
        return entry.type() == RootImage.Type.HARD_LINK ? entry.target() : entry.path();
    }

    private static int padded(int offset) {
        return (offset + 3) & ~3;
    }

    private static int typeBits(RootImage.Type type) {
        return switch (type) {
            case DIRECTORY -> 0040000;
            case REGULAR, HARD_LINK -> 0100000;
            case SYMBOLIC_LINK -> 0120000;
            case CHARACTER_DEVICE -> 0020000;
            case BLOCK_DEVICE -> 0060000;
            case FIFO -> 0010000;
            case SOCKET -> 0140000;
        };
    }

    private static RootImage.Type type(int bits) {
        for (RootImage.Type type : RootImage.Type.values()) {
            if (type != RootImage.Type.HARD_LINK && typeBits(type) == bits) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "cpio entry of unknown type " + Integer.toOctalString(bits));
    }

    /** Bytes written so far. */
    private static final class Output {
        private byte[] bytes = new byte[1 << 16];
        private int length;

        void entry(RootImage.Entry entry, int inode, int names, byte[] body) {
            byte[] name = entry.path().getBytes(StandardCharsets.ISO_8859_1);
            int mode = entry.path().equals(TRAILER) ? 0 : typeBits(entry.type()) | entry.mode();
            StringBuilder header = new StringBuilder(MAGIC);
            int[] fields = {
                inode,
                mode,
                entry.uid(),
                entry.gid(),
                names,
                (int) entry.modificationSeconds(),
                body.length,
                0,
                0,
                entry.deviceMajor(),
                entry.deviceMinor(),
                name.length + 1,
                0
            };
            for (int field : fields) {
                String digits = Integer.toHexString(field);
                header.append("0".repeat(8 - digits.length())).append(digits);
            }
            append(header.toString().getBytes(StandardCharsets.ISO_8859_1));
            append(name);
            append(new byte[1]);
            pad();
            append(body);
            pad();
        }

        byte[] toBytes() {
            return Arrays.copyOf(bytes, length);
        }

        private void pad() {
            append(new byte[padded(length) - length]);
        }

        private void append(byte[] more) {
            if (length + more.length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more.length));
            }
            System.arraycopy(more, 0, bytes, length, more.length);
            length += more.length;
        }
    }
}
