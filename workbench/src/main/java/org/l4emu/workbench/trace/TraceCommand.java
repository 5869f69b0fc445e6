package org.l4emu.workbench.trace;

import org.jspecify.annotations.Nullable;
import org.l4emu.workbench.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands that read traces. */
@Command(
        name = "trace",
        description = {
            "Shows, draws, compares and counts what a recorded machine did.",
            "",
            "Examples:",
            "  l4emu trace print --syscall write run.l4trace",
            "  l4emu trace diff seed1.l4trace seed2.l4trace",
            ""
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TraceInfoCommand.class,
            TracePrintCommand.class,
            DiagramCommand.class,
            TraceDiffCommand.class,
            TraceStatsCommand.class
        },
        exitCodeOnExecutionException = ExitCode.BUG)
public final class TraceCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "l4emu trace: which command?");
        }
    }
}
