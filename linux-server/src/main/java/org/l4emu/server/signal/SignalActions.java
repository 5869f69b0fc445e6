package org.l4emu.server.signal;

import java.util.Arrays;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.schedule.WaitQueue;

/** The dispositions of a process; CLONE_SIGHAND shares them. */
public final class SignalActions {
    private final SignalAction[] actions = new SignalAction[Signals.COUNT];
    private final WaitQueue fileReaders = new WaitQueue();

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

    /** Woken by every signal that becomes pending: those who wait for one through a signalfd. */
    public WaitQueue fileReaders() {
        return fileReaders;
    }

    /** The signals with a handler. */
    public long caught() {
        long set = 0;
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            set |= of(signal).isCaught() ? Signals.bit(signal) : 0;
        }
        return set;
    }

    /** The signals a program has asked to ignore. */
    public long ignored() {
        long set = 0;
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            boolean ignores = of(signal).handler() == SignalAction.SIG_IGN;
            set |= ignores ? Signals.bit(signal) : 0;
        }
        return set;
    }

    /** True if a signal that arrives is dropped at once. */
    public boolean ignores(int signal) {
        SignalAction action = of(signal);
        return action.handler() == SignalAction.SIG_IGN
                || action.handler() == SignalAction.SIG_DFL && Signals.isIgnoredByDefault(signal);
    }

    public void digest(StateDigest digest) {
        for (int i = 0; i < actions.length; i++) {
            SignalAction action = actions[i];
            if (!action.equals(SignalAction.DEFAULT)) {
                digest.put((long) i << 32 | action.restorer() & 0xffffffffL);
                digest.put((long) action.handler() << 32 | action.flags() & 0xffffffffL);
                digest.put(action.mask());
            }
        }
    }
}
