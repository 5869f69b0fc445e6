package org.l4emu.tests.signals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.microkernel.environment.ClosedEnvironment;
import org.l4emu.microkernel.schedule.SeededRandom;
import org.l4emu.protocol.event.NullSink;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.server.boot.LinuxMachine;
import org.l4emu.server.boot.RootImage;
import org.l4emu.server.boot.ServerConfiguration;
import org.l4emu.server.check.ProtocolMonitor;
import org.l4emu.server.check.Violation;

/**
 * One run of the soak guest on a machine with a random schedule and all checks on.
 *
 * @param output what the guest printed on standard output and standard error
 * @param status its wait status; −1 if it did not end
 * @param digest of the machine at the end
 */
record SoakRun(
        String output,
        int status,
        long digest,
        long events,
        long virtualTime,
        String counts,
        List<Violation> violations) {
    /** Longest stretch without a choice of who runs, in instructions. */
    private static final int PREEMPT = 2_000;

    private static final long VIRTUAL_TIME_MAX = 100_000_000L * 60;
    private static final int MEMORY_BYTES = 128 << 20;

    /** Runs the program, with the seed for its own choices and for the schedule. */
    static SoakRun of(
            byte[] program, long seed, int rounds, int processes, SignalProtocol protocol) {
        RootImage root = RootImage.of(List.of(RootImage.regular("soak", 0755, program)));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ClosedEnvironment environment =
                new ClosedEnvironment(
                        new SeededRandom(seed, PREEMPT),
                        seed,
                        new byte[0],
                        (device, bytes, offset, length) -> output.write(bytes, offset, length));
        List<String> arguments =
                List.of(
                        "/soak",
                        Long.toString(seed),
                        Integer.toString(rounds),
                        Integer.toString(processes),
                        "more");
        ProtocolMonitor monitor = ProtocolMonitor.collecting(new NullSink());
        LinuxMachine linux =
                LinuxMachine.open(
                        new MachineConfiguration(MEMORY_BYTES, 100, 1_000_000, 0),
                        ServerConfiguration.program(arguments, List.of()).withProtocol(protocol, 0),
                        root,
                        environment,
                        monitor);
        monitor.watch(linux);
        Machine machine = linux.machine();
        Machine.Outcome outcome = machine.run(VIRTUAL_TIME_MAX);
        monitor.quiescent();
        return new SoakRun(
                output.toString(StandardCharsets.ISO_8859_1),
                outcome == Machine.Outcome.HALTED ? machine.haltStatus() : -1,
                machine.digest(),
                monitor.events(),
                machine.kernel().time(),
                countsOf(monitor),
                monitor.violations());
    }

    private static String countsOf(ProtocolMonitor monitor) {
        StringBuilder text = new StringBuilder();
        for (SignalStep step : SignalStep.values()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(step)
                    .append(' ')
                    .append(monitor.count(step));
        }
        return text.toString();
    }
}
