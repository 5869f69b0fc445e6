package org.l4emu.server.syscall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;

/** Writes docs/syscalls.md from the server's table. */
public final class SyscallDocument {
    /** The document, from this module's directory. */
    static final Path FILE = Path.of("..", "docs", "syscalls.md");

    private SyscallDocument() {}

    /** Rewrites the document; run in the module's directory. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(FILE, text(), StandardCharsets.UTF_8);
    }

    static String text() {
        LinuxLab lab = new LinuxLab(new ArmCode().exit(0));
        lab.status();
        List<Syscall> rows = lab.linux.syscalls().rows();
        StringBuilder text = new StringBuilder();
        text.append("# System calls\n\n");
        text.append("Generated from the server's table (`SyscallDocument` in linux-server's ");
        text.append("tests); a test compares. Numbers are those of the ARM EABI. An unknown ");
        text.append("call answers ENOSYS and leaves one kernel-log line.\n\n");
        text.append(count(rows, Syscall.Status.FULL)).append(" calls are full, ");
        text.append(count(rows, Syscall.Status.PARTIAL)).append(" partial, ");
        text.append(count(rows, Syscall.Status.ABSENT));
        text.append(" answer as a kernel without the feature.\n\n");
        text.append("| number | name | arguments | status | note |\n");
        text.append("| ---: | --- | --- | --- | --- |\n");
        for (Syscall row : rows) {
            text.append(row(row));
        }
        return text.toString();
    }

    private static long count(List<Syscall> rows, Syscall.Status status) {
        return rows.stream().filter(row -> row.status() == status).count();
    }

    private static String row(Syscall row) {
        String arguments =
                row.arguments().stream()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .collect(Collectors.joining(", "));
        String number =
                row.number() < 0xf0000
                        ? Integer.toString(row.number())
                        : "0x" + Integer.toHexString(row.number());
        String status = row.status().name().toLowerCase(Locale.ROOT);
        return String.format(
                "| %s | %s | %s | %s | %s |%n", number, row.name(), arguments, status, row.note());
    }
}
