package org.l4emu.server.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.schedule.SeededRandom;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;
import org.l4emu.server.process.Task;

class DispatchLoopTest {
    private static final int GETPID = 20;
    private static final int PAUSE = 29;
    private static final int FORK = 2;
    private static final int WAIT4 = 114;
    private static final int EXECVE = 11;

    private static ArmCode twoCalls() {
        return new ArmCode().call(GETPID).call(GETPID).exit(0);
    }

    private static Stream<String> aboutThread(LinuxLab lab, int serial) {
        return lab.events.lines().stream()
                .filter(
                        line ->
                                line.startsWith("flag " + serial + " ")
                                        || line.matches("ipc \\w+ " + serial + " \\d+")
                                        || line.matches("ipc \\w+ \\d+ " + serial));
    }

    private static int serialOfProgram(LinuxLab lab) {
        String created =
                lab.events.of("threadCreated").stream()
                        .filter(line -> line.endsWith(" user"))
                        .findFirst()
                        .orElseThrow();
        return Integer.parseInt(created.replaceAll("\\D", ""));
    }

    @Test
    void theFlagIsSetAfterEachMessageAndResetBeforeEachReply() {
        LinuxLab lab = new LinuxLab(twoCalls());

        assertThat(lab.status()).isZero();

        int serial = serialOfProgram(lab);
        List<String> seen =
                aboutThread(lab, serial)
                        .map(line -> line.startsWith("flag") ? line.replaceFirst(".* ", "") : line)
                        .map(line -> line.contains("REPLY") ? "reply" : line)
                        .map(line -> line.startsWith("ipc") ? "message" : line)
                        .toList();
        for (int i = 0; i + 3 < seen.size(); i += 4) {
            assertThat(seen.subList(i, i + 4)).containsExactly("message", "1", "0", "reply");
        }
        assertThat(seen).hasSizeGreaterThan(12);
    }

    @Test
    void pageFaultsAreServedUnderKernelControl() {
        LinuxLab lab = new LinuxLab(twoCalls());
        lab.status();

        int serial = serialOfProgram(lab);
        List<String> seen = aboutThread(lab, serial).toList();
        int fault = seen.indexOf("ipc PAGE_FAULT " + serial + " 1");

        assertThat(fault).isNotNegative();
        assertThat(seen.get(fault + 1)).isEqualTo("flag " + serial + " 1");
        assertThat(seen.get(fault + 2)).isEqualTo("flag " + serial + " 0");
        assertThat(seen.get(fault + 3)).startsWith("ipc PAGE_FAULT_REPLY");
    }

    @Test
    void execveLeavesTheClientUnanswered() {
        ArmCode code = new ArmCode();
        int path = code.string("/program");
        // The second run finds an argument vector of another length
        code.raw(0xe59d0000).compare(0, 2).branch(ArmCode.EQUAL, 1);
        code.put(ArmCode.DATA, path).put(ArmCode.DATA + 4, path).put(ArmCode.DATA + 8, 0);
        code.call(EXECVE, path, ArmCode.DATA, 0).exit(1);
        code.label(1).exit(42);
        LinuxLab lab = new LinuxLab(code);

        assertThat(lab.status()).isEqualTo(42 << 8);

        assertThat(lab.results(LinuxLab.PROGRAM, EXECVE)).isEmpty();
        int serial = serialOfProgram(lab);
        List<String> seen = aboutThread(lab, serial).toList();
        assertThat(seen.get(seen.size() - 1)).isEqualTo("flag " + serial + " 0");
        assertThat(seen.get(seen.size() - 3)).startsWith("ipc CALL");
        assertThat(lab.events.of("kdebug")).isEmpty();
    }

    @Test
    void execveMakesTheSameL4TaskAnew() {
        ArmCode code = new ArmCode();
        int path = code.string("/program");
        code.raw(0xe59d0000).compare(0, 2).branch(ArmCode.EQUAL, 1);
        code.put(ArmCode.DATA, path).put(ArmCode.DATA + 4, path).put(ArmCode.DATA + 8, 0);
        code.call(EXECVE, path, ArmCode.DATA, 0);
        code.label(1).exit(0);
        LinuxLab lab = new LinuxLab(code);
        lab.status();

        List<String> created =
                lab.events.of("taskCreated").stream()
                        .map(line -> line.substring(line.indexOf(' ') + 1, line.indexOf('/')))
                        .toList();

        assertThat(created).endsWith("8", "8");
    }

