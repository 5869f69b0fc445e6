package org.l4emu.server.fs;

/** Root and working directory and umask of a process. */
public final class FsContext {
    FsContext() {}
}
