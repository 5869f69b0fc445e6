package org.l4emu.emulib;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.schedule.SeededRandom;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.trace.DigestSink;

class TrampolineTest {
    private static final int SVC = 0xef000000;

    /** r4 = 1000; do svc while (--r4); r7 = 1; svc. */
    private static final int[] LOOP = {
        0xe3a00000, // mov r0, #0
        0xe3a07014, // mov r7, #20
        0xe3a04ffa, // mov r4, #1000
        SVC,
        0xe2544001, // subs r4, r4, #1
        0x1afffffc, // bne svc
        0xe3a07001, // mov r7, #1
        SVC,
    };

    private final NullServer[] server = new NullServer[1];

    private Machine run(EventSink sink, int... code) {
        Machine machine = NullServer.machine(new PriorityRoundRobin(), sink, server, code);
        assertThat(machine.run(1_000_000_000)).isEqualTo(Machine.Outcome.HALTED);
        return machine;
    }

    @Test
    void everySystemCallReachesTheServerAndItsAnswerComesBackInR0() {
        Machine machine = run(new DigestSink(), LOOP);

        assertThat(server[0].calls).isEqualTo(1001);
        assertThat(machine.haltStatus()).isEqualTo(1000);
    }

    @Test
    void anUndefinedInstructionTravelsAsAnException() {
        run(new DigestSink(), 0xe7f000f0);

        assertThat(server[0].lastLabel).isEqualTo(Entry.EXCEPTION);
        assertThat(server[0].lastVector).isEqualTo(0x04);
    }

    @Test
    void flagsAndRegistersOutliveASystemCall() {
        Machine machine =
                run(
                        new DigestSink(),
                        0xe3a05005, // mov r5, #5
                        0xe3550005, // cmp r5, #5
                        0xe3a07014, // mov r7, #20
                        SVC,
                        0x01a00005, // moveq r0, r5
                        0x13a00063, // movne r0, #99
                        0xe3a07001, // mov r7, #1
                        SVC);

        assertThat(machine.haltStatus()).isEqualTo(5);
    }

    @Test
    void theSameSeedMakesTheSameRun() {
        assertThat(randomRun(3)).isEqualTo(randomRun(3));
    }

    private long randomRun(long seed) {
        DigestSink sink = new DigestSink();
        Machine machine = NullServer.machine(new SeededRandom(seed, 50), sink, server, LOOP);
        assertThat(machine.run(1_000_000_000)).isEqualTo(Machine.Outcome.HALTED);
        assertThat(machine.haltStatus()).isEqualTo(1000);
        return sink.digest();
    }
}
