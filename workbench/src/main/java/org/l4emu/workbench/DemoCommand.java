package org.l4emu.workbench;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.l4emu.server.boot.RootImage;
import org.l4emu.workbench.root.Guests;
import org.l4emu.workbench.trace.TraceCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main job on small embedded programs: needs no network and no other file. */
@Command(
        name = "demo",
        description = {
            "Runs small embedded ARM programs on the machine: what it is, in a second.",
            "",
            "Examples:",
            "  l4emu demo",
            "  l4emu demo --color never",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {" 0:all programs ended well", " 1:one did not", "70:a bug of l4emu"})
final class DemoCommand implements Callable<Integer> {
    /** The guest whose run is recorded, replayed and looked into. */
    private static final String RECORDED = "pipeline";

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    @Override
    public Integer call() throws IOException {
        RootImage root = Guests.rootImage();
        Path trace = Files.createTempFile("l4emu-demo", ".l4trace");
        try {
            int worst = ExitCode.OK;
            for (String guest : Guests.NAMES) {
                if (!guest.equals(RECORDED)) {
                    worst = Math.max(worst, run(root, guest, Optional.empty()));
                }
            }
            worst = Math.max(worst, run(root, RECORDED, Optional.of(trace)));
            return Math.max(worst, lookInto(trace));
        } finally {
            Files.delete(trace);
        }
    }

    private int run(RootImage root, String guest, Optional<Path> record) {
        out.println("$ /" + guest + (record.isPresent() ? "     (recorded)" : ""));
        HostConsole console = console(new FileOutputStream(FileDescriptor.out));
        int status = Machines.runner().run(spec(root, guest, record), console);
        if (status != 0) {
            out.println("ended with status " + status);
            return ExitCode.NO;
        }
        return ExitCode.OK;
    }

    /** Replays the record event for event, then shows the way of its first write. */
    private int lookInto(Path trace) {
        out.println("\n$ l4emu replay --verify     (the same run again, each event compared)");
        HostConsole silent = console(OutputStream.nullOutputStream());
        int status = Machines.runner().replay(trace, true, OptionalLong.empty(), silent);
        out.println("\n$ l4emu trace print --syscall write --limit 1");
        int printed =
                new CommandLine(new TraceCommand())
                        .execute("print", "--syscall", "write", "--limit", "1", trace.toString());
        return Math.max(status, printed);
    }

    private static MachineSpec spec(RootImage root, String guest, Optional<Path> record) {
        return new MachineSpec(
                root,
                List.of("/" + guest),
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                record,
                false);
    }

    private static HostConsole console(OutputStream output) {
        return new HostConsole(
                new FileInputStream(FileDescriptor.in),
                output,
                new FileOutputStream(FileDescriptor.out));
    }
}
