package org.l4emu.workbench.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.server.boot.NewcArchive;
import org.l4emu.server.boot.RootImage;
import org.l4emu.workbench.InputError;

class DebianArchiveTest {
    private static final String APPLETS =
            "[\0[[\0ar\0ash\0awk\0base64\0basename\0bc\0bunzip2\0bzcat\0bzip2\0cat\0chmod\0"
                    + "clear\0cmp\0cp\0cpio\0cut\0date\0dc\0dd\0sh\0\0acpi";

    @TempDir Path place;

    @Test
    void anEmptyCacheSaysWhatToDo() {
        DebianArchive archive = new DebianArchive(place.resolve("debian"));

        assertThat(archive.isFetched()).isFalse();
        assertThatThrownBy(archive::rootImage)
                .isInstanceOfSatisfying(
                        InputError.class,
                        e -> assertThat(e.expected()).contains("l4emu fetch debian"));
    }

    @Test
    void whatWasRecordedIsReadBack() throws IOException {
        DebianArchive archive = planted();

        assertThat(archive.isFetched()).isTrue();
        assertThat(archive.packages())
                .containsExactly(
                        new DebianPackage("busybox-static", "1:2-3", "aa", "b/bin/busybox", "bb"),
                        new DebianPackage("bash-static", "5", "cc", "s/bin/bash-static", "dd"));
        assertThat(archive.program("busybox")).isRegularFile().hasFileName("busybox");
    }

    @Test
    void theRootHasEveryAppletUnderItsName() throws IOException {
        RootImage image = planted().rootImage();

        Map<String, RootImage.Entry> byPath = new TreeMap<>();
        image.entries().forEach(entry -> byPath.put(entry.path(), entry));
        assertThat(byPath.get("bin/sh").target()).isEqualTo("busybox");
        assertThat(byPath.get("bin/[[").target()).isEqualTo("busybox");
        assertThat(byPath).doesNotContainKey("bin/acpi");
        assertThat(byPath.get("bin/bash").target()).isEqualTo("bash-static");
        assertThat(byPath.get("tmp").mode()).isEqualTo(01777);
        assertThat(NewcArchive.write(planted().rootImage())).isEqualTo(NewcArchive.write(image));
    }

    @Test
    void aFileThatLooksLikeATableForAMomentIsNoTable() {
        byte[] program = ("x[\0[[\0a\0\0" + APPLETS).getBytes(StandardCharsets.ISO_8859_1);

        assertThat(BusyboxRoot.applets(program)).startsWith("[", "[[", "ar").endsWith("sh");
        assertThat(BusyboxRoot.applets(new byte[100])).containsExactly("sh");
    }

    @Test
    void sourcesAreReadWithoutTheHostsArchitecture() {
        assertThat(AptClient.anyArchitecture("deb [arch=amd64 signed-by=/k.gpg] u s main\n"))
                .isEqualTo("deb [ signed-by=/k.gpg] u s main\n");
        assertThat(AptClient.anyArchitecture("deb [arch=amd64] u s main\n"))
                .isEqualTo("deb u s main\n");
        assertThat(AptClient.anyArchitecture("Types: deb\nArchitectures: amd64\nURIs: u\n"))
                .isEqualTo("Types: deb\nURIs: u\n");
    }

    private DebianArchive planted() throws IOException {
        Path directory = Files.createDirectories(place.resolve("planted"));
        Files.createDirectories(directory.resolve("b/bin"));
        Files.createDirectories(directory.resolve("s/bin"));
        Files.writeString(
                directory.resolve("b/bin/busybox"),
                "\177ELF....\0" + APPLETS,
                StandardCharsets.ISO_8859_1);
        Files.writeString(directory.resolve("s/bin/bash-static"), "bash");
        Files.writeString(
                directory.resolve("debian.properties"),
                """
                busybox-static.version=1:2-3
                busybox-static.sha256=aa
                busybox-static.program=b/bin/busybox
                busybox-static.program.sha256=bb
                bash-static.version=5
                bash-static.sha256=cc
                bash-static.program=s/bin/bash-static
                bash-static.program.sha256=dd
                """);
        return new DebianArchive(directory);
    }
}
