package org.l4emu.server.fs;

import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Task;

/**
 * On whose behalf a path is walked or a file opened.
 *
 * @param pid process id; 0 for the kernel itself
 * @param session its session, for /dev/tty
 */
public record Caller(FsContext fs, Credentials credentials, int pid, int session) {
    /** The task itself. */
    public static Caller of(Task task) {
        return new Caller(
                task.fs(), task.credentials(), task.group().pid(), task.group().session());
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
