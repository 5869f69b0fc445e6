package org.l4emu.tests.machine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.server.boot.RootImage;
import org.l4emu.tests.peer.GuestTree;
import org.l4emu.tests.peer.Outcome;
import org.l4emu.workbench.HostConsole;
import org.l4emu.workbench.MachineSpec;
import org.l4emu.workbench.Machines;
import org.l4emu.workbench.root.RootReader;

/** Runs programs on the machine in this JVM, each on a machine of its own over the same root. */
public final class MachineUnderTest {
    private final RootImage root;

    public MachineUnderTest(Path tree) {
        root = RootReader.read(tree);
    }

    /** What a run is given beside its command. */
    public record Options(
            OptionalLong seed,
            OptionalInt preempt,
            Optional<Path> recording,
            SignalProtocol protocol) {
        /** Priorities and round robin, nothing recorded, the protocol the emulator boots with. */
        public static final Options PLAIN =
                new Options(
                        OptionalLong.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        SignalProtocol.DEFAULT);

        public Options seeded(long seed) {
            return new Options(OptionalLong.of(seed), preempt, recording, protocol);
        }

        public Options preempting(int instructions) {
            return new Options(seed, OptionalInt.of(instructions), recording, protocol);
        }

        public Options recording(Path file) {
            return new Options(seed, preempt, Optional.of(file), protocol);
        }

        public Options under(SignalProtocol other) {
            return new Options(seed, preempt, recording, other);
        }
    }

    /** Runs the program, named by its path in the tree, with its arguments. */
    public Outcome run(List<String> arguments, String input, Options options) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
        HostConsole console = new HostConsole(new ByteArrayInputStream(bytes), output, errors);
        MachineSpec spec =
                new MachineSpec(
                        root,
                        arguments,
                        "",
                        GuestTree.ENVIRONMENT,
                        options.seed(),
                        options.preempt(),
                        options.recording(),
                        false,
                        Optional.empty(),
                        options.protocol(),
                        0,
                        false);
        int status = Machines.runner().run(spec, console);
        return new Outcome(text(output), text(errors), status);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
