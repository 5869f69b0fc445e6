package org.l4emu.server.mm;

/**
 * The contents of a file as page frames: the page cache. Read and write go through the same frames
 * as mmap and execve, so decoded code hangs on the file's own pages and outlives a program. Bytes
 * of the last page beyond the end of the file are zero.
 */
public interface FilePages {
    /**
     * Frame that holds page {@code index} of the file (4,096-byte pages); allocates a zero page for
     * a hole. The caller retains the frame if it keeps it.
     *
     * @return frame number; −1 if out of memory or beyond the end of the file
     */
    int frameForMapping(int index);

    /** Size of the file in bytes. */
    long sizeBytes();

    /**
     * Frame of page {@code index} if it is there without any work, for mapping pages around a
     * fault.
     *
     * @return frame number; −1 if it is not in the cache or beyond the end of the file
     */
    default int cachedFrame(int index) {
        return -1;
    }

    /** One more area maps the file: it lives on although its last name may go. */
    default void retain() {}

    /** One area less maps the file. */
    default void release() {}

    /** Inode number, for {@code /proc/PID/maps}; 0 if it has none. */
    default long inodeNumber() {
        return 0;
    }

    /** Device number as {@code st_dev} has it, for {@code /proc/PID/maps}. */
    default long deviceNumber() {
        return 0;
    }
}
