package org.l4emu.tests.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.l4emu.tests.peer.DebianPrograms;

/**
 * Debian's shells beside qemu-arm, all registers compared before every instruction, to their ends
 * beyond a million instructions; {@code -Dl4emu.cpudiff.lockstep=N} stops earlier.
 */
class LockStepTest {
    private static final String EXTENT = System.getProperty("l4emu.cpudiff.lockstep", "all");
    private static final boolean WHOLE = EXTENT.equals("all");
    private static final long MILLION = 1_000_000;

    private static final String BUSYBOX_SCRIPT =
            "i=0; s=; while [ $i -lt 40 ]; do i=$((i+1)); s=\"$s$((i*i%7))\"; done; "
                    + "case $s in *4*) echo \"$s\";; esac; f() { echo $1-$2; }; f a b; "
                    + "printf '%05d|%-4s|%x\\n' 42 xy 255";

    private static final String BASH_SCRIPT =
            "a=(5 3 9 1); for ((i=0;i<12;i++)); do a+=($((i*i%7))); done; "
                    + "echo \"${a[@]}\" \"${#a[@]}\"; x=hello; echo ${x^^} ${x/l/L} ${x:1:3}; "
                    + "[[ $x =~ ^h(.*)o$ ]] && echo \"${BASH_REMATCH[1]}\"; "
                    + "printf '%05d|%-4s|%x\\n' 42 xy 255";

    @Test
    void busyboxShellAgreesWithQemuAtEveryInstruction() throws IOException {
        String program = programs().busybox().toString();

        compare(
                List.of(program, "sh", "-c", BUSYBOX_SCRIPT),
                "1422410142241014224101422410142241014224\na-b\n00042|xy  |ff\n");
    }

    @Test
    void bashAgreesWithQemuAtEveryInstruction() throws IOException {
        String program = programs().bash().toString();

        compare(
                List.of(program, "--norc", "-c", BASH_SCRIPT),
                "5 3 9 1 0 1 4 2 2 4 1 0 1 4 2 2 16\nHELLO heLlo ell\nell\n00042|xy  |ff\n");
    }

    private static DebianPrograms programs() {
        assumeTrue(QemuArm.unavailable().isEmpty(), "no qemu-arm");
        Optional<DebianPrograms> programs = DebianPrograms.find();
        assumeTrue(programs.isPresent(), DebianPrograms.ABSENT);
        return programs.orElseThrow();
    }

    private static void compare(List<String> command, String output) throws IOException {
        LockStep lockStep = new LockStep(command);

        String difference = lockStep.run(WHOLE ? Long.MAX_VALUE : Long.parseLong(EXTENT));

        assertThat(difference).isEmpty();
        System.out.printf(
                "%d instructions and %d system calls of %s, %d bytes taken over%n",
                lockStep.instructions(), lockStep.calls(), command.get(0), lockStep.adoptedBytes());
        if (WHOLE) {
            assertThat(lockStep.instructions()).isGreaterThan(MILLION);
            assertThat(new String(lockStep.output(), StandardCharsets.UTF_8)).isEqualTo(output);
        } else {
            assertThat(lockStep.instructions()).isEqualTo(Long.parseLong(EXTENT));
        }
    }
}
