package org.l4emu.tests.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs one command of the host to its end; input and output go through files, so none waits. */
public final class Subprocess {
    private Subprocess() {}

    /** Runs the command. One that outlives the limit is killed and reported as an error. */
    public static Outcome run(List<String> command, byte[] input, int secondsMax) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("l4emu-run");
            Path in = Files.write(directory.resolve("in"), input);
            Path out = directory.resolve("out");
            Path errors = directory.resolve("errors");
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(in.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(errors.toFile())
                            .start();
            if (!process.waitFor(secondsMax, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException(
                        "still running after " + secondsMax + " s: " + String.join(" ", command));
            }
            return new Outcome(text(out), text(errors), process.exitValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            if (directory != null) {
                delete(directory);
            }
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** Deletes a directory with all it holds. */
    public static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
