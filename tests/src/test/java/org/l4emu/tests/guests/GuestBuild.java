package org.l4emu.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds guest programs from {@code tests/src/guests} with Debian's cross compiler. */
public final class GuestBuild {
    /** The compiler whose bytes are kept; another one may well choose other instructions. */
    private static final String COMPILER_VERSION = "12.2.0";

    private static final Path SCRIPT = Path.of("src/guests/build.sh").toAbsolutePath();

    private GuestBuild() {}

    /** Skips the test, with the reason, where the cross compiler is missing or another one. */
    public static void assumeCompiler() {
        String version = "none";
        try {
            version = output(List.of("arm-linux-gnueabi-gcc", "-dumpfullversion")).strip();
        } catch (UncheckedIOException absent) {
            // Stays "none".
        }
        assumeTrue(
                version.equals(COMPILER_VERSION),
                "arm-linux-gnueabi-gcc " + COMPILER_VERSION + " is needed, here is " + version);
    }

    /** Builds the named programs, or all of them, into the directory. */
    public static Path build(Path directory, String... names) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), directory.toString()));
        command.addAll(List.of(names));
        assertThat(output(command)).isEmpty();
        return directory;
    }

    private static String output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            byte[] text = process.getInputStream().readAllBytes();
            process.waitFor();
            return new String(text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
