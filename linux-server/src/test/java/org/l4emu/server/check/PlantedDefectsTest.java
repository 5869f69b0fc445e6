package org.l4emu.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.MappingKind;
import org.l4emu.protocol.event.NullSink;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;
import org.l4emu.server.boot.LinuxMachine;

/**
 * What no setting breaks is told to the monitor of a running machine by events that did not happen.
 */
class PlantedDefectsTest {
    private static final int SERVER = 1;
    private static final int PAGE = 0x45000;
    private static final int PC = 0x10200;

    /** Serials of user threads as they are created. */
    private static final class Threads extends NullSink {
        private int user = -1;

        @Override
        public void threadCreated(long time, int thread, long id, int task, String role) {
            if (role.equals("user")) {
                user = thread;
            }
        }
    }

    private CheckLab lab;
    private ProtocolMonitor monitor;
    private int user;
    private long now;

    @BeforeEach
    void aProgramRunsInUserMode() {
        Threads threads = new Threads();
        lab = new CheckLab(SignalStorm.program(20), 1, SignalProtocol.DEFAULT, 0, threads);
        monitor = lab.monitor;
        while (threads.user < 0 || lab.linuxMachine.linux().processes().group(3) == null) {
            now++;
            lab.linuxMachine.machine().run(now);
        }
        user = threads.user;
        assertThat(monitor.violations()).isEmpty();
    }

    private List<Invariant> broken() {
        return monitor.violations().stream().map(Violation::rule).toList();
    }

    private void flag(int before, int after) {
        monitor.variable(now, Variable.UNDER_KERNEL_CONTROL, SERVER, user, before, after);
    }

    private void call() {
        monitor.ipc(now, IpcKind.PAGE_FAULT, user, SERVER, PAGE | 2, PC, 0);
    }

    private void reply() {
        monitor.ipc(now, IpcKind.PAGE_FAULT_REPLY, SERVER, user, 0, 0, 0);
    }

    @Test
    void settingTheFlagTwiceBreaksFlag() {
        call();
        flag(0, 1);
        flag(0, 1);

        assertThat(broken()).containsExactly(Invariant.FLAG);
    }

    @Test
    void settingTheFlagWithoutAMessageBreaksFlag() {
        flag(0, 1);

        assertThat(broken()).containsExactly(Invariant.FLAG);
    }

    @Test
    void answeringWhileTheFlagIsSetBreaksFlag() {
        call();
        flag(0, 1);
        reply();

        assertThat(broken()).containsExactly(Invariant.FLAG);
    }

    @Test
    void answeringWhoAskedNothingBreaksSilent() {
        reply();

        assertThat(broken()).containsExactly(Invariant.SILENT);
    }

    @Test
    void answeringTwiceBreaksSilent() {
        call();
        flag(0, 1);
        flag(1, 0);
        reply();
        reply();

        assertThat(broken()).containsExactly(Invariant.SILENT);
    }

    @Test
    void servingTheSamePageAgainAndAgainBreaksFault() {
        for (int i = 0; i < FaultRules.IN_A_ROW_MAX; i++) {
            servedFault();
        }
        assertThat(broken()).isEmpty();

        servedFault();

        assertThat(broken()).containsExactly(Invariant.FAULT);
    }

    private void servedFault() {
        call();
        flag(0, 1);
        flag(1, 0);
        reply();
    }

    @Test
    void aForeignPageInAnAnswerBreaksFault() {
        servedFault();
        monitor.mapping(now, MappingKind.MAP, LinuxMachine.SERVER_TASK, 0x300, 8, 0x77, 0, true);

        assertThat(broken()).containsExactly(Invariant.FAULT);
    }

    @Test
    void aHandlerWithoutADeliveryBreaksTwice() {
        monitor.signal(now, SignalStep.HANDLER_ENTERED, user, user, 10, PC);

        assertThat(broken()).containsExactly(Invariant.TWICE);
    }

    @Test
    void returningFromMoreHandlersThanWereEnteredBreaksTwice() {
        monitor.signal(now, SignalStep.RETURNED, SERVER, user, 0, PAGE);

        assertThat(broken()).containsExactly(Invariant.TWICE);
    }

    @Test
    void aCallOfASignalThreadBreaksStack() {
        monitor.kdebug(now, SERVER, "wrong stack");

        assertThat(broken()).containsExactly(Invariant.STACK);
    }

    @Test
    void aFaultThatFindsNoPagerBreaksFault() {
        monitor.kdebug(now, user, "page fault cannot be sent");

        assertThat(broken()).containsExactly(Invariant.FAULT);
    }
}
