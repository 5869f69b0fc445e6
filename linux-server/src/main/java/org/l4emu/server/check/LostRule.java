package org.l4emu.server.check;

import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.Signals;

/**
 * LOST: looks, between two steps, for a pending deliverable signal of a task in user mode about
 * which nobody has anything left to do.
 */
final class LostRule {
    private final Scene scene;
    private final Findings findings;

    /** Something was posted since nothing was pending anywhere. */
    private boolean isPossible;

    LostRule(Scene scene, Findings findings) {
        this.scene = scene;
        this.findings = findings;
    }

    void posted() {
        isPossible = true;
    }

    void look() {
        if (!isPossible || scene.linux().notifier().owes()) {
            return;
        }
        boolean pending = false;
        for (ThreadGroup group : scene.linux().processes().all()) {
            if (group.isDead() || group.isExiting()) {
                continue;
            }
            pending |= look(group);
        }
        isPossible = pending;
    }

    private boolean look(ThreadGroup group) {
        long shared = deliverable(group, group.signals().set());
        boolean pending = group.signals().set() != 0;
        long sharedLost = shared;
        long sharedOpen = 0;
        Task taker = null;
        for (int i = 0; i < group.threads().size(); i++) {
            Task task = group.threads().get(i);
            if (!task.isAlive() || task.isKernelThread()) {
                continue;
            }
            long all = task.signals().pending().set();
            pending |= all != 0;
            long own = deliverable(group, all) & ~task.signals().blocked();
            long open = shared & ~task.signals().blocked();
            if ((own | open) == 0) {
                continue;
            }
            if (!scene.isQuiet(task)) {
                sharedLost &= ~open;
            } else {
                if (own != 0) {
                    lost(task, Signals.lowest(own));
                }
                sharedOpen |= open;
                taker = task;
            }
        }
        if (taker != null && (sharedLost & sharedOpen) != 0) {
            lost(taker, Signals.lowest(sharedLost & sharedOpen));
        }
        return pending;
    }

    private static long deliverable(ThreadGroup group, long set) {
        long left = set;
        for (long rest = set; rest != 0; ) {
            int signal = Signals.lowest(rest);
            rest &= ~Signals.bit(signal);
            if (group.actions().ignores(signal)) {
                left &= ~Signals.bit(signal);
            }
        }
        return left;
    }

    private void lost(Task task, int signal) {
        Watch user = scene.watchOf(task.userThread());
        if (user == null || findings.isKnown(Invariant.LOST, user.serial)) {
            return;
        }
        Watch signals = scene.partner(user);
        findings.broken(
                Invariant.LOST,
                user.serial,
                "signal " + signal + " of " + task + " is pending and forgotten",
                "pending "
                        + Long.toHexString(task.signals().pendingSet())
                        + ", blocked "
                        + Long.toHexString(task.signals().blocked())
                        + ", under_kernel_control 0, messages owed 0; "
                        + scene.place(scene.thread(user))
                        + "; "
                        + (signals == null
                                ? "no signal thread"
                                : scene.place(scene.thread(signals))));
    }
}
