package org.l4emu.tests.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One story of the emulib note: a schedule under some settings of the protocol, what must come of
 * it, and which part of its trace the diagram in {@code docs/stories} shows. Read from lines of
 * {@code key: value}.
 */
final class Story {
    static final Path DIRECTORY = Path.of("src/test/resources/stories");

    private final String name;
    private final List<String> lines;

    private Story(String name, List<String> lines) {
        this.name = name;
        this.lines = lines;
    }

    /** All stories, by name. */
    static List<Story> all() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().map(Story::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Story read(Path file) {
        try {
            String name = file.getFileName().toString().replace(".story", "");
            return new Story(name, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    /** Every value of a key, in order. */
    List<String> all(String key) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(key + ": ")) {
                values.add(line.substring(key.length() + 2));
            }
        }
        return values;
    }

    Optional<String> first(String key) {
        return all(key).stream().findFirst();
    }

    String the(String key) {
        return first(key).orElseThrow(() -> new IllegalStateException(name + " has no " + key));
    }

    /** Arguments of {@code l4emu run} over a root, recording into a file. */
    List<String> command(Path root, Path recording) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--root",
                                root.toString(),
                                "--record",
                                recording.toString(),
                                "--protocol",
                                the("protocol"),
                                "--fault-micros",
                                first("fault-micros").orElse("0")));
        if (!all("schedule").isEmpty()) {
            command.addAll(List.of("--schedule", String.join("; ", all("schedule"))));
        }
        command.addAll(List.of("--", "/bin/story-signal", the("mode")));
        return command;
    }

    @Override
    public String toString() {
        return name + ": " + the("title");
    }
}
