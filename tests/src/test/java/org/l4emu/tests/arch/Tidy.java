package org.l4emu.tests.arch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * House rules no compiler checks. Each check takes a place in the file system and returns one line
 * per complaint, so that it can be tried on a planted mess.
 */
final class Tidy {
    static final int FILE_LINES_MAX = 800;

    /** HotSpot leaves larger methods to its interpreter for ever. */
    static final int METHOD_BYTES_MAX = 8_000;

    static final int ARCHITECTURE_LINES_MAX = 300;

    private static final Set<String> TOP_LEVEL =
            Set.of(
                    "pom.xml",
                    "README.md",
                    "LICENSE",
                    "l4emu",
                    "docs",
                    "protocol",
                    "microkernel",
                    "emulib",
                    "signal-thread",
                    "linux-server",
                    "workbench",
                    "tests");

    /** Names that are identifiers of a format, not places a build fetches from. */
    private static final Set<String> HOSTS_IN_FORMATS =
            Set.of("maven.apache.org", "www.apache.org", "www.w3.org", "127.0.0.1", "localhost");

    private static final Pattern ADDRESS = Pattern.compile("[a-z]+://([A-Za-z0-9.-]+)");
    private static final Pattern REGISTRY =
            Pattern.compile(
                    "\\b(?:repo\\d?|registry|deb|ftp|mirror|archive|proxy|packages|plugins)"
                            + "\\.[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.(?:org|com|io|net|dev)\\b");
    private static final Pattern TEST_ANNOTATION =
            Pattern.compile(
                    "^\\s*@(?:Test|RepeatedTest|ParameterizedTest|TestFactory)\\b",
                    Pattern.MULTILINE);
    private static final Pattern LOOSE_END =
            Pattern.compile("\\b(?:TODO|FIXME|XXX)\\b(?!\\(#\\d+\\))");
    private static final Pattern AUTHOR = Pattern.compile("^\\s*\\*\\s*@author", Pattern.MULTILINE);

    private Tidy() {}

    /** The directory that holds the whole house. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("microkernel/pom.xml"))) {
            Path up = here.getParent();
            if (up == null) {
                throw new IllegalStateException("run inside the source tree");
            }
            here = up;
        }
        return here;
    }

    static List<String> longFiles(Path root) throws IOException {
        List<String> complaints = new ArrayList<>();
        for (Path file : sources(root)) {
            long lines = Files.readString(file).lines().count();
            if (lines > FILE_LINES_MAX) {
                complaints.add(file + ": " + lines + " lines, at most " + FILE_LINES_MAX);
            }
        }
        return complaints;
    }

    static List<String> hugeMethods(Path classes) throws IOException {
        List<String> complaints = new ArrayList<>();
        for (Path file : files(classes, ".class")) {
            try (InputStream in = Files.newInputStream(file)) {
                for (Map.Entry<String, Integer> method : ClassFile.codeSizes(in).entrySet()) {
                    if (method.getValue() > METHOD_BYTES_MAX) {
                        complaints.add(
                                file
                                        + ": "
                                        + method.getKey()
                                        + " has "
                                        + method.getValue()
                                        + " bytes of code, at most "
                                        + METHOD_BYTES_MAX);
                    }
                }
            }
        }
        return complaints;
    }

    static List<String> testsThatNeverRun(Path root) throws IOException {
        List<String> complaints = new ArrayList<>();
        for (Path file : sources(root)) {
            String name = file.getFileName().toString();
            boolean found = name.endsWith("Test.java") || name.endsWith("IT.java");
            if (!found && TEST_ANNOTATION.matcher(Files.readString(file)).find()) {
                complaints.add(file + ": has tests, but its name does not end in Test");
            }
        }
        return complaints;
    }

    static List<String> strangersAtTheTop(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !name.equals("target"))
                    .filter(name -> !TOP_LEVEL.contains(name))
                    .sorted()
                    .map(name -> name + ": does not belong on the top level")
                    .toList();
        }
    }

    static List<String> hostNames(Path root) throws IOException {
        List<String> complaints = new ArrayList<>();
        for (Path file : texts(root)) {
            String text = Files.readString(file);
            Matcher address = ADDRESS.matcher(text);
            while (address.find()) {
                if (!HOSTS_IN_FORMATS.contains(address.group(1))) {
                    complaints.add(file + ": names the host " + address.group(1));
                }
            }
            Matcher registry = REGISTRY.matcher(text);
            while (registry.find()) {
                complaints.add(file + ": names the host " + registry.group());
            }
        }
        return complaints;
    }

    static List<String> looseEnds(Path root) throws IOException {
        List<String> complaints = new ArrayList<>();
        for (Path file : sources(root)) {
            String text = Files.readString(file);
            if (LOOSE_END.matcher(text).find() && !file.endsWith("Tidy.java")) {
                complaints.add(file + ": a loose end without an issue number, as in (#12)");
            }
            if (AUTHOR.matcher(text).find()) {
                complaints.add(file + ": has an author tag");
            }
        }
        return complaints;
    }

    private static List<Path> sources(Path root) throws IOException {
        return files(root, ".java");
    }

    private static List<Path> texts(Path root) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String end : List.of(".java", ".xml", ".md", ".proto", ".sh", ".properties", "/run")) {
            all.addAll(files(root, end));
        }
        Path launcher = root.resolve("l4emu");
        if (Files.isRegularFile(launcher)) {
            all.add(launcher);
        }
        return all;
    }

    /** What a clone holds: build results and the version control's own files are left out. */
    private static List<Path> files(Path root, String end) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(end))
                    .filter(file -> !isBuilt(root.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isBuilt(Path relative) {
        for (Path part : relative) {
            if (part.toString().equals("target") || part.toString().equals(".git")) {
                return true;
            }
        }
        return false;
    }
}
