package org.l4emu.server.mm;

import org.jspecify.annotations.Nullable;

/** An open file mmap may map, found by a {@link MappableLookup}. */
public interface MappableFile {
    /** Contents; null for the zero device, whose mappings are anonymous memory. */
    @Nullable FilePages pages();

    /** True if it was opened for reading. */
    boolean isReadable();

    /** True if it was opened for writing. */
    boolean isWritable();

    /** Absolute path, for {@code /proc/PID/maps}. */
    String path();
}
