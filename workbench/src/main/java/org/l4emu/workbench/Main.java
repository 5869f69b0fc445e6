package org.l4emu.workbench;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry of {@code l4emu}: parses, runs one command, and turns what happened into a status. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command line in this JVM and returns its exit status. */
    static int run(String... args) {
        return commandLine(args).execute(args);
    }

    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new L4emuCommand());
        line.setExecutionStrategy(new CommandLine.RunLast());
        line.setExecutionExceptionHandler(Main::report);
        line.setParameterExceptionHandler(Main::reportUsage);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi(args)));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // What follows a program's name belongs to the program.
        Objects.requireNonNull(line.getSubcommands().get("run")).setStopAtPositional(true);
        return line;
    }

    /** Colour is wanted before anything is parsed: a usage message is coloured, too. */
    private static Ansi ansi(String... args) {
        for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
            String value = null;
            if (args[i].startsWith("--color=")) {
                value = args[i].substring("--color=".length());
            } else if (args[i].equals("--color") && i + 1 < args.length) {
                value = args[i + 1];
            }
            if (value != null) {
                return switch (value) {
                    case "always" -> Ansi.ON;
                    case "never" -> Ansi.OFF;
                    default -> Ansi.AUTO;
                };
            }
        }
        return Ansi.AUTO;
    }

    private static int reportUsage(ParameterException failure, String[] args) {
        CommandLine line = failure.getCommandLine();
        String message = Objects.requireNonNullElse(failure.getMessage(), "unusable arguments");
        PrintWriter err = line.getErr();
        err.println(line.getColorScheme().errorText(message));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("See: " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int report(Exception failure, CommandLine line, @Nullable ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (failure instanceof InputError input) {
            String message = Objects.requireNonNullElse(input.getMessage(), "unusable input");
            err.println(line.getColorScheme().errorText("l4emu: " + message));
            err.println("  " + input.expected());
            return input.exitCode();
        }
        err.println(line.getColorScheme().errorText("l4emu: a bug of l4emu, not of your program"));
        failure.printStackTrace(err);
        return ExitCode.BUG;
    }
}
