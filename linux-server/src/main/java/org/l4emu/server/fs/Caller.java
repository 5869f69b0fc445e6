package org.l4emu.server.fs;

import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/**
 * On whose behalf a path is walked or a file opened.
 *
 * @param pid process id; 0 for the kernel itself
 * @param session the session whose terminal /dev/tty is; 0 if the process has none
 */
public record Caller(FsContext fs, Credentials credentials, int pid, int session) {
    /** The task itself. */
    public static Caller of(Task task) {
        ThreadGroup group = task.group();
        int session = group.gaveUpTerminal() ? 0 : group.session();
        return new Caller(task.fs(), task.credentials(), group.pid(), session);
    }

    /** The task by its real ids, as access looks at files. */
    Caller byRealIds() {
        Credentials c = credentials;
        return new Caller(
                fs,
                new Credentials(
                        c.uid(), c.uid(), c.uid(), c.uid(), c.gid(), c.gid(), c.gid(), c.gid()),
                pid,
                session);
    }
}
