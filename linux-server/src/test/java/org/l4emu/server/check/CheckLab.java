package org.l4emu.server.check;

import java.util.List;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.microkernel.environment.ClosedEnvironment;
import org.l4emu.microkernel.schedule.SeededRandom;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.NullSink;
import org.l4emu.server.ArmCode;
import org.l4emu.server.boot.LinuxMachine;
import org.l4emu.server.boot.RootImage;
import org.l4emu.server.boot.ServerConfiguration;

/** A whole machine under a monitor that collects, with a random schedule and chosen settings. */
final class CheckLab {
    /** Longest stretch without a choice, in steps. */
    private static final int PREEMPT = 40;

    private static final long SECOND = 100_000_000;

    final ProtocolMonitor monitor;
    final LinuxMachine linuxMachine;
    private Machine.Outcome outcome = Machine.Outcome.TIME_REACHED;

    CheckLab(ArmCode program, long seed, SignalProtocol protocol, int faultMicros) {
        this(program, seed, protocol, faultMicros, new NullSink());
    }

    CheckLab(ArmCode program, long seed, SignalProtocol protocol, int faultMicros, EventSink next) {
        monitor = ProtocolMonitor.collecting(next);
        RootImage root = RootImage.of(List.of(RootImage.regular("program", 0755, program.build())));
        ClosedEnvironment environment =
                new ClosedEnvironment(
                        new SeededRandom(seed, PREEMPT), 1, new byte[0], (d, b, o, l) -> {});
        ServerConfiguration configuration =
                ServerConfiguration.program(List.of("/program"), List.of())
                        .withProtocol(protocol, faultMicros);
        linuxMachine =
                LinuxMachine.open(
                        new MachineConfiguration(16 << 20, 100, 1_000_000, 0),
                        configuration,
                        root,
                        environment,
                        monitor);
        monitor.watch(linuxMachine);
    }

    /** Runs to the end, for at most some virtual milliseconds; what was found. */
    List<Violation> run(int millis) {
        outcome = linuxMachine.machine().run(millis * SECOND / 1000);
        monitor.quiescent();
        return monitor.violations();
    }

    /** True if the program ended with status 0. */
    boolean isFinished() {
        return outcome == Machine.Outcome.HALTED && linuxMachine.machine().haltStatus() == 0;
    }

    String ending() {
        return outcome + " " + linuxMachine.machine().haltStatus();
    }
}
