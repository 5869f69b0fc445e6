package org.l4emu.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.microkernel.environment.ClosedEnvironment;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.server.boot.LinuxMachine;
import org.l4emu.server.boot.RootImage;
import org.l4emu.server.boot.ServerConfiguration;

/** A whole machine with Linux that runs one small program as process 3. */
public final class LinuxLab {
    /** Process id of the program. */
    public static final int PROGRAM = 3;

    private static final long SECOND = 100_000_000;

    public final EventList events = new EventList();
    public final ByteArrayOutputStream output = new ByteArrayOutputStream();
    public final LinuxMachine linuxMachine;
    public final Machine machine;
    public final Linux linux;

    public LinuxLab(ArmCode program) {
        this(program, new PriorityRoundRobin());
    }

    public LinuxLab(ArmCode program, Strategy strategy) {
        this(List.of("/program"), program, strategy);
    }

    public LinuxLab(List<String> arguments, ArmCode program, Strategy strategy) {
        this(arguments, program, strategy, SignalProtocol.DEFAULT);
    }

    public LinuxLab(
            List<String> arguments, ArmCode program, Strategy strategy, SignalProtocol protocol) {
        this(arguments, program, strategy, protocol, 0);
    }

    /** With page faults that sleep, for {@code faultMicros}. */
    public LinuxLab(
            List<String> arguments,
            ArmCode program,
            Strategy strategy,
            SignalProtocol protocol,
            int faultMicros) {
        RootImage root = RootImage.of(List.of(RootImage.regular("program", 0755, program.build())));
        ClosedEnvironment environment =
                new ClosedEnvironment(strategy, 1, new byte[0], this::write);
        ServerConfiguration configuration =
                new ServerConfiguration(
                        arguments,
                        "/program",
                        List.of(),
                        "/",
                        false,
                        "lab",
                        false,
                        false,
                        protocol,
                        faultMicros);
        linuxMachine =
                LinuxMachine.open(
                        new MachineConfiguration(16 << 20, 100, 1_000_000, 0),
                        configuration,
                        root,
                        environment,
                        events);
        machine = linuxMachine.machine();
        linux = linuxMachine.linux();
    }

    private void write(int device, byte[] bytes, int offset, int length) {
        output.write(bytes, offset, length);
    }

    /** Runs the program to its end; its wait status. */
    public int status() {
        assertThat(machine.run(100 * SECOND)).isEqualTo(Machine.Outcome.HALTED);
        return machine.haltStatus();
    }

    /** Runs until nothing moves any more, or for a virtual second. */
    public void runABit() {
        assertThat(machine.run(machine.kernel().time() + SECOND))
                .isNotEqualTo(Machine.Outcome.HALTED);
    }

    /** Results of all calls of that number made by a process, in order. */
    public List<Integer> results(int pid, int number) {
        String prefix = "exit " + pid + " " + number + " ";
        return events.lines().stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> Integer.parseInt(line.substring(prefix.length())))
                .toList();
    }

    public String text() {
        return output.toString(StandardCharsets.ISO_8859_1);
    }
}
