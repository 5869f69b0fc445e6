package org.l4emu.emulib;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;

/** emu_local_lock and sigs_handled as one thread handles them. */
class LocalLockTest {
    private static final int PAGE = 0x200000;
    private static final int FOREIGN = 0x1234;

    private interface Body {
        void run(LocalLock lock, org.l4emu.microkernel.thread.ThreadContext context);
    }

    /** Runs in the server's task of a lab, which has all memory. */
    private static EmulibLab with(String settings, Body body) throws Exception {
        SignalProtocol protocol = ProtocolSettings.parse(settings);
        boolean[] done = new boolean[1];
        EmulibLab lab =
                new EmulibLab(
                        new PriorityRoundRobin(),
                        SignalProtocol.DEFAULT,
                        EmulibLab.arm(0xe3a07001, 0xef000000),
                        (label, page, context) -> {
                            body.run(new LocalLock(context, PAGE, 0, protocol), context);
                            done[0] = true;
                        });
        lab.exit();
        assertThat(done[0]).isTrue();
        return lab;
    }

    @Test
    void aFreeLockIsTakenInTheNameOfTheThread() throws Exception {
        with(
                "default",
                (lock, context) -> {
                    assertThat(lock.tryTake()).isTrue();
                    assertThat(lock.holderFound()).isEqualTo((int) context.id().value());
                });
    }

    @Test
    void aTakenLockStaysWithItsHolder() throws Exception {
        with(
                "default",
                (lock, context) -> {
                    context.store(PAGE + ExclusivePage.EMU_LOCAL_LOCK, FOREIGN);

                    assertThat(lock.tryTake()).isFalse();
                    assertThat(lock.holderFound()).isEqualTo(FOREIGN);
                });
    }

    @Test
    void aLockIsNotTakenTwiceByItsHolder() throws Exception {
        with(
                "default",
                (lock, context) -> {
                    lock.tryTake();

                    assertThat(lock.tryTake()).isFalse();
                });
    }

    @Test
    void theFlagIsSeenOnlyWhereTheProtocolUsesIt() throws Exception {
        with(
                "first",
                (lock, context) -> {
                    assertThat(lock.flagIsSet()).isFalse();
                    lock.setFlag();
                    assertThat(lock.flagIsSet()).isTrue();
                    lock.clearFlag();
                    assertThat(lock.flagIsSet()).isFalse();
                });
        with(
                "second",
                (lock, context) -> {
                    lock.setFlag();
                    assertThat(lock.flagIsSet()).isFalse();
                });
    }

    @Test
    void onlyChangesOfTheFlagAreEvents() throws Exception {
        EmulibLab lab =
                with(
                        "first",
                        (lock, context) -> {
                            lock.setFlag();
                            lock.setFlag();
                            lock.clearFlag();
                            lock.clearFlag();
                        });

        assertThat(lab.log.stream().filter(line -> line.startsWith("sigs_handled")))
                .containsExactly("sigs_handled 0>1", "sigs_handled 1>0");
    }

    @Test
    void theNextTakerClearsOnlyWhereTheFlagIsUsed() throws Exception {
        with(
                "first,release=next-taker",
                (lock, context) -> assertThat(lock.nextTakerClears()).isTrue());
        with("first", (lock, context) -> assertThat(lock.nextTakerClears()).isFalse());
        with(
                "second,release=next-taker",
                (lock, context) -> assertThat(lock.nextTakerClears()).isFalse());
    }

    @Test
    void theLockIsUsedUnlessTheProtocolGoesWithout() throws Exception {
        with("default", (lock, context) -> assertThat(lock.isUsed()).isTrue());
        with("default,emuLocalLock=off", (lock, context) -> assertThat(lock.isUsed()).isFalse());
    }

    @Test
    void aReleaseWithoutTheFlagIsOneStoreWhateverTheOrder() throws Exception {
        with(
                "second,release=flag-then-lock",
                (lock, context) -> {
                    lock.tryTake();

                    assertThat(lock.release()).isTrue();
                    assertThat(lock.holderFound()).isZero();
                });
    }
}
