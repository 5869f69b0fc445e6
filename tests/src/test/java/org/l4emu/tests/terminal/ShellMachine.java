package org.l4emu.tests.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.l4emu.tests.conformance.Fixture;

/** Boots machines whose console is a pseudo-terminal of the host, with a shell on it. */
final class ShellMachine {
    /** A program that says that it runs, then sleeps. */
    private static final String NAP =
            """
            #!/bin/sh
            echo begin
            exec sleep 1000
            """;

    private static final String MAIN = "org.l4emu.workbench.Main";

    private final Path root;

    private ShellMachine(Path root) {
        this.root = root;
    }

    /** Debian's programs in a tree of their own, with {@code nap}; skips where they are absent. */
    static ShellMachine in(Path directory) {
        try {
            Path root = Fixture.in(directory).tree().root();
            Files.createDirectories(root.resolve("etc"));
            Files.createDirectories(root.resolve("sbin"));
            Files.createSymbolicLink(root.resolve("sbin/init"), Path.of("../bin/busybox"));
            Path nap = Files.writeString(root.resolve("bin/nap"), NAP);
            Files.setPosixFilePermissions(nap, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new ShellMachine(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** busybox init starts the program as a login shell on the console, again and again. */
    ExpectSession withInit(String shell) {
        try {
            Files.writeString(root.resolve("etc/inittab"), "::respawn:-" + shell + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return boot("/sbin/init");
    }

    /** The program is process 1 itself: the machine ends with it. */
    ExpectSession boot(String init) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command =
                String.join(
                        " ",
                        "exec",
                        quoted(java),
                        "-XX:+UseSerialGC",
                        "-cp",
                        quoted(System.getProperty("java.class.path")),
                        MAIN,
                        "boot",
                        "--root",
                        quoted(root.toString()),
                        "--init",
                        init);
        return ExpectSession.start(command);
    }

    private static String quoted(String word) {
        return "'" + word + "'";
    }
}
