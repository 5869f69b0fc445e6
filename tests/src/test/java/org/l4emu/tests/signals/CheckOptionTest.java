package org.l4emu.tests.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l4emu.emulib.ProtocolSettings;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.server.boot.RootImage;
import org.l4emu.tests.guests.GuestBuild;
import org.l4emu.workbench.HostConsole;
import org.l4emu.workbench.MachineSpec;
import org.l4emu.workbench.Machines;

/** What {@code --check} on run and replay amounts to. */
class CheckOptionTest {
    private static final int PREEMPT = 40;

    @TempDir private static Path directory;
    private static RootImage root = RootImage.of(List.of());

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final HostConsole console =
            new HostConsole(
                    new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), errors);

    @BeforeAll
    static void theGuestIsBuilt() throws IOException {
        GuestBuild.assumeCompiler();
        GuestBuild.build(directory, "soak-storm");
        byte[] program = Files.readAllBytes(directory.resolve("soak-storm"));
        root = RootImage.of(List.of(RootImage.regular("soak", 0755, program)));
    }

    private static MachineSpec spec(String protocol, Path record)
            throws ProtocolSettings.UnknownSetting {
        return new MachineSpec(
                root,
                List.of("/soak", "1", "10", "16"),
                "",
                List.of(),
                OptionalLong.of(1),
                OptionalInt.of(PREEMPT),
                Optional.of(record),
                false,
                Optional.empty(),
                ProtocolSettings.parse(protocol),
                0,
                true);
    }

    @Test
    void theDefaultRunsToItsEnd() throws ProtocolSettings.UnknownSetting {
        Path file = directory.resolve("good.l4trace");

        assertThat(Machines.runner().run(spec("default", file), console)).isZero();
        assertThat(Machines.runner().replay(file, true, OptionalLong.empty(), true, console))
                .isZero();
    }

    @Test
    void aBrokenRuleEndsTheRunAndItsReplayAtTheSameEvent() throws ProtocolSettings.UnknownSetting {
        Path file = directory.resolve("bad.l4trace");
        MachineSpec unsafe = spec("default,lockTaken=forget", file);

        assertThatThrownBy(() -> Machines.runner().run(unsafe, console))
                .isInstanceOfSatisfying(
                        InvariantViolation.class, e -> assertThat(e.id()).isEqualTo("LOST"));
        String report = errors.toString(StandardCharsets.UTF_8);
        assertThat(report).contains("replay: l4emu replay " + file + " --check");
        String where = report.lines().filter(line -> line.contains("where ")).findFirst().get();

        errors.reset();
        assertThatThrownBy(
                        () ->
                                Machines.runner()
                                        .replay(file, false, OptionalLong.empty(), true, console))
                .isInstanceOf(InvariantViolation.class);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains(where);
    }
}
