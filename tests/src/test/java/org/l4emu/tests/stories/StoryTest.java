package org.l4emu.tests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.tests.guests.GuestBuild;
import org.l4emu.tests.machine.CommandUnderTest;
import org.l4emu.tests.peer.Outcome;

/**
 * The stories the emulib note tells, each as a schedule on the real code, in settings where it
 * happens and in settings where it cannot. The diagrams in {@code docs/stories} are drawn from
 * these runs; {@code -Dl4emu.write.stories=true} draws them anew.
 */
class StoryTest {
    private static final Path DIAGRAMS = Path.of("../docs/stories");
    private static final String LANES = "110";

    @TempDir private static Path directory;

    @TestFactory
    Stream<DynamicTest> storiesEndAsToldAndLookAsDrawn() throws IOException {
        GuestBuild.assumeCompiler();
        Path root = directory.resolve("root");
        Files.createDirectories(root.resolve("bin"));
        GuestBuild.build(root.resolve("bin"), "story-signal");

        return Story.all().stream()
                .map(story -> DynamicTest.dynamicTest(story.toString(), () -> tell(story, root)));
    }

    private static void tell(Story story, Path root) throws IOException {
        Path recording = directory.resolve(story.name() + ".l4trace");

        Outcome run =
                CommandUnderTest.run("", story.command(root, recording).toArray(String[]::new));
        List<String> trace = command("trace", "print", recording.toString()).lines().toList();

        assertThat(run.status()).as(run.errors()).isEqualTo(Integer.parseInt(story.the("status")));
        story.first("output").ifPresent(text -> assertThat(run.output().strip()).isEqualTo(text));
        for (String text : story.all("shows")) {
            assertThat(trace).as("shows").anyMatch(line -> line.contains(text));
        }
        for (String text : story.all("hides")) {
            assertThat(trace).as("hides").noneMatch(line -> line.contains(text));
        }
        compareDiagrams(story, recording, trace);
    }

    private static void compareDiagrams(Story story, Path recording, List<String> trace)
            throws IOException {
        int first = indexOf(trace, story.the("from"), 0);
        int last = indexOf(trace, story.the("to"), first + 1);
        for (String format : List.of("text", "svg")) {
            List<String> arguments =
                    new ArrayList<>(List.of("trace", "diagram", recording.toString()));
            arguments.addAll(List.of("--from", sequence(trace.get(first))));
            arguments.addAll(List.of("--to", sequence(trace.get(last))));
            arguments.addAll(List.of("--format", format));
            if (format.equals("text")) {
                arguments.addAll(List.of("--columns", LANES));
            }
            String drawn = command(arguments.toArray(String[]::new));
            Path kept = DIAGRAMS.resolve(story.name() + (format.equals("svg") ? ".svg" : ".txt"));
            if (Boolean.getBoolean("l4emu.write.stories")) {
                Files.writeString(kept, drawn);
            }
            assertThat(drawn).isEqualTo(Files.readString(kept));
        }
    }

    private static int indexOf(List<String> trace, String text, int from) {
        for (int i = from; i < trace.size(); i++) {
            if (trace.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError("the trace never says: " + text);
    }

    private static String sequence(String line) {
        return line.strip().split(" +", 2)[0];
    }

    private static String command(String... arguments) {
        Outcome outcome = CommandUnderTest.run("", arguments);
        assertThat(outcome.status()).as(outcome.errors()).isZero();
        byte[] bytes = outcome.output().getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
