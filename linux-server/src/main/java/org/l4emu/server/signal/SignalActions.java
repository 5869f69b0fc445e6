package org.l4emu.server.signal;

import java.util.Arrays;
import org.l4emu.microkernel.thread.StateDigest;

/** The dispositions of a process; CLONE_SIGHAND shares them. */
public final class SignalActions {
    private final SignalAction[] actions = new SignalAction[Signals.COUNT];

    public SignalActions() {
        Arrays.fill(actions, SignalAction.DEFAULT);
    }

    /** What fork gives the child. */
    public SignalActions copy() {
        SignalActions copy = new SignalActions();
        System.arraycopy(actions, 0, copy.actions, 0, actions.length);
        return copy;
    }

    /** What execve leaves: caught signals go back to default, ignored ones stay ignored. */
    public SignalActions forNewProgram() {
        SignalActions left = new SignalActions();
        for (int i = 0; i < actions.length; i++) {
            if (actions[i].handler() == SignalAction.SIG_IGN) {
                left.actions[i] = SignalAction.IGNORE;
            }
        }
        return left;
    }

    public SignalAction of(int signal) {
        return actions[signal - 1];
    }

    public void set(int signal, SignalAction action) {
        actions[signal - 1] = action;
    }

    /** True if a signal that arrives is dropped at once. */
    public boolean ignores(int signal) {
        SignalAction action = of(signal);
        return action.handler() == SignalAction.SIG_IGN
                || action.handler() == SignalAction.SIG_DFL
                        && Signals.defaultAction(signal) == Signals.Default.IGNORE;
    }

    public void digest(StateDigest digest) {
        for (SignalAction action : actions) {
            if (action.handler() != 0) {
                digest.put((long) action.handler() << 32 | action.flags() & 0xffffffffL);
                digest.put(action.mask());
            }
        }
    }
}
