package org.l4emu.server.mm;

/**
 * The contents of a file as page frames: the page cache. Read and write go through the same frames
 * as mmap and execve, so decoded code hangs on the file's own pages and outlives a program.
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
}
