package org.l4emu.tests.machine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.l4emu.tests.peer.GuestTree;
import org.l4emu.tests.peer.Outcome;
import org.l4emu.tests.peer.Subprocess;

/** {@code l4emu} commands in a fresh JVM, with this JVM's classes. */
public final class CommandUnderTest {
    private static final int RUN_SECONDS_MAX = 600;
    private static final Path LATER_JAVA = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");

    /** Maven runs in the module's directory, the benchmark script too. */
    private static final Path LAUNCHER = Path.of("../l4emu").toAbsolutePath().normalize();

    private CommandUnderTest() {}

    /** A Java later than this one, if the host has it; {@code -Dl4emu.later.java} names it. */
    public static Optional<Path> laterJava() {
        Path home = Path.of(System.getProperty("l4emu.later.java", LATER_JAVA.toString()));
        return Optional.of(home).filter(found -> Files.isExecutable(found.resolve("bin/java")));
    }

    /** Runs the command line on this JVM's Java. */
    public static Outcome run(String input, String... arguments) {
        return run(Path.of(System.getProperty("java.home")), input, arguments);
    }

    /** Runs the command line on another Java. */
    public static Outcome run(Path javaHome, String input, String... arguments) {
        return main(javaHome, "org.l4emu.workbench.Main", input, arguments);
    }

    /** Runs any main class of this class path. */
    public static Outcome main(Path javaHome, String mainClass, String input, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(List.of("-Xmx2g", "-XX:+UseSerialGC", "-ea", "-cp", classPath(), mainClass));
        command.addAll(List.of(arguments));
        byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
        return Subprocess.run(command, bytes, RUN_SECONDS_MAX);
    }

    /** {@code ./l4emu run} as a person starts it, over the tree. */
    public static Outcome launcher(Path tree, List<String> program) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(LAUNCHER.toString(), "run", "--root", tree.toString()));
        for (String assignment : GuestTree.ENVIRONMENT) {
            command.addAll(List.of("--env", assignment));
        }
        command.add("--");
        command.addAll(program);
        return Subprocess.run(command, new byte[0], RUN_SECONDS_MAX);
    }

    /** Surefire starts its JVM with a class path that only names the true one. */
    private static String classPath() {
        String plain = System.getProperty("java.class.path", "");
        return System.getProperty("surefire.test.class.path", plain);
    }
}
