package org.l4emu.server.ptrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;
import org.l4emu.server.process.Task;
import org.l4emu.server.signal.Signals;

class TracingTest {
    private static final int FORK = 2;
    private static final int GETPID = 20;
    private static final int PTRACE = 26;
    private static final int KILL = 37;
    private static final int WAIT4 = 114;
    private static final int CHILD = LinuxLab.PROGRAM + 2;
    private static final int STATUS = ArmCode.DATA;
    private static final int STOPPED = Signals.SIGSTOP << 8 | 0x7f;

    /** fork; the child asks to be traced, stops itself and then exits with 5. */
    private static ArmCode tracer() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, 1);
        code.call(PTRACE, Requests.TRACEME, 0, 0, 0)
                .call(GETPID)
                .set(1, Signals.SIGSTOP)
                .call(KILL);
        return code.exit(5).label(1).move(8, 0).call(WAIT4, CHILD, STATUS, 0, 0);
    }

    private static List<String> traced(LinuxLab lab) {
        return lab.events.lines().stream().filter(line -> line.contains(" TRACED ")).toList();
    }

    @Test
    void stopsAndResumptionsAreEvents() {
        LinuxLab lab =
                new LinuxLab(
                        tracer().call(PTRACE, Requests.CONT, CHILD, 0, 0)
                                .call(WAIT4, CHILD, STATUS, 0, 0)
                                .load(0, STATUS)
                                .call(248));

        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, WAIT4)).containsExactly(CHILD, CHILD);
        assertThat(traced(lab))
                .containsExactly(
                        "process TRACED " + CHILD + " " + STOPPED,
                        "process TRACED " + CHILD + " 0");
    }

    @Test
    void aStoppedTraceeIsUnderKernelControlAndWaitsForItsTracer() {
        LinuxLab lab = new LinuxLab(tracer().label(2).branch(ArmCode.ALWAYS, 2));

        lab.runABit();

        Task child = lab.linux.processes().task(CHILD);
        assertThat(child).isNotNull();
        assertThat(child.state()).isEqualTo(Task.State.TRACED);
        assertThat(child.tss().underKernelControl()).isTrue();
        assertThat(child.tracee()).isNotNull();
    }

    @Test
    void whatATracerSetsIsPartOfTheDigest() {
        LinuxLab plain = new LinuxLab(tracer().label(2).branch(ArmCode.ALWAYS, 2));
        LinuxLab optioned =
                new LinuxLab(
                        tracer().call(PTRACE, Requests.SETOPTIONS, CHILD, 0, 1)
                                .label(2)
                                .branch(ArmCode.ALWAYS, 2));
        plain.runABit();
        optioned.runABit();

        assertThat(digestOf(optioned)).isNotEqualTo(digestOf(plain));
    }

    private static long digestOf(LinuxLab lab) {
        Task child = lab.linux.processes().task(CHILD);
        assertThat(child).isNotNull();
        Tracee tracee = child.tracee();
        assertThat(tracee).isNotNull();
        StateDigest digest = new StateDigest();
        tracee.digest(digest);
        return digest.value();
    }

    @Test
    void aTracersEndLetsItsTraceeGo() {
        LinuxLab lab = new LinuxLab(tracer().exit(3));

        assertThat(lab.status()).isEqualTo(3 << 8);
        assertThat(traced(lab)).hasSize(2);
    }
}
