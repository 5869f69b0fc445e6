package org.l4emu.workbench;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a recorded machine again. */
@Command(
        name = "replay",
        description = {
            "Runs a recorded machine again, with the inputs and choices of the record.",
            "",
            "Examples:",
            "  l4emu replay run.l4trace --verify",
            "  l4emu replay run.l4trace --at 1200",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:the run is the recorded one",
            " 1:an event or the final digest differs",
            " 2:usage",
            " 3:the file cannot be read",
            "70:a bug of l4emu"
        })
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A trace made with --record.")
    Path file = Path.of("");

    @Option(
            names = "--verify",
            description = "Compare every event and the final digest with the record.")
    boolean verify;

    @Option(
            names = "--at",
            paramLabel = "N",
            description = "Stop before event N and show the state.")
    Optional<Long> at = Optional.empty();

    @Option(
            names = "--check",
            description = "Check the invariants of the signal protocol (docs/invariants.md).")
    boolean check;

    @Option(names = "--json", description = "Write the result as one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        HostConsole console =
                new HostConsole(
                        new FileInputStream(FileDescriptor.in),
                        new FileOutputStream(json ? FileDescriptor.err : FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err));
        OptionalLong stop = at.map(OptionalLong::of).orElseGet(OptionalLong::empty);
        int status = Machines.runner().replay(file, verify, stop, check, console);
        if (json) {
            System.out.println(
                    JsonLine.of("l4emu/replay/1")
                            .with("file", file.toString())
                            .with("verified", verify && status == ExitCode.OK)
                            .with("status", status));
        }
        return status;
    }
}
