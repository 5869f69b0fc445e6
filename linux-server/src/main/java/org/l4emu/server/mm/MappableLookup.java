package org.l4emu.server.mm;

import org.l4emu.server.process.Task;

/** Finds what a file descriptor lets a task map; the file system implements it. */
public interface MappableLookup {
    /**
     * The open file behind {@code descriptor}.
     *
     * @return the file; EBADF if it is not open, ENODEV if it cannot be mapped
     */
    ErrorOr<MappableFile> mappable(Task task, int descriptor);
}
