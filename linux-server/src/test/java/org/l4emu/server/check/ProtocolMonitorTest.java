package org.l4emu.server.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l4emu.emulib.ProtocolSettings;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.protocol.event.NullSink;
import org.l4emu.protocol.event.SignalStep;

/** Unsafe settings of the protocol break the rule they are unsafe for; the default breaks none. */
class ProtocolMonitorTest {
    private static final int ROUNDS = 20;
    private static final int VIRTUAL_MILLIS = 200;
    private static final int SEEDS = 200;

    /** Seeds tried behind the one that was found, in case steps have moved since. */
    private static final int SEEDS_BEHIND = 40;

    private static CheckLab lab(long seed, SignalProtocol protocol, int faultMicros) {
        return new CheckLab(SignalStorm.program(ROUNDS), seed, protocol, faultMicros);
    }

    @ParameterizedTest
    @CsvSource({"0", "5"})
    void theDefaultKeepsEveryRuleOnTwoHundredSchedules(int faultMicros) {
        List<String> broken = new ArrayList<>();
        long handlers = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            CheckLab lab = lab(seed, SignalProtocol.DEFAULT, faultMicros);
            for (Violation violation : lab.run(VIRTUAL_MILLIS)) {
                broken.add("seed " + seed + ": " + violation.text());
            }
            if (!lab.isFinished()) {
                broken.add("seed " + seed + ": " + lab.ending());
            }
            handlers += lab.monitor.count(SignalStep.HANDLER_ENTERED);
        }

        assertThat(broken).isEmpty();
        assertThat(handlers).isGreaterThan(SEEDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "LOST default,lockTaken=forget 0 1",
                "LOST default,notifyAfterFault=no 5 1",
                "LOST second 0 1",
                "LOST first,notifyAfterFault=no 5 1",
                "TWICE default,emuLocalLock=off 0 1",
                "PAGE default,emuLocalLock=off 0 1",
                "STATE default,emuLocalLock=off 0 2",
                "DOUBLE default,deferWhileUnderControl=no 5 1",
                "DOUBLE first,receiveThenLock=two 5 1",
                "LOST default,notification=dropped 0 45",
                "LOST first,lookOrder=lock-then-flag,release=flag-then-lock 0 17",
                "FAULT first,sigsHandled=off 0 1",
                "FAULT second,pageFaultLock=on 0 1",
                "DEADLOCK default,pageFaultLock=on 0 1",
                "DEADLOCK default,notification=blocking 0 1"
            })
    void anUnsafeSettingBreaksItsRule(String rule, String settings, int faultMicros, long seed)
            throws ProtocolSettings.UnknownSetting {
        SignalProtocol protocol = ProtocolSettings.parse(settings);
        List<Invariant> broken = new ArrayList<>();
        for (long s = seed; s <= seed + SEEDS_BEHIND && !broken.contains(rule(rule)); s++) {
            lab(s, protocol, faultMicros).run(VIRTUAL_MILLIS).forEach(v -> broken.add(v.rule()));
        }

        assertThat(broken).contains(rule(rule));
    }

    private static Invariant rule(String name) {
        return Invariant.valueOf(name);
    }

    @Test
    void aReportNamesPlaceRuleEvidenceAndConsequence() throws ProtocolSettings.UnknownSetting {
        SignalProtocol protocol = ProtocolSettings.parse("default,lockTaken=forget");

        Violation violation = lab(1, protocol, 0).run(VIRTUAL_MILLIS).get(0);

        assertThat(violation.sequence()).isPositive();
        assertThat(violation.text())
                .contains("event " + violation.sequence() + ", virtual time " + violation.time())
                .contains("LOST: " + Invariant.LOST.sentence())
                .contains("under_kernel_control 0")
                .contains(Invariant.LOST.consequence());
    }

    @Test
    void aMonitorThatThrowsEndsTheRunWithTheRulesName() {
        ProtocolMonitor monitor = ProtocolMonitor.throwing(new NullSink());

        assertThatThrownBy(() -> monitor.kdebug(0, 1, "wrong stack"))
                .isInstanceOfSatisfying(
                        InvariantViolation.class, e -> assertThat(e.id()).isEqualTo("STACK"));
    }

    @Test
    void listeningChangesNothing() {
        CheckLab one = lab(7, SignalProtocol.DEFAULT, 0);
        CheckLab two = lab(7, SignalProtocol.DEFAULT, 0);
        one.run(VIRTUAL_MILLIS);
        two.linuxMachine.machine().run(Long.MAX_VALUE);

        assertThat(one.linuxMachine.machine().digest())
                .isEqualTo(two.linuxMachine.machine().digest());
        assertThat(one.monitor.events()).isEqualTo(two.monitor.events());
    }
}
