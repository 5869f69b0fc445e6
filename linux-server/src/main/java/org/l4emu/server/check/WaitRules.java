package org.l4emu.server.check;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.server.process.Task;

/**
 * DEADLOCK, and faults that are dropped for ever: follows who waits for whom, through IPC partners
 * and holders of locks, until somebody can move, nobody can, or the chain closes.
 */
final class WaitRules {
    private static final int CHAIN_MAX = 16;

    private final Scene scene;
    private final Findings findings;
    private final StringBuilder chain = new StringBuilder();

    /** The last step of a chain found that nothing can come. */
    private boolean isOver;

    WaitRules(Scene scene, Findings findings) {
        this.scene = scene;
        this.findings = findings;
    }

    /** Looks at every thread that waits. */
    void look() {
        for (int i = 0; i < scene.live().size(); i++) {
            Watch watch = scene.live().get(i);
            if (watch.role != Watch.Role.OTHER) {
                follow(watch);
            }
        }
    }

    private void follow(Watch start) {
        isOver = false;
        chain.setLength(0);
        Watch slow = start;
        Watch at = next(start);
        boolean closed = false;
        for (int i = 0; at != null && !closed && i < CHAIN_MAX; i++) {
            closed = at == start || at == slow;
            slow = i % 4 == 3 ? at : slow;
            at = closed ? at : next(at);
        }
        if (!isOver && !closed) {
            return;
        }
        L4Thread thread = scene.thread(start);
        boolean dropped = isOver && thread != null && thread.ipc.faulting;
        Invariant rule = dropped ? Invariant.FAULT : Invariant.DEADLOCK;
        if (!findings.isKnown(rule, start.serial)) {
            describe(start);
            findings.broken(
                    rule,
                    start.serial,
                    dropped
                            ? "a page fault is dropped and nobody will force the thread"
                            : "a thread waits for ever",
                    chain.toString());
        }
    }

    private void describe(Watch start) {
        chain.setLength(0);
        isOver = false;
        Watch at = start;
        Watch before = start;
        for (int i = 0; at != null && i < CHAIN_MAX && (i == 0 || at != start); i++) {
            chain.append(i == 0 ? "" : " <- ").append(scene.place(scene.thread(at)));
            before = at;
            at = next(at);
        }
        Task task = scene.task(before);
        if (task != null) {
            chain.append("; under_kernel_control ")
                    .append(task.tss().underKernelControl() ? 1 : 0)
                    .append(", emu_local_lock ")
                    .append(Scene.hex(task.registers().word(ExclusivePage.EMU_LOCAL_LOCK)));
        }
    }

    /** Whom a thread waits for; null if it can move, or if nothing can come (isOver). */
    private @Nullable Watch next(Watch watch) {
        L4Thread thread = scene.thread(watch);
        if (thread == null) {
            return null;
        }
        return switch (thread.state()) {
            case SENDING -> scene.watchOf(thread.ipc.destination);
            case READY -> waitsForLock(thread) ? holder(watch) : null;
            case RECEIVING -> receives(watch, thread);
            case INACTIVE, DEAD -> null;
        };
    }

    private boolean waitsForLock(L4Thread thread) {
        String step = thread.program() == null ? "" : scene.step(thread);
        return step.equals("emulib.lock") || step.equals("signal.lock");
    }

    private @Nullable Watch receives(Watch watch, L4Thread thread) {
        ThreadId from = thread.ipc.from;
        if (from.equals(ThreadId.ANY)) {
            return null;
        }
        Task task = scene.task(watch);
        if (task == null) {
            return null;
        }
        if (!task.tss().hasEntered() && watch.asked == watch.served) {
            // The call of a Linux thread that ended; another one's start is under way
            return null;
        }
        if (from.equals(ThreadId.NIL)) {
            return sleeps(watch, thread);
        }
        if (watch.role == Watch.Role.USER && task.tss().underKernelControl()
                || !scene.serversIdle()) {
            return scene.blockedServer();
        }
        if (watch.role == Watch.Role.USER) {
            return unlessIdle(scene.partner(watch));
        }
        isOver = true;
        return null;
    }

    /** A signal thread polls the lock; a parked user thread waits for its signal thread. */
    private @Nullable Watch sleeps(Watch watch, L4Thread thread) {
        if (watch.role == Watch.Role.SIGNAL) {
            return waitsForLock(thread) ? holder(watch) : null;
        }
        return scene.step(thread).equals("emulib.park") ? unlessIdle(scene.partner(watch)) : null;
    }

    private @Nullable Watch unlessIdle(@Nullable Watch watch) {
        if (watch == null || Scene.waitsIdle(scene.thread(watch))) {
            isOver = true;
            return null;
        }
        return watch;
    }

    /** Who must give emu_local_lock back before {@code waiter} can go on. */
    private @Nullable Watch holder(Watch waiter) {
        Task task = scene.task(waiter);
        Watch user = task == null ? null : scene.watchOf(task.userThread());
        if (task == null || user == null) {
            return null;
        }
        int word = task.registers().word(ExclusivePage.EMU_LOCAL_LOCK);
        if (word == 0) {
            return null;
        }
        Watch signals = scene.partner(user);
        if (signals != null && word == (int) signals.id.value() && holdsItself(signals)) {
            return signals;
        }
        boolean users = word == (int) user.id.value();
        if (users || signals != null && word == (int) signals.id.value()) {
            L4Thread thread = scene.thread(user);
            boolean kept = user == waiter || thread == null || thread.program() == null;
            isOver |= kept;
            return kept ? null : user;
        }
        // A server holds it: while the task is under kernel control it will come back to it
        if (!task.tss().underKernelControl() && scene.serversIdle()) {
            isOver = true;
            return null;
        }
        return scene.blockedServer();
    }

    /** Between taking the lock and letting the user thread go on with it. */
    private boolean holdsItself(Watch signals) {
        L4Thread thread = scene.thread(signals);
        if (thread == null) {
            return false;
        }
        return switch (scene.step(thread)) {
            case "signal.clearSigsHandled",
                    "signal.exRegsPark",
                    "signal.setSigsHandled",
                    "signal.storeIp",
                    "signal.storeSp",
                    "signal.exRegsForce" ->
                    true;
            default -> false;
        };
    }
}
