package org.l4emu.workbench.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.server.boot.NewcArchive;
import org.l4emu.server.boot.RootImage;
import org.l4emu.workbench.ExitCode;
import org.l4emu.workbench.InputError;

class RootReaderTest {
    private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir Path place;

    @Test
    void aDirectoryIsReadWithLinksAndModes() throws IOException {
        Path root = Files.createDirectories(place.resolve("root/bin")).getParent();
        Path file = Files.write(root.resolve("bin/hello"), HELLO);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_234_567_890_123L));
        Files.createSymbolicLink(root.resolve("soft"), Path.of("bin/nowhere"));
        Files.createLink(root.resolve("hard"), file);

        Map<String, RootImage.Entry> read = read(root);

        assertThat(read.keySet()).containsExactly("bin", "bin/hello", "hard", "soft");
        assertThat(read.get("bin/hello").mode()).isEqualTo(0750);
        assertThat(read.get("bin/hello").modificationSeconds()).isEqualTo(1_234_567_890);
        assertThat(read.get("bin/hello").content()).isEqualTo(HELLO);
        assertThat(read.get("soft").target()).isEqualTo("bin/nowhere");
        assertThat(read.get("hard").type()).isEqualTo(RootImage.Type.HARD_LINK);
        assertThat(read.get("hard").target()).isEqualTo("bin/hello");
    }

    @Test
    void aTarIsReadPlainOrZipped() throws IOException {
        Path plain = place.resolve("root.tar");
        Path zipped = place.resolve("root.tar.gz");
        try (OutputStream out = Files.newOutputStream(plain)) {
            writeTar(out);
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            writeTar(out);
        }

        Map<String, RootImage.Entry> read = read(plain);

        assertThat(read.keySet()).contains("bin", "bin/hello", "dev/null", "l", "zz");
        assertThat(read.get("bin").type()).isEqualTo(RootImage.Type.DIRECTORY);
        assertThat(read.get("bin/hello").mode()).isEqualTo(04755);
        assertThat(read.get("bin/hello").content()).isEqualTo(HELLO);
        assertThat(read.get("dev/null").type()).isEqualTo(RootImage.Type.CHARACTER_DEVICE);
        assertThat(read.get("dev/null").deviceMajor()).isEqualTo(1);
        assertThat(read.get("dev/null").deviceMinor()).isEqualTo(3);
        assertThat(read.get("l").target()).isEqualTo("bin/hello");
        assertThat(read.get("zz").type()).isEqualTo(RootImage.Type.HARD_LINK);
        assertThat(NewcArchive.write(RootReader.read(zipped)))
                .isEqualTo(NewcArchive.write(RootReader.read(plain)));
    }

    @Test
    void aCpioIsReadInItsNewAndInAnOlderForm() throws IOException {
        Path newc = place.resolve("root.cpio");
        Path odc = place.resolve("old.cpio");
        writeCpio(newc, CpioConstants.FORMAT_NEW);
        writeCpio(odc, CpioConstants.FORMAT_OLD_ASCII);

        for (Path archive : new Path[] {newc, odc}) {
            Map<String, RootImage.Entry> read = read(archive);

            assertThat(read.keySet()).containsExactly("bin", "bin/hello", "l");
            assertThat(read.get("bin/hello").mode()).isEqualTo(0755);
            assertThat(read.get("bin/hello").content()).isEqualTo(HELLO);
            assertThat(read.get("l").target()).isEqualTo("bin/hello");
        }
    }

    @Test
    void archivesThatAreCutOrNoneAreRefusedWithTheirName() throws IOException {
        Path tar = place.resolve("root.tar");
        try (OutputStream out = Files.newOutputStream(tar)) {
            writeTar(out);
        }
        Path cut = place.resolve("cut.tar");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(tar), 1_100));
        Path none = Files.writeString(place.resolve("none"), "some text");
        Path empty = Files.write(place.resolve("empty"), new byte[0]);

        for (Path bad : new Path[] {cut, none, empty, place.resolve("absent")}) {
            assertThatThrownBy(() -> RootReader.read(bad))
                    .isInstanceOfSatisfying(
                            InputError.class,
                            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                    .hasMessageContaining(bad.toString());
        }
    }

    private static Map<String, RootImage.Entry> read(Path root) {
        Map<String, RootImage.Entry> byPath = new TreeMap<>();
        RootReader.read(root).entries().forEach(entry -> byPath.put(entry.path(), entry));
        return byPath;
    }

    private static void writeTar(OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            put(tar, new TarArchiveEntry("./bin/"), new byte[0]);
            TarArchiveEntry hello = new TarArchiveEntry("./bin/hello");
            hello.setMode(0104755);
            hello.setSize(HELLO.length);
            put(tar, hello, HELLO);
            TarArchiveEntry device = new TarArchiveEntry("dev/null", TarConstants.LF_CHR);
            device.setDevMajor(1);
            device.setDevMinor(3);
            put(tar, device, new byte[0]);
            TarArchiveEntry soft = new TarArchiveEntry("l", TarConstants.LF_SYMLINK);
            soft.setLinkName("bin/hello");
            put(tar, soft, new byte[0]);
            TarArchiveEntry hard = new TarArchiveEntry("zz", TarConstants.LF_LINK);
            hard.setLinkName("./bin/hello");
            put(tar, hard, new byte[0]);
        }
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content)
            throws IOException {
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void writeCpio(Path file, short form) throws IOException {
        try (CpioArchiveOutputStream cpio =
                new CpioArchiveOutputStream(Files.newOutputStream(file), form)) {
            put(cpio, cpioEntry(form, "./bin", 0040755, 0), new byte[0]);
            put(cpio, cpioEntry(form, "./bin/hello", 0100755, HELLO.length), HELLO);
            byte[] target = "bin/hello".getBytes(StandardCharsets.ISO_8859_1);
            put(cpio, cpioEntry(form, "./l", 0120777, target.length), target);
        }
    }

    private static CpioArchiveEntry cpioEntry(short form, String name, int mode, int size) {
        CpioArchiveEntry entry = new CpioArchiveEntry(form, name, size);
        entry.setMode(mode);
        return entry;
    }

    private static void put(CpioArchiveOutputStream cpio, CpioArchiveEntry entry, byte[] content)
            throws IOException {
        cpio.putArchiveEntry(entry);
        cpio.write(content);
        cpio.closeArchiveEntry();
    }
}
