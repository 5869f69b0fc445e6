package org.l4emu.tests.peer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Runs ARM programs under {@code qemu-arm} with a directory as their root. How that works without
 * privileges is said in {@code peer.sh}.
 */
public final class Peer {
    private static final int NO_PEER = 125;
    private static final int RUN_SECONDS_MAX = 120;

    /** What qemu itself, not the program, says when a signal ends a process. */
    private static final Pattern QEMU_REMARK =
            Pattern.compile("(?m)^qemu: uncaught target signal .*\n");

    private final Path tree;

    public Peer(Path tree) {
        this.tree = tree;
    }

    /** The reason why this host has no peer, if so. */
    public Optional<String> unavailable() {
        if (!Files.isExecutable(Path.of("/usr/bin/qemu-arm"))) {
            return Optional.of("no /usr/bin/qemu-arm");
        }
        Outcome probe = run(List.of("/bin/busybox", "true"), "");
        return probe.status() == 0
                ? Optional.empty()
                : Optional.of("qemu-arm cannot be run with a root: " + probe.errors().strip());
    }

    /** Runs the program, named by its path in the tree, with its arguments. */
    public Outcome run(List<String> arguments, String input) {
        List<String> command = new ArrayList<>(List.of("sh", script().toString(), tree.toString()));
        command.addAll(arguments);
        byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
        Outcome outcome = Subprocess.run(command, bytes, RUN_SECONDS_MAX);
        if (outcome.status() == NO_PEER && outcome.errors().startsWith("peer: ")) {
            return outcome;
        }
        String errors = QEMU_REMARK.matcher(outcome.errors()).replaceAll("");
        return new Outcome(outcome.output(), errors, outcome.status());
    }

    static Path script() {
        return GuestTree.resource("peer.sh");
    }
}
