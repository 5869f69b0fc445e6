package org.l4emu.workbench;

import java.util.concurrent.Callable;
import org.l4emu.workbench.root.DebianArchive;
import org.l4emu.workbench.root.DebianPackage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings Debian's static busybox and bash for armel. */
@Command(
        name = "debian",
        description = {
            "Brings Debian's busybox-static and bash-static for armel, authenticated by apt.",
            "",
            "Examples:",
            "  l4emu fetch debian",
            "  l4emu fetch debian --again",
            "",
            "apt works with its own lists and caches; the host's packages are left alone.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.BUG,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:the packages are there",
            " 2:usage",
            " 3:apt is missing, or could not bring them",
            "70:a bug of l4emu"
        })
final class FetchDebianCommand implements Callable<Integer> {
    @Option(names = "--again", description = "Bring them even if they are there.")
    boolean again;

    @Option(names = "--json", description = "Write one JSON object per package.")
    boolean json;

    @Override
    public Integer call() {
        DebianArchive archive = DebianArchive.inUserCache();
        if (again || !archive.isFetched()) {
            archive.fetch(step -> System.err.println("l4emu: " + step));
        }
        for (DebianPackage each : archive.packages()) {
            if (json) {
                System.out.println(
                        JsonLine.of("l4emu/fetch/1")
                                .with("package", each.name())
                                .with("version", each.version())
                                .with("sha256", each.sha256())
                                .with("program", archive.program(each).toString())
                                .with("programSha256", each.programSha256()));
            } else {
                System.out.printf(
                        "%s %s%n  package sha256 %s%n  program %s%n  program sha256 %s%n",
                        each.name(),
                        each.version(),
                        each.sha256(),
                        archive.program(each),
                        each.programSha256());
            }
        }
        return ExitCode.OK;
    }
}
