package org.l4emu.workbench;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Boots the Linux server to its first program, showing the boot lines. */
@Command(
        name = "boot",
        description = {
            "Boots the Linux server from start_kernel to a shell prompt.",
            "",
            "Examples:",
            "  l4emu boot",
            "  l4emu boot --root rootfs.tar --init /sbin/init",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "N:that of the first program; 128+N if signal N ended it",
            " 2:usage",
            " 3:input that cannot be read",
            "70:a bug of l4emu"
        })
final class BootCommand implements Callable<Integer> {
    private static final String SCHEMA = "l4emu/boot/1";

    @Mixin MachineOptions options = new MachineOptions();

    @Option(
            names = "--init",
            paramLabel = "PROGRAM",
            defaultValue = "/bin/sh",
            description = "The first program, PID 1 (default: ${DEFAULT-VALUE}).")
    String init = "/bin/sh";

    @Override
    public Integer call() {
        MachineSpec spec = options.spec(List.of(), init);
        Optional<HostTerminal> terminal = HostTerminal.take();
        int status;
        try {
            status = Machines.runner().run(spec, options.console(SCHEMA));
        } finally {
            terminal.ifPresent(HostTerminal::close);
        }
        options.reportEnd(SCHEMA, status);
        return status;
    }
}
