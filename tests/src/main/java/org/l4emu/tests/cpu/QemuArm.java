package org.l4emu.tests.cpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.l4emu.tests.peer.Subprocess;

/** Runs generated programs under {@code qemu-arm}. */
final class QemuArm {
    private static final Path PROGRAM = Path.of("/usr/bin/qemu-arm");
    private static final int SECONDS_MAX = 120;

    private QemuArm() {}

    /** The reason why this host has no qemu-arm, if so. */
    static Optional<String> unavailable() {
        return Files.isExecutable(PROGRAM)
                ? Optional.empty()
                : Optional.of("no " + PROGRAM + " on this host");
    }

    /** What the program writes to standard output before it exits with status zero. */
    static byte[] output(Target target, ElfFile program) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("l4emu-cpu");
            Path file = write(directory, program);
            Path out = directory.resolve("out");
            Process process =
                    new ProcessBuilder(PROGRAM.toString(), "-cpu", target.model(), file.toString())
                            .redirectOutput(out.toFile())
                            .redirectErrorStream(false)
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("still running after " + SECONDS_MAX + " s");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("qemu-arm ended with " + process.exitValue());
            }
            return Files.readAllBytes(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            if (directory != null) {
                Subprocess.delete(directory);
            }
        }
    }

    /** Puts the program into the directory as a file that may be executed. */
    static Path write(Path directory, ElfFile program) throws IOException {
        Path file = Files.write(directory.resolve("program"), program.bytes());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }
}
