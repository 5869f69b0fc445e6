package org.l4emu.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RootImageTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void pathsOfArchivesBecomePlainOnes() {
        RootImage image =
                RootImage.of(
                        List.of(
                                RootImage.regular("./b//c", 0644, HELLO),
                                RootImage.directory("/b/", 0700)));

        assertThat(image.entries()).extracting(RootImage.Entry::path).containsExactly("b", "b/c");
        assertThat(image.entries().get(0).mode()).isEqualTo(0700);
    }

    @Test
    void missingParentsAreMade() {
        RootImage image = RootImage.of(List.of(RootImage.regular("a/b/c", 0644, HELLO)));

        assertThat(image.entries())
                .extracting(RootImage.Entry::path)
                .containsExactly("a", "a/b", "a/b/c");
        assertThat(image.entries().get(1).type()).isEqualTo(RootImage.Type.DIRECTORY);
    }

    @Test
    void ofTwoEntriesWithOnePathTheLaterCounts() {
        RootImage image =
                RootImage.of(
                        List.of(
                                RootImage.regular("a", 0644, HELLO),
                                RootImage.symbolicLink("a", "b")));

        assertThat(image.entries())
                .singleElement()
                .extracting(RootImage.Entry::type)
                .isEqualTo(RootImage.Type.SYMBOLIC_LINK);
    }

    @Test
    void theFirstNameOfALinkedFileHoldsIt() {
        RootImage image =
                RootImage.of(
                        List.of(
                                RootImage.regular("z", 0755, HELLO),
                                link("a", "z"),
                                link("m", "a"),
                                RootImage.regular("n", 0600, HELLO)));

        assertThat(image.entries())
                .extracting(RootImage.Entry::path, RootImage.Entry::type, RootImage.Entry::target)
                .containsExactly(
                        tuple("a", RootImage.Type.REGULAR, ""),
                        tuple("m", RootImage.Type.HARD_LINK, "a"),
                        tuple("n", RootImage.Type.REGULAR, ""),
                        tuple("z", RootImage.Type.HARD_LINK, "a"));
        assertThat(image.entries().get(0).content()).isEqualTo(HELLO);
    }

    @Test
    void aHardLinkToNothingIsRefused() {
        assertThatThrownBy(() -> RootImage.of(List.of(link("a", "b"))))
                .hasMessageContaining("a names no file: b");
    }

    @Test
    void linksInARingAreRefused() {
        assertThatThrownBy(() -> RootImage.of(List.of(link("a", "b"), link("b", "a"))))
                .hasMessageContaining("names no file");
    }

    @Test
    void aPathThatLeavesTheRootIsRefused() {
        assertThatThrownBy(() -> RootImage.of(List.of(RootImage.directory("a/../../b", 0755))))
                .hasMessageContaining("leaves the root");
    }

    @Test
    void anArchiveGivesBackTheImageItWasWrittenFrom() {
        RootImage image =
                RootImage.of(
                        List.of(
                                new RootImage.Entry(
                                        "d",
                                        RootImage.Type.DIRECTORY,
                                        01777,
                                        3,
                                        4,
                                        5,
                                        "",
                                        new byte[0],
                                        0,
                                        0),
                                new RootImage.Entry(
                                        "d/f",
                                        RootImage.Type.REGULAR,
                                        04755,
                                        1,
                                        2,
                                        99,
                                        "",
                                        HELLO,
                                        0,
                                        0),
                                link("e", "d/f"),
                                RootImage.symbolicLink("l\u00e4", "d/f"),
                                new RootImage.Entry(
                                        "null",
                                        RootImage.Type.CHARACTER_DEVICE,
                                        0666,
                                        0,
                                        0,
                                        0xFFFF_FFFFL,
                                        "",
                                        new byte[0],
                                        1,
                                        3),
                                new RootImage.Entry(
                                        "p",
                                        RootImage.Type.FIFO,
                                        0600,
                                        0,
                                        0,
                                        0,
                                        "",
                                        new byte[0],
                                        0,
                                        0)));

        byte[] archive = NewcArchive.write(image);

        assertThat(NewcArchive.read(archive).entries())
                .usingRecursiveComparison()
                .isEqualTo(image.entries());
        assertThat(NewcArchive.write(NewcArchive.read(archive))).isEqualTo(archive);
    }

    @Test
    void aCutArchiveIsRefused() {
        byte[] archive =
                NewcArchive.write(RootImage.of(List.of(RootImage.regular("a", 0644, HELLO))));

        for (int length = 0; length < archive.length - 3; length++) {
            byte[] cut = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> NewcArchive.read(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static RootImage.Entry link(String path, String target) {
        return new RootImage.Entry(
                path, RootImage.Type.HARD_LINK, 0, 0, 0, 0, target, new byte[0], 0, 0);
    }
}
