package org.l4emu.server.fs;

/** Open files of a process, by descriptor. */
public final class FileTable {
    FileTable() {}
}
