package org.l4emu.workbench;

import org.jspecify.annotations.Nullable;
import org.l4emu.workbench.trace.TraceCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The top command: holds the others and does nothing itself. */
@Command(
        name = "l4emu",
        description = {
            "Runs unmodified ARM Linux programs on an L4-style microkernel and one Linux server.",
            "",
            "Examples:",
            "  l4emu demo",
            "  l4emu run --record run.l4trace -- /bin/busybox sh -c 'echo hello | wc -c'",
            ""
        },
        mixinStandardHelpOptions = true,
        version = "l4emu 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            BootCommand.class,
            DemoCommand.class,
            ReplayCommand.class,
            TraceCommand.class,
            FetchCommand.class,
            GenerateCompletion.class
        },
        scope = ScopeType.LOCAL,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:done",
            " 1:the tool worked, and the answer is no",
            " 2:usage",
            " 3:input that cannot be read",
            " 4:undecided: a budget was spent",
            "70:a bug of l4emu",
            "130:interrupted"
        })
final class L4emuCommand implements Runnable {
    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            scope = ScopeType.INHERIT,
            description = "Colour in messages: auto, always or never.")
    @Nullable String color;

    @Spec @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "l4emu: which command?");
        }
    }
}
