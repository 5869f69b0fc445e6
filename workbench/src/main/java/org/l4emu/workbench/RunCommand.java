package org.l4emu.workbench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs one program with the console attached; its exit status is the program's. */
@Command(
        name = "run",
        description = {
            "Runs one ARM Linux program, with this terminal as its console.",
            "",
            "Examples:",
            "  l4emu run -- /bin/busybox ls -l /",
            "  l4emu run --seed 7 --record run.l4trace -- /bin/sh -c 'echo a | cat'",
            "",
            "The program is not PID 1: a small init starts it and ends the machine with it.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "N:the program's own; 128+N if signal N ended it",
            " 2:usage",
            " 3:input that cannot be read",
            "70:a bug of l4emu"
        })
final class RunCommand implements Callable<Integer> {
    private static final String SCHEMA = "l4emu/run/1";

    @Mixin MachineOptions options = new MachineOptions();

    @Parameters(
            arity = "1..*",
            paramLabel = "PROGRAM ARGS",
            description = "The program, by its path in the root file system, and its arguments.")
    List<String> command = List.of();

    @Override
    public Integer call() {
        MachineSpec spec = options.spec(command, "");
        int status = Machines.runner().run(spec, options.console(SCHEMA));
        options.reportEnd(SCHEMA, status);
        return status;
    }
}
