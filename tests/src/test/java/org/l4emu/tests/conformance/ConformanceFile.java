package org.l4emu.tests.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the data files of this package; their form is described at the head of busybox.txt. */
final class ConformanceFile {
    private ConformanceFile() {}

    static List<CommandLine> read(String name) {
        try (InputStream in = ConformanceFile.class.getResourceAsStream("/conformance/" + name)) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return parse(new String(bytes, StandardCharsets.UTF_8).split("\n", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<CommandLine> parse(String... lines) {
        List<CommandLine.Builder> cases = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            String text = line.length() > 2 ? line.substring(2) : "";
            if (line.charAt(0) == '$') {
                cases.add(new CommandLine.Builder(i + 1, text));
                continue;
            }
            if (cases.isEmpty()) {
                throw new IllegalArgumentException("line " + (i + 1) + " stands before any $ line");
            }
            CommandLine.Builder last = cases.get(cases.size() - 1);
            switch (line.charAt(0)) {
                case '|' -> last.script(text);
                case '<' -> last.input(text);
                case '>' -> last.expected(text);
                case '~' -> last.rule(text);
                default ->
                        throw new IllegalArgumentException(
                                "line " + (i + 1) + " begins with none of # $ | < > ~: " + line);
            }
        }
        return cases.stream().map(CommandLine.Builder::build).toList();
    }
}
