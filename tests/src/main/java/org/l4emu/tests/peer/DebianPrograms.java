package org.l4emu.tests.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Debian's statically linked busybox and bash for ARM, from the cache that {@code l4emu fetch
 * debian} fills. This class does not fetch.
 */
public record DebianPrograms(Path busybox, Path bash) {
    public static final String ABSENT =
            "run `l4emu fetch debian` first: no busybox and bash-static";

    /** Finds the programs in the cache, or in the directory of {@code -Dl4emu.debian}. */
    public static Optional<DebianPrograms> find() {
        Path home = Path.of(System.getProperty("user.home"), ".cache", "l4emu", "debian");
        Path cache = Path.of(System.getProperty("l4emu.debian", home.toString()));
        Optional<Path> busybox = find(cache, "bin/busybox");
        Optional<Path> bash = find(cache, "bin/bash-static");
        return busybox.isPresent() && bash.isPresent()
                ? Optional.of(new DebianPrograms(busybox.get(), bash.get()))
                : Optional.empty();
    }

    private static Optional<Path> find(Path cache, String ending) {
        if (!Files.isDirectory(cache)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(file -> file.endsWith(ending)).max(Path::compareTo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
