package org.l4emu.tests.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Records the pipe-and-fork workload under one random schedule after another and prints the SHA-256
 * of each recording: {@code main TREE FIRST-SEED LAST-SEED}.
 */
public final class RecordingDigests {
    /** Short enough that the workload is preempted in the middle of everything. */
    private static final int QUANTUM_INSTRUCTIONS = 700;

    private final MachineUnderTest machine;

    public RecordingDigests(Path tree) {
        machine = new MachineUnderTest(tree);
    }

    public static void main(String... arguments) {
        RecordingDigests digests = new RecordingDigests(Path.of(arguments[0]));
        long last = Long.parseLong(arguments[2]);
        for (long seed = Long.parseLong(arguments[1]); seed <= last; seed++) {
            System.out.println(digests.of(seed).digest());
        }
    }

    /** What one seed leaves behind: the recording's digest and the program's output. */
    public record Run(String digest, String output) {}

    public Run of(long seed) {
        try {
            Path file = Files.createTempFile("l4emu-seed-" + seed, ".l4trace");
            try {
                MachineUnderTest.Options options =
                        MachineUnderTest.Options.PLAIN
                                .seeded(seed)
                                .preempting(QUANTUM_INSTRUCTIONS)
                                .recording(file);
                List<String> command = List.of("/bin/pipe-and-fork", "order");
                String output = machine.run(command, "", options).output();
                return new Run(sha256(Files.readAllBytes(file)), output);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
