package org.l4emu.server.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes docs/invariants.md from the rules. */
public final class InvariantDocument {
    /** The document, from this module's directory. */
    static final Path FILE = Path.of("..", "docs", "invariants.md");

    private InvariantDocument() {}

    /** Rewrites the document; run in the module's directory. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(FILE, text(), StandardCharsets.UTF_8);
    }

    static String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Invariants of the signal protocol\n\n");
        text.append("Generated from `Invariant` (`InvariantDocument` in linux-server's tests); ");
        text.append("a test compares. `l4emu run --check`, `boot --check` and `replay --check` ");
        text.append("look at all of them while the machine runs; a broken one ends the run with ");
        text.append("status 70 and a report of rule, place, evidence and consequence. Without ");
        text.append("`--check` every run still refuses what the server can see by itself: ");
        text.append("FLAG, DOUBLE, SILENT and STACK at its own receive and reply.\n\n");
        text.append("| id | what must hold | what follows where it does not |\n");
        text.append("| --- | --- | --- |\n");
        for (Invariant rule : Invariant.values()) {
            text.append("| ").append(rule.name()).append(" | ").append(rule.sentence());
            text.append(" | ").append(rule.consequence()).append(" |\n");
        }
        return text.toString();
    }
}
