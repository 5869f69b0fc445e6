package org.l4emu.server.fs;

import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.SignalAction;
import org.l4emu.server.signal.Signals;

/** Whose terminal it is: the session it controls, and the process group in the foreground. */
final class SessionControl {
    private int session;
    private int foregroundGroup;
    private int hangUps;
    private boolean lent;

    /** Session it controls; 0 for none. */
    int session() {
        return session;
    }

    /** Process group in the foreground; 0 for none. */
    int foregroundGroup() {
        return foregroundGroup;
    }

    /** Becomes the controlling terminal of a session. */
    void take(int newSession, int group) {
        session = newSession;
        foregroundGroup = group;
        lent = false;
    }

    /**
     * Boot gives it to the first program, which then has job control if it is a shell; an init that
     * wants it for another session can have it taken there, as if nobody had it.
     */
    void lend(int firstSession, int group) {
        take(firstSession, group);
        lent = true;
    }

    /** True if a session leader without a terminal may have it. */
    boolean isFree() {
        return session == 0 || lent;
    }

    void setForegroundGroup(int group) {
        foregroundGroup = group;
    }

    /** How often it was hung up: what was opened before is dead. */
    int hangUps() {
        return hangUps;
    }

    void hangUp() {
        hangUps++;
    }

    /** True if it is the controlling terminal of the process. */
    boolean controls(ThreadGroup group) {
        return session != 0 && session == group.session() && !group.gaveUpTerminal();
    }

    /**
     * Looks whether the task may do what is kept for the foreground.
     *
     * @param signal SIGTTIN for reads, SIGTTOU for writes and changes
     * @return 0 if it may; −EIO if it may not and nobody could continue it after a stop, or if it
     *     reads and does not want SIGTTIN; otherwise its process group gets the signal, and
     *     −ERESTARTSYS has the call start again after that
     */
    int admit(Task task, int signal, ServerPort server) {
        ThreadGroup group = task.group();
        if (!controls(group) || foregroundGroup == 0 || group.processGroup() == foregroundGroup) {
            return 0;
        }
        boolean unwanted =
                Signals.contains(task.signals().blocked(), signal)
                        || group.actions().of(signal).handler() == SignalAction.SIG_IGN;
        if (unwanted) {
            return signal == Signals.SIGTTIN ? -Errno.EIO : 0;
        }
        if (server.isOrphaned(group.processGroup())) {
            return -Errno.EIO;
        }
        server.signalGroup(group.processGroup(), signal);
        return -Errno.ERESTARTSYS;
    }

    void digest(StateDigest digest) {
        digest.put((long) session << 32 | foregroundGroup);
        digest.put(lent ? -1 - hangUps : hangUps);
    }
}
