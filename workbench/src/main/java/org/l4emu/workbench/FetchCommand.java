package org.l4emu.workbench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands that bring programs from elsewhere. */
@Command(
        name = "fetch",
        description = {
            "Brings programs to run into the cache.",
            "",
            "Examples:",
            "  l4emu fetch debian",
            "  l4emu fetch debian --json",
            ""
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = FetchDebianCommand.class,
        exitCodeOnExecutionException = ExitCode.BUG)
final class FetchCommand implements Runnable {
    @Spec @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "l4emu fetch: what?");
        }
    }
}
