package org.l4emu.tests.conformance;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One case of a conformance file.
 *
 * @param lineNumber where it begins in its file
 * @param arguments the program by its path and its arguments, a script being the last
 * @param expected the output that is written down, for cases that have no peer; else empty
 */
record CommandLine(
        int lineNumber,
        List<String> arguments,
        String input,
        Set<Normalisation> rules,
        String expected) {
    CommandLine {
        arguments = List.copyOf(arguments);
        rules = Set.copyOf(rules);
    }

    /** The name by which busybox is asked for a program; empty if the program is another one. */
    String applet() {
        boolean busybox = arguments.get(0).equals("/bin/busybox") && arguments.size() > 1;
        return busybox ? arguments.get(1) : "";
    }

    /** How test reports call it. */
    String title() {
        String all = String.join(" ", arguments).replace("/bin/", "").replace('\n', ' ').strip();
        return lineNumber + ": " + (all.length() > 110 ? all.substring(0, 110) + "…" : all);
    }

    /** Collects the lines of one case. */
    static final class Builder {
        private final int lineNumber;
        private final String command;
        private final StringBuilder script = new StringBuilder();
        private final StringBuilder input = new StringBuilder();
        private final StringBuilder expected = new StringBuilder();
        private final Set<Normalisation> rules = EnumSet.noneOf(Normalisation.class);

        Builder(int lineNumber, String command) {
            this.lineNumber = lineNumber;
            this.command = command;
        }

        void script(String line) {
            script.append(line).append('\n');
        }

        void input(String line) {
            input.append(line).append('\n');
        }

        void expected(String line) {
            expected.append(line).append('\n');
        }

        void rule(String name) {
            rules.add(Normalisation.named(name));
        }

        CommandLine build() {
            List<String> arguments = new ArrayList<>(ShellWords.split(command));
            arguments.set(0, "/bin/" + arguments.get(0));
            if (script.length() > 0) {
                arguments.add(script.toString());
            }
            return new CommandLine(
                    lineNumber, arguments, input.toString(), rules, expected.toString());
        }
    }
}
