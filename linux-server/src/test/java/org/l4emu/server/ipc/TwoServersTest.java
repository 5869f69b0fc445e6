package org.l4emu.server.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l4emu.emulib.ProtocolSettings;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.schedule.SchedulingPoint;
import org.l4emu.microkernel.schedule.SeededRandom;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;

/** The first generation's two server threads and the kernel lock between them. */
class TwoServersTest {
    private static final int FORK = 2;
    private static final int READ = 3;
    private static final int WRITE = 4;
    private static final int GETPID = 20;
    private static final int PIPE = 42;
    private static final int WAIT4 = 114;
    private static final int FDS = ArmCode.DATA + 0x10;

    /** Steps a server thread takes without the kernel lock. */
    private static final Set<String> OUTSIDE =
            Set.of(
                    "server.begin",
                    "server.receive",
                    "server.lockExclusivePage",
                    "server.acquireKernelLock",
                    "server.reply");

    /** The parent waits for a child that makes a few calls and ends with 6. */
    private static ArmCode parentAndChild() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        code.call(WAIT4, -1, ArmCode.DATA, 0, 0);
        code.load(0, ArmCode.DATA).raw(0xe1a00420).call(248);
        return code.label(1).call(GETPID).call(GETPID).call(GETPID).exit(6);
    }

    /** The parent reads a byte that its child writes, many times. */
    private static ArmCode pipe() {
        ArmCode code = new ArmCode().call(PIPE, FDS).set(8, 20).call(FORK).compare(0, 0);
        code.branch(ArmCode.EQUAL, 2).label(1).load(0, FDS).set(1, FDS + 8).set(2, 1).call(READ);
        code.raw(0xe2588001).branch(ArmCode.NOT_EQUAL, 1);
        code.call(WAIT4, -1, 0, 0, 0).exit(3);
        code.label(2).load(0, FDS + 4).set(1, FDS + 8).set(2, 1).call(WRITE).call(GETPID);
        return code.raw(0xe2588001).branch(ArmCode.NOT_EQUAL, 2).exit(0);
    }

    private static LinuxLab lab(ArmCode code, Strategy strategy) {
        return new LinuxLab(List.of("/program"), code, strategy, SignalProtocol.FIRST);
    }

    private static int serial(LinuxLab lab, int server) {
        return lab.linux.context().serialOf(lab.linux.servers().get(server).thread());
    }

    @Test
    void messagesOfATaskGoToItsServerAndTasksAreDealtOut() {
        LinuxLab lab = lab(pipe(), new PriorityRoundRobin());
        lab.status();

        Map<String, Set<String>> servers = new TreeMap<>();
        for (String line : lab.events.of("ipc")) {
            String[] words = line.split(" ", -1);
            if (words[1].equals("CALL") && lab.events.of("flag " + words[2]).size() > 0) {
                servers.computeIfAbsent(words[2], w -> new TreeSet<>()).add(words[3]);
            }
        }
        assertThat(servers).hasSize(2);
        assertThat(servers.values()).allSatisfy(s -> assertThat(s).hasSize(1));
        assertThat(servers.values())
                .containsExactlyInAnyOrder(
                        Set.of(Integer.toString(serial(lab, 0))),
                        Set.of(Integer.toString(serial(lab, 1))));
    }

    @Test
    void aTaskIsAnsweredByTheServerItAsked() {
        LinuxLab lab = lab(pipe(), new PriorityRoundRobin());
        lab.status();

        for (String line : lab.events.of("ipc")) {
            String[] words = line.split(" ", -1);
            if (words[1].equals("REPLY") && lab.events.of("flag " + words[3]).size() > 0) {
                assertThat(lab.events.lines()).contains("ipc CALL " + words[3] + " " + words[2]);
            }
        }
    }

    @Test
    void theEndOfAChildWakesAParentThatTheOtherServerWorksFor() {
        LinuxLab lab = lab(parentAndChild(), new PriorityRoundRobin());

        assertThat(lab.status()).isEqualTo(6 << 8);
        assertThat(lab.events.lines())
                .contains("ipc SEND " + serial(lab, 1) + " " + serial(lab, 0));
    }

    @Test
    void aByteWrittenWakesAReaderThatTheOtherServerWorksFor() {
        LinuxLab lab = lab(pipe(), new PriorityRoundRobin());

        assertThat(lab.status()).isEqualTo(3 << 8);
        assertThat(lab.results(LinuxLab.PROGRAM, READ)).hasSize(20).containsOnly(1);
    }

    /** At each choice, what the servers would do next. */
    private static final class Watching implements Strategy {
        private final Strategy strategy;
        private final List<String> broken = new ArrayList<>();
        private LinuxLab lab;
        private int waited;

        Watching(Strategy strategy) {
            this.strategy = strategy;
        }

        @Override
        public L4Thread choose(SchedulingPoint point) {
            if (lab != null) {
                look();
            }
            return strategy.choose(point);
        }

        private void look() {
            int inside = 0;
            String steps = "";
            boolean waits = false;
            for (int i = 0; i < lab.linux.servers().count(); i++) {
                L4Thread server =
                        lab.machine.kernel().threadOf(lab.linux.servers().get(i).thread());
                ThreadProgram program = server == null ? null : server.program();
                String step = program == null ? "server.begin" : program.nextStep();
                inside += isOutside(step) ? 0 : 1;
                waits |= step.equals("server.acquireKernelLock");
                steps += " " + step;
            }
            if (inside > 1) {
                broken.add(steps);
            }
            waited += inside == 1 && waits ? 1 : 0;
        }

        private static boolean isOutside(String step) {
            return OUTSIDE.contains(step) || !step.startsWith("server.");
        }

        @Override
        public long nextChoiceTime(long now) {
            return now + 1;
        }

        @Override
        public String description() {
            return "watching";
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noServerTakesAStepInsideTheOthersCriticalSection(long seed) {
        Watching watching = new Watching(new SeededRandom(seed, 200));
        LinuxLab lab = lab(pipe(), watching);
        watching.lab = lab;

        assertThat(lab.status()).isEqualTo(3 << 8);

        assertThat(watching.broken).isEmpty();
        assertThat(watching.waited).as("they met").isPositive();
    }

    @Test
    void theyMeetNotWithoutTheLookAtPageFaultsEither() throws Exception {
        Watching watching = new Watching(new SeededRandom(1, 200));
        LinuxLab lab =
                new LinuxLab(
                        List.of("/program"),
                        pipe(),
                        watching,
                        ProtocolSettings.parse("first,pageFaultLock=off"));
        watching.lab = lab;

        assertThat(lab.status()).isEqualTo(3 << 8);
        assertThat(watching.broken).isEmpty();
    }

    @Test
    void processesAreDealtOutInTurn() {
        ArmCode code = new ArmCode().call(FORK).compare(0, 0).branch(ArmCode.EQUAL, 1);
        code.call(FORK).label(1).call(29);
        LinuxLab lab = lab(code, new PriorityRoundRobin());
        lab.runABit();

        List<Integer> servers = new ArrayList<>();
        for (int pid : new int[] {LinuxLab.PROGRAM, 5, 6}) {
            servers.add(
                    lab.linux.context().serialOf(lab.linux.processes().task(pid).group().server()));
        }
        assertThat(servers).containsExactly(serial(lab, 0), serial(lab, 1), serial(lab, 0));
    }

    @Test
    void theLockIsFreeWhenNothingMoves() {
        LinuxLab lab =
                lab(
                        new ArmCode().call(PIPE, FDS).load(0, FDS).set(1, FDS).set(2, 1).call(READ),
                        new PriorityRoundRobin());
        lab.runABit();

        assertThat(lab.linux.servers().isHeldBy(0)).isFalse();
        assertThat(lab.linux.servers().isHeldBy(1)).isFalse();
        assertThat(lab.linux.notifier().owes()).isFalse();
    }

    @Test
    void withOneServerThereIsNoLockToTake() {
        Watching watching = new Watching(new PriorityRoundRobin());
        LinuxLab lab =
                new LinuxLab(
                        List.of("/program"), parentAndChild(), watching, SignalProtocol.SECOND);
        watching.lab = lab;

        assertThat(lab.status()).isEqualTo(6 << 8);
        assertThat(lab.linux.servers().count()).isEqualTo(1);
        assertThat(watching.waited).isZero();
    }
}
