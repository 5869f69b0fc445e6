package org.l4emu.workbench;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.l4emu.emulib.ProtocolSettings;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.server.boot.RootImage;
import org.l4emu.workbench.root.DebianArchive;
import org.l4emu.workbench.root.RootReader;
import picocli.CommandLine.Option;

/** The options that {@code run} and {@code boot} share, and what they amount to. */
final class MachineOptions {
    private static final int PREEMPT_MIN = 1;
    private static final int FAULT_MICROS_MAX = 1_000_000;

    @Option(
            names = "--root",
            paramLabel = "DIR|TAR|CPIO",
            description = "Root file system; default: what 'l4emu fetch debian' brought.")
    Optional<Path> root = Optional.empty();

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "Record everything that happens into FILE.")
    Optional<Path> record = Optional.empty();

    @Option(names = "--strace", description = "Print a line per system call to stderr.")
    boolean strace;

    @Option(
            names = "--env",
            paramLabel = "K=V",
            description = "Add to the environment of the first program; may be repeated.")
    List<String> environment = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Choose the schedule at random, from this seed; default: round robin.")
    Optional<Long> seed = Optional.empty();

    @Option(
            names = "--preempt",
            paramLabel = "N",
            description = "Length of a time slice, in retired instructions.")
    Optional<Integer> preempt = Optional.empty();

    @Option(
            names = "--schedule",
            paramLabel = "TEXT|@FILE",
            description = {
                "Follow a schedule that is written down: stretches such as",
                "'8.0 until emulib.readAction; 9.0 past emulib.call; 8.1 for 3'."
            })
    Optional<String> schedule = Optional.empty();

    @Option(
            names = "--protocol",
            paramLabel = "PRESET|NAME=VALUE,...",
            defaultValue = "default",
            description = {
                "Signal protocol: first, second or default, and settings changed from it,",
                "as in second,lockTaken=wait. Default: default."
            })
    String protocol = "default";

    @Option(
            names = "--fault-micros",
            paramLabel = "N",
            defaultValue = "0",
            description = "Virtual microseconds the handler of a page fault sleeps; default: 0.")
    int faultMicros;

    @Option(
            names = "--check",
            description = {
                "Check the invariants of the signal protocol while the machine runs",
                "(docs/invariants.md); a broken one ends the run with status 70."
            })
    boolean check;

    @Option(
            names = "--json",
            description = "Write one JSON object per line: output as it comes, then the end.")
    boolean json;

    MachineSpec spec(List<String> command, String init) {
        for (String assignment : environment) {
            if (assignment.indexOf('=') <= 0) {
                throw InputError.usage("--env " + assignment, "expected --env NAME=VALUE");
            }
        }
        if (preempt.isPresent() && preempt.get() < PREEMPT_MIN) {
            throw InputError.usage("--preempt " + preempt.get(), "expected at least 1 instruction");
        }
        return new MachineSpec(
                rootImage(),
                command,
                init,
                environment,
                seed.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                preempt.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                record,
                strace,
                schedule(),
                protocol(),
                faultMicros(),
                check);
    }

    private Optional<String> schedule() {
        if (schedule.isPresent() && seed.isPresent()) {
            throw InputError.usage("--schedule with --seed", "choose one of them");
        }
        return schedule.map(text -> text.startsWith("@") ? read(text.substring(1)) : text);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw InputError.unreadable(
                    file, "cannot be read", "name a file with a schedule", unreadable);
        }
    }

    private SignalProtocol protocol() {
        try {
            return ProtocolSettings.parse(protocol);
        } catch (ProtocolSettings.UnknownSetting unknown) {
            throw InputError.usage("--protocol " + protocol, String.valueOf(unknown.getMessage()));
        }
    }

    private int faultMicros() {
        if (faultMicros < 0 || faultMicros > FAULT_MICROS_MAX) {
            throw InputError.usage(
                    "--fault-micros " + faultMicros, "expected 0 to " + FAULT_MICROS_MAX);
        }
        return faultMicros;
    }

    private RootImage rootImage() {
        return root.map(RootReader::read).orElseGet(() -> DebianArchive.inUserCache().rootImage());
    }

    /** The host's streams; with {@code --json} output becomes objects on stdout. */
    HostConsole console(String schema) {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        if (json) {
            return new HostConsole(
                    new FileInputStream(FileDescriptor.in),
                    new JsonOutput(out, schema, 1),
                    new JsonOutput(out, schema, 2));
        }
        return new HostConsole(new FileInputStream(FileDescriptor.in), out, err);
    }

    void reportEnd(String schema, int status) {
        if (json) {
            System.out.println(JsonLine.of(schema).with("kind", "end").with("status", status));
            System.out.flush();
        }
    }

    /** Each write becomes one object; bytes are characters of the same number. */
    private static final class JsonOutput extends ByteArrayOutputStream {
        private final OutputStream target;
        private final String schema;
        private final int descriptor;

        JsonOutput(OutputStream target, String schema, int descriptor) {
            this.target = target;
            this.schema = schema;
            this.descriptor = descriptor;
        }

        @Override
        public synchronized void flush() throws IOException {
            if (size() > 0) {
                JsonLine line =
                        JsonLine.of(schema)
                                .with("kind", "output")
                                .with("descriptor", descriptor)
                                .with("text", toString(StandardCharsets.ISO_8859_1));
                reset();
                target.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                target.flush();
            }
        }
    }
}
