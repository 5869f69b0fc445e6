package org.l4emu.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;

class StartKernelTest {
    private static LinuxLab booted(List<String> arguments, ArmCode program) {
        return new LinuxLab(arguments, program, new PriorityRoundRobin());
    }

    @Test
    void theLogHasTheStepsOfStartKernelInOrder() {
        LinuxLab lab = booted(List.of("/program"), new ArmCode().exit(0));
        lab.status();

        assertThat(lab.events.of("log").stream().map(line -> line.replaceAll(".*\\] ", "")))
                .extracting(line -> line.replaceFirst("[: ].*", ""))
                .containsSubsequence(
                        "Linux",
                        "Memory",
                        "sched_init",
                        "time_init",
                        "console_init",
                        "vfs_caches_init",
                        "rest_init",
                        "rest_init",
                        "schedule_preempt_disabled",
                        "init");
    }

    @Test
    void processesOneAndTwoAreMadeBeforeEitherRuns() {
        LinuxLab lab = booted(List.of("/program"), new ArmCode().exit(0));
        lab.status();

        List<String> lines = lab.events.lines();
        assertThat(lines.indexOf("process FORK 1 0")).isLessThan(lines.indexOf("pick 1"));
        assertThat(lines.indexOf("process FORK 2 0")).isLessThan(lines.indexOf("pick 1"));
        assertThat(lines.indexOf("process FORK 2 0")).isNotNegative();
    }

    @Test
    void kthreaddMakesTheBottomHalfThread() {
        LinuxLab lab = booted(List.of("/program"), new ArmCode().exit(0));
        lab.status();

        assertThat(lab.events.lines()).contains("process FORK 4 2");
    }

    @Test
    void aBootMakesProcessOneTheInitProgram() {
        LinuxLab lab = booted(List.of(), new ArmCode().call(20).exit(3));

        assertThat(lab.status()).isEqualTo(3 << 8);
        assertThat(lab.results(1, 20)).containsExactly(1);
    }

    @Test
    void aProgramThatIsNotThereEndsTheMachineWith127() {
        LinuxLab lab = booted(List.of("/nothing"), new ArmCode().exit(0));

        assertThat(lab.status()).isEqualTo(127 << 8);
        assertThat(lab.text()).contains("/nothing", "ENOENT");
    }

    @Test
    void initTakesNoSignalItHasNoHandlerFor() {
        LinuxLab lab = booted(List.of(), new ArmCode().call(37, 1, 9).call(37, 1, 15).exit(4));

        assertThat(lab.status()).isEqualTo(4 << 8);
    }
}
