package org.l4emu.emulib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.schedule.SchedulingPoint;
import org.l4emu.microkernel.schedule.Strategy;
import org.l4emu.microkernel.thread.L4Thread;

/** How a user thread takes emu_local_lock and gives it back, by the settings of the protocol. */
class ReleaseTest {
    private static final int SVC = 0xef000000;

    /** Two calls, then the end. */
    private static final byte[] PROGRAM =
            EmulibLab.arm(0xe3a07014, SVC, SVC, 0xe3a07001, 0xe3a00003, SVC);

    /** Notes every step of the user thread. */
    private static final class Watching implements Strategy {
        private final List<String> steps = new ArrayList<>();

        @Override
        public L4Thread choose(SchedulingPoint point) {
            L4Thread chosen = point.byPriority();
            if (chosen.id().task() == EmulibLab.USER_TASK && chosen.id().lthread() == 0) {
                steps.add(point.intentOf(chosen).name());
            }
            return chosen;
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

    private final Watching watching = new Watching();

    private EmulibLab run(String settings) throws Exception {
        EmulibLab lab =
                new EmulibLab(
                        watching, ProtocolSettings.parse(settings), PROGRAM, (l, page, c) -> {});
        assertThat(lab.exit()).isEqualTo(3);
        return lab;
    }

    /** What happens to the two words between the first two calls. */
    private static List<String> betweenCalls(EmulibLab lab) {
        List<String> lines = lab.log.stream().filter(line -> !line.startsWith("fault")).toList();
        int first = lines.indexOf("label 1");
        List<String> rest = lines.subList(first + 1, lines.size());
        return rest.subList(0, rest.indexOf("label 1"));
    }

    /**
     * Steps of the way out and in between the first two calls that are not saving and restoring.
     */
    private List<String> stepsBetweenCalls() {
        int first = watching.steps.indexOf("emulib.call");
        List<String> rest = watching.steps.subList(first + 1, watching.steps.size());
        return rest.subList(0, rest.indexOf("emulib.call")).stream()
                .filter(step -> !step.startsWith("emulib.saveState"))
                .filter(step -> !step.startsWith("emulib.restore"))
                .toList();
    }

    @Test
    void withoutTheFlagOneStoreFreesTheLock() throws Exception {
        EmulibLab lab = run("default");

        assertThat(betweenCalls(lab))
                .containsExactly("emu_local_lock taken>free", "emu_local_lock free>taken");
        assertThat(stepsBetweenCalls())
                .containsExactly(
                        "emulib.readAction",
                        "emulib.unlock",
                        "emulib.resume",
                        "user",
                        "emulib.lock");
    }

    @Test
    void oneStoreClearsBothInOneStep() throws Exception {
        EmulibLab lab = run("default,sigsHandled=on,release=one-store");

        assertThat(betweenCalls(lab))
                .containsExactly(
                        "emu_local_lock taken>free",
                        "sigs_handled 1>0",
                        "emu_local_lock free>taken");
        assertThat(stepsBetweenCalls()).doesNotContain("emulib.unlockSecond");
    }

    @Test
    void flagThenLockTakesTwoStepsInThatOrder() throws Exception {
        EmulibLab lab = run("default,sigsHandled=on,release=flag-then-lock");

        assertThat(betweenCalls(lab))
                .containsExactly(
                        "sigs_handled 1>0",
                        "emu_local_lock taken>free",
                        "emu_local_lock free>taken");
        assertThat(stepsBetweenCalls())
                .containsSubsequence("emulib.unlock", "emulib.unlockSecond", "emulib.resume");
    }

    @Test
    void lockThenFlagTakesTwoStepsInThatOrder() throws Exception {
        EmulibLab lab = run("default,sigsHandled=on,release=lock-then-flag");

        assertThat(betweenCalls(lab))
                .containsExactly(
                        "emu_local_lock taken>free",
                        "sigs_handled 1>0",
                        "emu_local_lock free>taken");
        assertThat(stepsBetweenCalls())
                .containsSubsequence("emulib.unlock", "emulib.unlockSecond", "emulib.resume");
    }

    @Test
    void theNextTakerClearsTheFlagInAStepOfItsOwn() throws Exception {
        EmulibLab lab = run("default,sigsHandled=on,release=next-taker");

        assertThat(betweenCalls(lab))
                .containsExactly(
                        "emu_local_lock taken>free",
                        "emu_local_lock free>taken",
                        "sigs_handled 1>0");
        assertThat(stepsBetweenCalls())
                .containsSubsequence("emulib.unlock", "emulib.lock", "emulib.clearSigsHandled")
                .doesNotContain("emulib.unlockSecond");
    }

    @Test
    void withoutTheLockNobodyTouchesItsWord() throws Exception {
        EmulibLab lab = run("default,emuLocalLock=off");

        assertThat(betweenCalls(lab)).isEmpty();
        assertThat(stepsBetweenCalls())
                .doesNotContain("emulib.lock", "emulib.unlock", "emulib.unlockSecond");
        // The server wrote it for the first return, and it stays so
        assertThat(lab.word(ExclusivePage.addressOf(0))).isNotZero();
    }
}
