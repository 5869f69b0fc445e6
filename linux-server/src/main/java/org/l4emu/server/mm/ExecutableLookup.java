package org.l4emu.server.mm;

import org.l4emu.server.process.Task;

/** Finds programs; the file system implements it. */
public interface ExecutableLookup {
    /**
     * Resolves {@code path} for execution by {@code task}: follows links, checks search permission
     * on the way and execute permission at the end.
     *
     * @return the file; ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, or EACCES if it is no regular file or
     *     lacks every execute right the task could use
     */
    ErrorOr<ExecutableFile> executable(Task task, byte[] path);
}
