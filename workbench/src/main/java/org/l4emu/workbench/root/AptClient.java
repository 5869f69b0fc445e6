package org.l4emu.workbench.root;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.l4emu.workbench.InputError;

/**
 * Debian's apt with a state of its own: it reads the host's sources, keys and proxy settings, asks
 * for armel, and keeps lists, caches and an empty package status in a private directory. It never
 * touches the host's dpkg, and trusts only what a signed index vouches for.
 */
final class AptClient {
    private static final Logger LOGGER = LogManager.getLogger(AptClient.class);
    private static final String ARCHITECTURE = "armel";
    private static final long COMMAND_MINUTES_MAX = 10;
    private static final Path HOST = Path.of("/etc/apt");

    /**
     * @param sha256 as the index states it
     */
    record Download(Path file, String version, String sha256) {}

    private final Path directory;

    /** What the last command had to say although it may have worked. */
    private String complaints = "";

    /** Lists that could not be brought do not stop apt, but explain what is missing later. */
    private String updateComplaints = "";

    AptClient(Path directory) throws IOException {
        this.directory = directory;
        for (String each :
                List.of(
                        "state/lists/partial",
                        "cache/archives/partial",
                        "sources",
                        "parts",
                        "debs")) {
            Files.createDirectories(directory.resolve(each));
        }
        Files.createFile(directory.resolve("state/status"));
        Files.createFile(directory.resolve("sources.list"));
        Files.writeString(directory.resolve("apt.conf"), hostSettings() + settings());
        copySources();
    }

    void update() {
        run("apt-get", "-q", "update");
        updateComplaints = complaints;
    }

    Download download(String name) throws IOException {
        String shown = run("apt-cache", "show", "--no-all-versions", name);
        run("apt-get", "-q", "download", name);
        Path debs = directory.resolve("debs");
        try (Stream<Path> files = Files.list(debs)) {
            Path file =
                    files.filter(each -> each.getFileName().toString().startsWith(name + "_"))
                            .findFirst()
                            .orElseThrow(() -> new IOException("apt brought no file for " + name));
            return new Download(file, field(shown, "Version"), field(shown, "SHA256"));
        }
    }

    void unpack(Path packageFile, Path target) {
        run("dpkg-deb", "-x", packageFile.toString(), target.toString());
    }

    /** Only what says how to reach the sources: the host's hooks have no business here. */
    private String hostSettings() {
        StringBuilder kept = new StringBuilder();
        run("apt-config", "dump")
                .lines()
                .filter(line -> line.startsWith("Acquire::") && !line.endsWith(" \"\";"))
                .filter(line -> !line.startsWith("Acquire::IndexTargets"))
                .filter(line -> !line.contains("Insecure") && !line.contains("Weak"))
                .forEach(line -> kept.append(line).append('\n'));
        return kept.toString();
    }

    private String settings() {
        return String.join(
                "\n",
                "APT::Architecture \"" + ARCHITECTURE + "\";",
                "APT::Architectures { \"" + ARCHITECTURE + "\"; };",
                "APT::Get::AllowUnauthenticated \"false\";",
                "APT::Sandbox::User \"\";",
                "Acquire::AllowInsecureRepositories \"false\";",
                "Acquire::AllowWeakRepositories \"false\";",
                "Acquire::Languages \"none\";",
                "Dir::State \"" + directory.resolve("state") + "\";",
                "Dir::State::status \"" + directory.resolve("state/status") + "\";",
                "Dir::Cache \"" + directory.resolve("cache") + "\";",
                "Dir::Etc::sourcelist \"" + directory.resolve("sources.list") + "\";",
                "Dir::Etc::sourceparts \"" + directory.resolve("sources") + "\";",
                "Dir::Etc::main \"/dev/null\";",
                "Dir::Etc::parts \"" + directory.resolve("parts") + "\";",
                "");
    }

    /** The host's sources, without limits to the host's architecture. */
    private void copySources() throws IOException {
        List<Path> sources = new ArrayList<>();
        if (Files.isRegularFile(HOST.resolve("sources.list"))) {
            sources.add(HOST.resolve("sources.list"));
        }
        if (Files.isDirectory(HOST.resolve("sources.list.d"))) {
            try (Stream<Path> parts = Files.list(HOST.resolve("sources.list.d"))) {
                parts.filter(part -> part.toString().matches(".*\\.(list|sources)"))
                        .sorted()
                        .forEach(sources::add);
            }
        }
        for (Path source : sources) {
            Files.writeString(
                    directory.resolve("sources").resolve(source.getFileName()),
                    anyArchitecture(Files.readString(source)));
        }
    }

    /** One-line sources say {@code [arch=amd64]}, paragraphs {@code Architectures: amd64}. */
    static String anyArchitecture(String source) {
        StringBuilder kept = new StringBuilder();
        for (String line : source.lines().toList()) {
            if (!line.startsWith("Architectures:")) {
                kept.append(line.replaceFirst("\\barch[+-]?=[^\\s\\]]+", "").replace("[] ", ""))
                        .append('\n');
            }
        }
        return kept.toString();
    }

    private static String field(String shown, String name) throws IOException {
        return shown.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2).trim())
                .findFirst()
                .orElseThrow(() -> new IOException("the index states no " + name));
    }

    /** Runs a command of apt to its end and returns what it printed. */
    private String run(String... command) {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.resolve("debs").toFile());
        builder.environment().put("APT_CONFIG", directory.resolve("apt.conf").toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(output.toFile());
        builder.redirectError(errors.toFile());
        try {
            Process process;
            try {
                process = builder.start();
            } catch (IOException e) {
                throw InputError.unreadable(
                        command[0],
                        "is not on this machine",
                        "expected Debian's apt; or name a root file system with --root",
                        e);
            }
            if (!process.waitFor(COMMAND_MINUTES_MAX, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw failed(command, "did not end in " + COMMAND_MINUTES_MAX + " minutes");
            }
            complaints = Files.readString(errors, StandardCharsets.UTF_8).strip();
            LOGGER.debug("{}: {} {}", String.join(" ", command), process.exitValue(), complaints);
            if (process.exitValue() != 0) {
                throw failed(command, complaints);
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(command, "was interrupted");
        }
    }

    private InputError failed(String[] command, String problem) {
        String all = (updateComplaints + "\n" + problem).strip();
        return InputError.unreadable(
                String.join(" ", command),
                all.isEmpty() ? "did not work" : all,
                "expected apt sources of a Debian release that has armel, and a network");
    }
}
