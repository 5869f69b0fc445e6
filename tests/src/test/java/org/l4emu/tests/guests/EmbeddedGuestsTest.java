package org.l4emu.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ELF files that {@code l4emu demo} carries are what their sources build to. */
class EmbeddedGuestsTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"hello", "pipeline", "fork-wait"})
    void theEmbeddedProgramIsBuiltFromItsSource(String name) {
        GuestBuild.assumeCompiler();

        Path built = GuestBuild.build(directory, name).resolve(name);

        assertThat(bytes(built)).isEqualTo(embedded(name));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] embedded(String name) {
        try (InputStream in = EmbeddedGuestsTest.class.getResourceAsStream("/guests/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