    @Test
    void aMessageFromATaskAlreadyUnderKernelControlIsNotServed() {
        LinuxLab lab = inPause(SignalProtocol.SECOND);
        Task task = programOf(lab);
        assertThat(task.tss().underKernelControl()).isTrue();

        breakOutOfTheCall(lab, task);

        assertThat(lab.events.of("kdebug")).contains("kdebug unexpected syscall");
        assertThat(lab.events.lines()).doesNotContain("enter 3 " + GETPID);
        assertThat(task.tss().underKernelControl()).isTrue();
    }

    @Test
    void suchAMessageWaitsWhereTheProtocolDefersIt() {
        LinuxLab lab = inPause(SignalProtocol.DEFAULT);
        Task task = programOf(lab);

        breakOutOfTheCall(lab, task);

        assertThat(lab.events.of("kdebug")).doesNotContain("kdebug unexpected syscall");
        assertThat(task.tss().hasDeferred()).isTrue();
        assertThat(lab.events.lines()).doesNotContain("enter 3 " + GETPID);
    }

    private static LinuxLab inPause(SignalProtocol protocol) {
        ArmCode code = new ArmCode().call(PAUSE).call(GETPID).exit(0);
        LinuxLab lab = new LinuxLab(List.of("/program"), code, new PriorityRoundRobin(), protocol);
        lab.runABit();
        return lab;
    }

    private static Task programOf(LinuxLab lab) {
        Task task = lab.linux.processes().task(LinuxLab.PROGRAM);
        assertThat(task).isNotNull();
        return task;
    }

    /** The user thread stops waiting for the answer to its call and makes the next one. */
    private static void breakOutOfTheCall(LinuxLab lab, Task task) {
        L4Thread user = lab.machine.kernel().threadOf(task.userThread());
        assertThat(user).isNotNull();
        lab.machine.kernel().threadExRegs(user.task(), 0, user, -1, -1, ThreadId.INVALID);
        lab.runABit();
    }

    @Test
    void scheduleSelectsOnlyTasksUnderKernelControl() {
        ArmCode code = new ArmCode();
        code.call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        code.call(WAIT4, -1, 0, 0, 0).exit(0);
        code.label(1).call(GETPID).exit(0);
        LinuxLab lab = new LinuxLab(code, new SeededRandom(7, 1000));
        lab.events.observe(
                pid -> {
                    Task picked = lab.linux.processes().task(pid);
                    assertThat(pid == 0 || picked.tss().underKernelControl())
                            .as("pick of %d", pid)
                            .isTrue();
                });

        assertThat(lab.status()).isZero();

        assertThat(lab.events.of("pick")).contains("pick 1", "pick 2", "pick 3", "pick 0");
    }

    @Test
    void kernelThreadsAreBornUnderKernelControlAndUserTasksAreNot() {
        LinuxLab lab = new LinuxLab(new ArmCode().label(0).branch(ArmCode.ALWAYS, 0));
        lab.runABit();

        assertThat(lab.linux.processes().task(1).tss().underKernelControl()).isTrue();
        assertThat(lab.linux.processes().task(2).tss().underKernelControl()).isTrue();
        assertThat(lab.linux.processes().task(LinuxLab.PROGRAM).tss().underKernelControl())
                .isFalse();
    }

    @Test
    void anUnknownCallIsEnosysAndLoggedOnce() {
        LinuxLab lab = new LinuxLab(new ArmCode().call(511).call(511).call(0xf0077).exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, 511)).containsExactly(-38, -38);
        assertThat(lab.results(LinuxLab.PROGRAM, 0xf0077)).containsExactly(-38);
        assertThat(lab.events.of("log").stream().filter(line -> line.contains("ENOSYS")))
                .hasSize(2);
    }

    @Test
    void aBadPointerIsEfaultForEveryCallThatTakesOne() {
        LinuxLab lab = new LinuxLab(new ArmCode().call(122, 0xc0000000).call(122, 4).exit(0));
        lab.status();

        assertThat(lab.results(LinuxLab.PROGRAM, 122)).containsExactly(-14, -14);
    }

    @Test
    void anUndefinedInstructionEndsTheProgramWithSigill() {
        assertThat(new LinuxLab(new ArmCode().raw(0xe7f000f0)).status()).isEqualTo(4);
    }

    @Test
    void anAccessToNothingEndsTheProgramWithSigsegv() {
        assertThat(new LinuxLab(new ArmCode().load(0, 0x100)).status()).isEqualTo(11);
    }
}
