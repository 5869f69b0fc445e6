package org.l4emu.microkernel.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.Lab;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.sigma0.Sigma0;

class SingleStepTest {
    private static final int CODE = 0x8000;
    private static final int MOV_R0_1 = 0xe3a00001;
    private static final int STR_R0_R1 = 0xe5810000;
    private static final int SVC = 0xef000007;
    private static final int SELF = 0xeafffffe;

    private final Lab lab = new Lab();
    private final List<String> seen = new ArrayList<>();
    private int steps;

    /** Notes each exception and lets the next instruction run, so often. */
    private final class Stepper extends ExceptionHandler {
        private final int most;

        Stepper(int most) {
            this.most = most;
        }

        @Override
        public void enter(int vector, int info) {
            seen.add(Integer.toHexString(vector) + " " + Integer.toHexString(info));
        }

        @Override
        public void step(ThreadContext context) {
            seen.add("at " + Integer.toHexString(context.registers().r[15] - CODE));
            if (++steps < most) {
                context.resumeOneInstruction();
            } else {
                context.sleep(Timeouts.NEVER);
            }
        }

        @Override
        public String nextStep() {
            return "stepper";
        }

        @Override
        public int instructionPointer() {
            return 0xd0009000;
        }

        @Override
        public void digest(StateDigest digest) {
            digest.put(steps);
        }
    }

    /** A pager that maps frame 7 wherever a page is missing, and writes code into it first. */
    private ThreadId pager(int... words) {
        ThreadId sigma0 = Sigma0.start(lab.kernel);
        return lab.thread(
                        110,
                        c -> {
                            c.setReceiveWindow(Flexpage.COMPLETE);
                            c.setMessage(Sigma0.ALL_MEMORY, 0, 0);
                            c.call(sigma0, Timeouts.NEVER);
                        },
                        c -> {
                            for (int i = 0; i < words.length; i++) {
                                c.store(0x7000 + 4 * i, words[i]);
                            }
                            c.waitForAny(Timeouts.NEVER);
                        },
                        this::serve,
                        this::serve,
                        this::serve)
                .id();
    }

    private void serve(ThreadContext c) {
        seen.add("fault");
        c.addMapItem(Flexpage.page(0x7000, true), c.w0() & ~0xfff);
        c.setMessage(0, 0, 0);
        c.replyAndWait(c.sender());
    }

    private void run(int most, int... words) {
        ThreadId pager = pager(words);
        L4Thread client =
                lab.thread(
                        100,
                        c -> {
                            c.setExceptionHandler(new Stepper(most));
                            c.registers().r[15] = CODE;
                            c.registers().r[1] = 0x9100;
                            c.resumeOneInstruction();
                        });
        client.setPager(pager);
        lab.run();
    }

    @Test
    void eachInstructionIsFollowedByAnExceptionOfItsOwn() {
        run(3, MOV_R0_1, MOV_R0_1, SELF);

        assertThat(seen).containsExactly("fault", "c 0", "at 4", "c 0", "at 8", "c 0", "at 8");
    }

    @Test
    void anInstructionThatPageFaultsIsCarriedOutBeforeTheStepEnds() {
        run(2, MOV_R0_1, STR_R0_R1, SELF);

        assertThat(seen).containsExactly("fault", "c 0", "at 4", "fault", "c 0", "at 8");
        assertThat(lab.kernel.memory().frame(7).bytes()[0x100]).isEqualTo((byte) 1);
    }

    @Test
    void aSupervisorCallIsMirroredAsThatOnly() {
        run(2, SVC, MOV_R0_1, SELF);

        assertThat(seen).containsExactly("fault", "8 ef000007", "at 4", "c 0", "at 8");
    }
}
