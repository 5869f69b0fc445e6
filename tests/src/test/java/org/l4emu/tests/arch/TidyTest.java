package org.l4emu.tests.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The house is tidy, and a mess would be noticed. */
class TidyTest {
    private static final Path ROOT = Tidy.root();

    @Test
    void noFileIsTooLong() throws IOException {
        assertThat(Tidy.longFiles(ROOT)).isEmpty();
    }

    @Test
    void aFileThatIsTooLongIsNoticed(@TempDir Path mess) throws IOException {
        Files.writeString(mess.resolve("Long.java"), "\n".repeat(Tidy.FILE_LINES_MAX + 1));
        Files.writeString(mess.resolve("Full.java"), "\n".repeat(Tidy.FILE_LINES_MAX));

        assertThat(Tidy.longFiles(mess)).singleElement().asString().contains("Long.java");
    }

    @Test
    void noMethodOfTheCoreIsTooBigForTheCompiler() throws IOException {
        List<String> complaints = new ArrayList<>();
        for (String module : List.of("microkernel", "emulib", "signal-thread", "linux-server")) {
            Path classes = ROOT.resolve(module).resolve("target/classes");
            assertThat(classes).isDirectory();
            complaints.addAll(Tidy.hugeMethods(classes));
        }

        assertThat(complaints).isEmpty();
    }

    @Test
    void aMethodThatIsTooBigIsNoticed(@TempDir Path mess) throws IOException {
        Files.write(mess.resolve("Huge.class"), PlantedClass.withCodeBytes(8_001));
        Files.write(mess.resolve("Full.class"), PlantedClass.withCodeBytes(8_000));

        assertThat(Tidy.hugeMethods(mess))
                .singleElement()
                .asString()
                .contains("Huge.class", "planted()V", "8001");
    }

    @Test
    void everyClassWithTestsIsRun() throws IOException {
        assertThat(Tidy.testsThatNeverRun(ROOT)).isEmpty();
    }

    @Test
    void aTestThatWouldNeverRunIsNoticed(@TempDir Path mess) throws IOException {
        Files.writeString(mess.resolve("LostRace.java"), "class LostRace {\n    @Test\n}\n");

        assertThat(Tidy.testsThatNeverRun(mess)).hasSize(1);
    }

    @Test
    void theTopLevelHoldsOnlyWhatBelongsThere() throws IOException {
        assertThat(Tidy.strangersAtTheTop(ROOT)).isEmpty();
    }

    @Test
    void aStrangerAtTheTopIsNoticed(@TempDir Path mess) throws IOException {
        Files.createDirectory(mess.resolve("scratch"));
        Files.createDirectory(mess.resolve("docs"));

        assertThat(Tidy.strangersAtTheTop(mess)).singleElement().asString().startsWith("scratch");
    }

    @Test
    void noFileNamesARegistry() throws IOException {
        assertThat(Tidy.hostNames(ROOT)).isEmpty();
    }

    @Test
    void aNamedRegistryIsNoticed(@TempDir Path mess) throws IOException {
        Files.writeString(mess.resolve("a.md"), "see https" + "://example.test/x");
        Files.writeString(mess.resolve("b.sh"), "fetch repo" + ".example.org");
        Files.writeString(mess.resolve("c.md"), "http" + "://127.0.0.1:8080/");

        assertThat(Tidy.hostNames(mess)).hasSize(2);
    }

    @Test
    void noLooseEnds() throws IOException {
        assertThat(Tidy.looseEnds(ROOT)).isEmpty();
    }

    @Test
    void aLooseEndIsNoticed(@TempDir Path mess) throws IOException {
        Files.writeString(mess.resolve("A.java"), "// TO" + "DO later\n");
        Files.writeString(mess.resolve("B.java"), "// TO" + "DO(#12) later\n");

        assertThat(Tidy.looseEnds(mess)).singleElement().asString().contains("A.java");
    }

    @Test
    void theArchitectureIsShortEnoughToBeRead() throws IOException {
        Path architecture = ROOT.resolve("docs/architecture.md");

        assertThat(Files.readAllLines(architecture))
                .hasSizeLessThanOrEqualTo(Tidy.ARCHITECTURE_LINES_MAX);
    }
}
