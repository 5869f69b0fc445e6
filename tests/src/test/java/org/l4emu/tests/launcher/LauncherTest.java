package org.l4emu.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of {@code ./l4emu} in a planted source tree, where Maven and Java are scripts. */
class LauncherTest {
    private static final long SECONDS_MAX = 30;
    private static final long LONG_AGO_MILLIS = 1_000_000_000_000L;

    private static final String MAVEN =
            """
            #!/bin/bash
            echo built >>"$TREE/builds"
            [[ ! -e $TREE/broken ]] || { echo "it is broken"; exit 1; }
            mkdir -p "$TREE/workbench/target/lib"
            touch "$TREE/workbench/target/l4emu.jar"
            """;

    private static final String JAVA =
            """
            #!/bin/bash
            for each; do
                case $each in
                    -XX:ArchiveClassesAtExit=*) echo archive >"${each#*=}"; exit 0 ;;
                esac
            done
            printf '%s\\n' "$@" >"$TREE/java-arguments"
            echo output
            exit 7
            """;

    @TempDir Path tree;

    @BeforeEach
    void plantTheTree() throws IOException {
        Files.copy(repository().resolve("l4emu"), tree.resolve("l4emu"));
        for (String module : List.of("microkernel", "workbench")) {
            Files.createDirectories(tree.resolve(module).resolve("src/main/java"));
            Files.writeString(tree.resolve(module).resolve("src/main/java/A.java"), "class A {}");
            Files.writeString(tree.resolve(module).resolve("pom.xml"), "<project/>");
        }
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.toList()) {
                Files.setLastModifiedTime(path, FileTime.fromMillis(LONG_AGO_MILLIS));
            }
        }
        plant("jdk/bin/java", JAVA);
        plant("tools/mvn", MAVEN);
        Files.writeString(tree.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    }

    @Test
    void theFirstUseBuildsAndTheNextDoesNot() throws Exception {
        Result first = launch("demo");
        Result second = launch("demo");

        assertThat(first.err).contains("building");
        assertThat(second.err).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void theStatusOfTheMachineAndItsOutputArePassedOn() throws Exception {
        Result result = launch("run", "--", "/bin/sh", "-c", "exit 7");

        assertThat(result.status).isEqualTo(7);
        assertThat(result.out).isEqualTo("output\n");
        assertThat(Files.readAllLines(tree.resolve("java-arguments")))
                .endsWith("run", "--", "/bin/sh", "-c", "exit 7");
    }

    @Test
    void aSourceThatIsNewerIsBuilt() throws Exception {
        launch("demo");

        Files.writeString(tree.resolve("microkernel/src/main/java/A.java"), "class A { }");
        Files.setLastModifiedTime(
                tree.resolve("microkernel/src/main/java/A.java"),
                FileTime.fromMillis(System.currentTimeMillis() + 5_000));
        launch("demo");

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void whatMavenBuiltItselfIsTaken() throws Exception {
        Files.createDirectories(tree.resolve("workbench/target/lib"));
        Files.writeString(tree.resolve("workbench/target/l4emu.jar"), "jar");

        assertThat(launch("demo").status).isEqualTo(7);
        assertThat(tree.resolve("builds")).doesNotExist();
    }

    @Test
    void theClassesComeFromAnArchiveOfThisJdk() throws Exception {
        launch("demo");
        String first = archiveOption();
        Files.writeString(tree.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Result other = launch("demo");

        assertThat(first).contains("17.0.1");
        assertThat(archiveOption()).contains("25.0.1");
        assertThat(other.err).contains("fast start");
    }

    @Test
    void aBuildThatFailsShowsWhyAndIsTriedAgain() throws Exception {
        Files.writeString(tree.resolve("broken"), "");
        Result broken = launch("demo");
        Files.delete(tree.resolve("broken"));

        assertThat(broken.status).isEqualTo(3);
        assertThat(broken.out).isEmpty();
        assertThat(broken.err).contains("it is broken", "did not work");
        assertThat(launch("demo").status).isEqualTo(7);
    }

    @Test
    void aJavaHomeWithoutJavaIsAnInputError() throws Exception {
        Files.delete(tree.resolve("jdk/bin/java"));

        Result result = launch("demo");

        assertThat(result.status).isEqualTo(3);
        assertThat(result.err).contains("JAVA_HOME");
    }

    private record Result(int status, String out, String err) {}

    private Result launch(String... arguments) throws IOException, InterruptedException {
        Path out = tree.resolve("out");
        Path err = tree.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("bash", tree.resolve("l4emu").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("TREE", tree.toString());
        builder.environment().put("JAVA_HOME", tree.resolve("jdk").toString());
        builder.environment().merge("PATH", "", (path, x) -> tree.resolve("tools") + ":" + path);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private String archiveOption() throws IOException {
        return Files.readAllLines(tree.resolve("java-arguments")).stream()
                .filter(line -> line.startsWith("-XX:SharedArchiveFile="))
                .findFirst()
                .orElse("none");
    }

    private long builds() throws IOException {
        return Files.readAllLines(tree.resolve("builds")).size();
    }

    private void plant(String path, String script) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("l4emu"))) {
            here = here.getParent();
        }
        return here;
    }
}
