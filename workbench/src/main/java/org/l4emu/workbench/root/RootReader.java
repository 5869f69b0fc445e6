package org.l4emu.workbench.root;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.l4emu.server.boot.NewcArchive;
import org.l4emu.server.boot.RootImage;
import org.l4emu.workbench.InputError;

/** Reads what {@code --root} names: a directory, a tar or a cpio archive, plain or gzipped. */
public final class RootReader {
    private static final int LOOK_AHEAD_BYTES = 8;
    private static final String NAMES = StandardCharsets.ISO_8859_1.name();

    private RootReader() {}

    /**
     * @throws InputError if it is none of these
     */
    public static RootImage read(Path root) {
        try {
            if (Files.isDirectory(root)) {
                return DirectoryReader.read(root);
            }
            try (InputStream in = new BufferedInputStream(Files.newInputStream(root))) {
                return readArchive(in);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw InputError.unreadable(
                    root.toString(),
                    String.valueOf(e.getMessage()),
                    "expected a directory, a tar archive or a cpio archive (newc)",
                    e);
        }
    }

    private static RootImage readArchive(InputStream in) throws IOException {
        byte[] start = lookAhead(in);
        if (start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
            try (InputStream plain = new BufferedInputStream(new GZIPInputStream(in))) {
                return readArchive(plain);
            }
        }
        String magic = new String(start, StandardCharsets.ISO_8859_1);
        if (magic.startsWith("070701")) {
            return NewcArchive.read(in.readAllBytes());
        }
        if (magic.startsWith("07070")) {
            return readCpio(in);
        }
        return readTar(in);
    }

    private static byte[] lookAhead(InputStream in) throws IOException {
        in.mark(LOOK_AHEAD_BYTES);
        byte[] start = in.readNBytes(LOOK_AHEAD_BYTES);
        in.reset();
        return start;
    }

    private static RootImage readTar(InputStream in) throws IOException {
        List<RootImage.Entry> entries = new ArrayList<>();
        TarArchiveInputStream tar = new TarArchiveInputStream(in, NAMES);
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null) {
            throw new IOException("an archive without entries");
        }
        for (; entry != null; entry = tar.getNextEntry()) {
            RootImage.Type type = type(entry);
            boolean isLink =
                    type == RootImage.Type.SYMBOLIC_LINK || type == RootImage.Type.HARD_LINK;
            entries.add(
                    new RootImage.Entry(
                            entry.getName(),
                            type,
                            entry.getMode() & 07777,
                            (int) entry.getLongUserId(),
                            (int) entry.getLongGroupId(),
                            entry.getLastModifiedTime().toMillis() / 1000,
                            isLink ? entry.getLinkName() : "",
                            type == RootImage.Type.REGULAR ? tar.readAllBytes() : new byte[0],
                            entry.getDevMajor(),
                            entry.getDevMinor()));
        }
        return RootImage.of(entries);
    }

    private static RootImage.Type type(TarArchiveEntry entry) {
        if (entry.isDirectory()) {
            return RootImage.Type.DIRECTORY;
        } else if (entry.isSymbolicLink()) {
            return RootImage.Type.SYMBOLIC_LINK;
        } else if (entry.isLink()) {
            return RootImage.Type.HARD_LINK;
        } else if (entry.isCharacterDevice()) {
            return RootImage.Type.CHARACTER_DEVICE;
        } else if (entry.isBlockDevice()) {
            return RootImage.Type.BLOCK_DEVICE;
        }
        return entry.isFIFO() ? RootImage.Type.FIFO : RootImage.Type.REGULAR;
    }

    /** The older forms of cpio; the newc form is read by the machine's own code. */
    private static RootImage readCpio(InputStream in) throws IOException {
        List<RootImage.Entry> entries = new ArrayList<>();
        CpioArchiveInputStream cpio = new CpioArchiveInputStream(in, NAMES);
        for (CpioArchiveEntry entry = cpio.getNextEntry();
                entry != null;
                entry = cpio.getNextEntry()) {
            byte[] content = cpio.readAllBytes();
            RootImage.Type type = type(entry);
            entries.add(
                    new RootImage.Entry(
                            entry.getName(),
                            type,
                            (int) entry.getMode() & 07777,
                            (int) entry.getUID(),
                            (int) entry.getGID(),
                            entry.getTime(),
                            type == RootImage.Type.SYMBOLIC_LINK
                                    ? new String(content, StandardCharsets.ISO_8859_1)
                                    : "",
                            type == RootImage.Type.REGULAR ? content : new byte[0],
                            (int) (entry.getRemoteDevice() >>> 8),
                            (int) (entry.getRemoteDevice() & 0xFF)));
        }
        return RootImage.of(entries);
    }

    private static RootImage.Type type(CpioArchiveEntry entry) {
        if (entry.isDirectory()) {
            return RootImage.Type.DIRECTORY;
        } else if (entry.isSymbolicLink()) {
            return RootImage.Type.SYMBOLIC_LINK;
        } else if (entry.isCharacterDevice()) {
            return RootImage.Type.CHARACTER_DEVICE;
        } else if (entry.isBlockDevice()) {
            return RootImage.Type.BLOCK_DEVICE;
        } else if (entry.isPipe()) {
            return RootImage.Type.FIFO;
        }
        return entry.isSocket() ? RootImage.Type.SOCKET : RootImage.Type.REGULAR;
    }
}
