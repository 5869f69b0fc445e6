package org.l4emu.workbench;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.l4emu.server.boot.RootImage;
import org.l4emu.workbench.root.Guests;
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
    @Override
    public Integer call() {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        RootImage root = Guests.rootImage();
        int worst = ExitCode.OK;
        for (String guest : Guests.NAMES) {
            out.println("$ /" + guest);
            int status = Machines.runner().run(spec(root, guest), console());
            if (status != 0) {
                out.println("ended with status " + status);
                worst = ExitCode.NO;
            }
        }
        return worst;
    }

    private static MachineSpec spec(RootImage root, String guest) {
        return new MachineSpec(
                root,
                List.of("/" + guest),
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                false);
    }

    private static HostConsole console() {
        return new HostConsole(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
    }
}
