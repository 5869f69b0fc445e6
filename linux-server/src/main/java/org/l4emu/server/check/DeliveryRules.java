package org.l4emu.server.check;

import org.l4emu.protocol.event.SignalStep;

/** TWICE: deliver record, frame, handler, return, one after the other. */
final class DeliveryRules {
    private final Findings findings;

    DeliveryRules(Findings findings) {
        this.findings = findings;
    }

    void delivered(Watch user, int signal) {
        if (user.delivery != Watch.Delivery.NONE) {
            broken(user, "a deliver record is overwritten before its handler ran", signal, "none");
        }
        user.delivery = Watch.Delivery.RECORDED;
        user.signal = signal;
    }

    void frameBuilt(Watch user, int signal) {
        if (user.delivery != Watch.Delivery.RECORDED || user.signal != signal) {
            broken(user, "a frame is built that was not delivered", signal, "recorded");
        }
        user.delivery = Watch.Delivery.FRAME_BUILT;
        user.signal = signal;
    }

    void handlerEntered(Watch user, int signal) {
        if (user.delivery != Watch.Delivery.FRAME_BUILT || user.signal != signal) {
            broken(user, "a handler begins that has no frame of its own", signal, "frame built");
        }
        user.delivery = Watch.Delivery.NONE;
        user.entered++;
    }

    /** User code goes on. */
    void resumed(Watch user) {
        if (user.delivery != Watch.Delivery.NONE) {
            broken(user, "user code goes on before the delivered handler", user.signal, "none");
            user.delivery = Watch.Delivery.NONE;
        }
    }

    void returned(Watch user) {
        user.returned++;
        if (user.returned > user.entered) {
            findings.broken(
                    Invariant.TWICE,
                    user.serial,
                    "a thread returns from more handlers than it entered",
                    "entered: " + user.entered + ", returned: " + user.returned);
        }
    }

    private void broken(Watch user, String what, int signal, String expected) {
        findings.broken(
                Invariant.TWICE,
                user.serial,
                what,
                "signal "
                        + signal
                        + " at this step, before it: signal "
                        + user.signal
                        + " "
                        + user.delivery
                        + ", expected: "
                        + expected);
    }

    /** fork inside a handler: the child returns from it, too. */
    static void forked(Watch child, Watch parent) {
        child.entered = parent.entered;
        child.returned = parent.returned;
        child.frames.addAll(parent.frames);
    }

    /** How often each step was seen. */
    static final class Counts {
        private final long[] bySteps = new long[SignalStep.values().length];

        void add(SignalStep step) {
            bySteps[step.ordinal()]++;
        }

        long of(SignalStep step) {
            return bySteps[step.ordinal()];
        }
    }
}
