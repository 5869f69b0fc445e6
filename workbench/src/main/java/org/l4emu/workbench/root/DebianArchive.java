package org.l4emu.workbench.root;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.l4emu.server.boot.RootImage;
import org.l4emu.workbench.InputError;

/**
 * Debian's static busybox and bash for armel, in a directory of the user's cache.
 *
 * <p>{@link AptClient} brings and authenticates the packages; here they are unpacked, and their
 * versions and SHA-256 sums recorded in {@code debian.properties}. A fetch that fails leaves the
 * former state.
 */
public final class DebianArchive {
    static final List<String> PACKAGES = List.of("busybox-static", "bash-static");

    /** The program wanted from each package. */
    private static final Map<String, String> PROGRAMS =
            Map.of("busybox-static", "busybox", "bash-static", "bash-static");

    private static final String RECORD = "debian.properties";

    private final Path directory;

    public DebianArchive(Path directory) {
        this.directory = directory;
    }

    /** In {@code $XDG_CACHE_HOME/l4emu/debian}, which is {@code ~/.cache/l4emu/debian} usually. */
    public static DebianArchive inUserCache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || !cache.startsWith("/")
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cache);
        return new DebianArchive(base.resolve("l4emu/debian"));
    }

    public boolean isFetched() {
        return Files.isRegularFile(directory.resolve(RECORD));
    }

    /** The packages that were fetched. */
    public List<DebianPackage> packages() {
        Properties record = new Properties();
        try (InputStream in = Files.newInputStream(directory.resolve(RECORD))) {
            record.load(in);
        } catch (IOException e) {
            throw InputError.unreadable(
                    directory.toString(),
                    "no Debian programs there",
                    "run 'l4emu fetch debian', or name a root file system with --root",
                    e);
        }
        return PACKAGES.stream()
                .map(
                        name ->
                                new DebianPackage(
                                        name,
                                        record.getProperty(name + ".version", ""),
                                        record.getProperty(name + ".sha256", ""),
                                        record.getProperty(name + ".program", ""),
                                        record.getProperty(name + ".program.sha256", "")))
                .toList();
    }

    /** Where the program of a package is on the host. */
    public Path program(DebianPackage fetched) {
        return directory.resolve(fetched.program());
    }

    /** The host's path of {@code busybox} or {@code bash-static}. */
    public Path program(String name) {
        return packages().stream()
                .filter(fetched -> name.equals(PROGRAMS.get(fetched.name())))
                .map(this::program)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no package brings " + name));
    }

    /** A root file system with busybox under the names of all its applets, and bash. */
    public RootImage rootImage() {
        try {
            return BusyboxRoot.image(
                    Files.readAllBytes(program("busybox")),
                    Files.readAllBytes(program("bash-static")));
        } catch (IOException e) {
            throw InputError.unreadable(
                    directory.toString(),
                    "the cached programs cannot be read",
                    "run 'l4emu fetch debian --again'",
                    e);
        }
    }

    /**
     * Brings the packages.
     *
     * @param progress hears of each step
     * @throws InputError if apt is missing, finds nothing, or does not trust what it finds
     */
    public void fetch(Consumer<String> progress) {
        Path work = null;
        try {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            work = Files.createTempDirectory(directory.toAbsolutePath().getParent(), "fetch-");
            Path fresh = Files.createDirectory(work.resolve("debian"));
            fetchInto(fresh, work, progress);
            deleteTree(directory);
            Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw InputError.unreadable(
                    directory.toString(),
                    String.valueOf(e.getMessage()),
                    "expected a writable cache; XDG_CACHE_HOME names another place for it",
                    e);
        } finally {
            if (work != null) {
                deleteTree(work);
            }
        }
    }

    private static void fetchInto(Path fresh, Path work, Consumer<String> progress)
            throws IOException {
        AptClient apt = new AptClient(work.resolve("apt"));
        progress.accept("reading the package lists for armel");
        apt.update();
        StringBuilder record = new StringBuilder();
        for (String name : PACKAGES) {
            progress.accept("bringing " + name);
            AptClient.Download download = apt.download(name);
            String actual = sha256(Files.readAllBytes(download.file()));
            if (!actual.equals(download.sha256())) {
                throw InputError.unreadable(
                        name, "SHA-256 is " + actual, "the signed index says " + download.sha256());
            }
            Path unpacked = fresh.resolve(name);
            apt.unpack(download.file(), unpacked);
            Path program = find(unpacked, PROGRAMS.getOrDefault(name, name));
            record.append(name + ".version=" + download.version() + "\n");
            record.append(name + ".sha256=" + actual + "\n");
            record.append(name + ".program=" + fresh.relativize(program) + "\n");
            record.append(name + ".program.sha256=" + sha256(Files.readAllBytes(program)) + "\n");
        }
        Files.writeString(fresh.resolve(RECORD), record, StandardCharsets.ISO_8859_1);
    }

    private static Path find(Path unpacked, String program) throws IOException {
        for (String place : List.of("bin", "usr/bin")) {
            Path file = unpacked.resolve(place).resolve(program);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new IOException("the package holds no program " + program);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static void deleteTree(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : new ArrayList<>(walk.sorted(Comparator.reverseOrder()).toList())) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw InputError.unreadable(
                    tree.toString(), "cannot be deleted", "delete it by hand", e);
        }
    }
}
