package org.l4emu.server.mm;

/** A regular file {@code execve} may run, found by an {@link ExecutableLookup}. */
public interface ExecutableFile {
    /** Contents, mapped into the new program. */
    FilePages pages();

    /** Absolute path within the task's root, for {@code /proc/PID/exe} and {@code maps}. */
    String path();

    /** File mode with S_ISUID and S_ISGID; both 0 on a mount without them. */
    int mode();

    /** Owner, for set-user-id programs. */
    int uid();

    /** Group, for set-group-id programs. */
    int gid();
}
