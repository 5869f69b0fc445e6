package org.l4emu.server.fs;

import java.util.Arrays;
import org.l4emu.server.mm.FilePages;
import org.l4emu.server.process.Errno;

/**
 * A regular file in memory. Its contents are page frames, the very ones mmap and execve map; a page
 * nobody wrote is a hole. Behind the end of the file the last page holds zeros.
 */
public final class TmpfsFile extends Inode implements FilePages {
    /** Largest file: what the page table of chunks can hold without growing absurd. */
    static final long SIZE_MAX = 1L << 40;

    private static final int PAGE = PageStore.PAGE_BYTES;
    private static final int CHUNK_PAGES = 1024;
    private static final int HOLE = -1;
    private static final byte[] ZEROS = new byte[PAGE];

    private final Tmpfs tree;
    private static final int[] ABSENT = {};

    private int[][] chunks = {};
    private long size;
    private long pages;

    TmpfsFile(Tmpfs tree, int permissions, int uid, int gid) {
        super(tree, Mode.REGULAR | permissions, uid, gid);
        this.tree = tree;
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public long sectors() {
        return pages * (PAGE / 512);
    }

    @Override
    public int frameForMapping(int index) {
        if (index < 0 || (long) index * PAGE >= size) {
            return -1;
        }
        return frameToWrite(index);
    }

    @Override
    public int cachedFrame(int index) {
        return index < 0 || (long) index * PAGE >= size ? -1 : frame(index);
    }

    @Override
    public void retain() {
        hold();
    }

    @Override
    public void release() {
        drop();
    }

    @Override
    public long inodeNumber() {
        return number();
    }

    @Override
    public long deviceNumber() {
        return tree.deviceMinor();
    }

    /** Reads from {@code position}; returns the number of bytes, 0 at the end. */
    int read(long position, IoBuffer to) {
        int done = 0;
        long at = position;
        while (to.remaining() > 0 && at < size) {
            int offset = (int) (at & (PAGE - 1));
            int n = (int) Math.min(Math.min(to.remaining(), PAGE - offset), size - at);
            int frame = frame((int) (at / PAGE));
            int moved = to.put(frame == HOLE ? ZEROS : tree.store().bytes(frame), offset, n);
            done += moved;
            at += moved;
            if (moved < n) {
                break;
            }
        }
        touchAccessed();
        return done;
    }

    /** Writes at {@code position}; returns the number of bytes, or −ENOSPC or −EFBIG for none. */
    int write(long position, IoBuffer from) {
        int done = 0;
        long at = position;
        while (from.remaining() > 0) {
            int offset = (int) (at & (PAGE - 1));
            int n = (int) Math.min(Math.min(from.remaining(), PAGE - offset), SIZE_MAX - at);
            if (n <= 0) {
                return done > 0 ? done : -Errno.EFBIG;
            }
            int frame = frameToWrite((int) (at / PAGE));
            if (frame < 0) {
                return done > 0 ? done : -Errno.ENOSPC;
            }
            int moved = from.get(tree.store().writable(frame), offset, n);
            done += moved;
            at += moved;
            size = Math.max(size, at);
            if (moved < n) {
                break;
            }
        }
        touchModified();
        return done;
    }

    /** Makes the file that long; what is cut off is freed, what is added is a hole. */
    int truncate(long newSize) {
        if (newSize > SIZE_MAX) {
            return -Errno.EFBIG;
        }
        if (newSize < size) {
            int offset = (int) (newSize & (PAGE - 1));
            int frame = frame((int) (newSize / PAGE));
            if (offset != 0 && frame != HOLE) {
                Arrays.fill(tree.store().writable(frame), offset, PAGE, (byte) 0);
            }
            long firstPage = (newSize + PAGE - 1) / PAGE;
            tree.forgetMappings(this, (int) firstPage);
            freeFrom(firstPage);
        }
        size = newSize;
        touchModified();
        return 0;
    }

    /** Backs a range with pages, so that writing there cannot fail. */
    int allocate(long position, long length, boolean keepSize) {
        long end = position + length;
        if (end > SIZE_MAX || end < 0) {
            return -Errno.EFBIG;
        }
        for (long page = position / PAGE; page * PAGE < end; page++) {
            if (frameToWrite((int) page) < 0) {
                return -Errno.ENOSPC;
            }
        }
        if (!keepSize && end > size) {
            size = end;
        }
        touchModified();
        return 0;
    }

    /** Makes a range zero again and frees its whole pages. */
    void punchHole(long position, long length) {
        long end = Math.min(position + length, size);
        long at = position;
        while (at < end) {
            int offset = (int) (at & (PAGE - 1));
            int n = (int) Math.min(PAGE - offset, end - at);
            int page = (int) (at / PAGE);
            int frame = frame(page);
            if (frame != HOLE && n == PAGE) {
                free(page, frame);
            } else if (frame != HOLE) {
                Arrays.fill(tree.store().writable(frame), offset, offset + n, (byte) 0);
            }
            at += n;
        }
        touchModified();
    }

    /** First position from {@code position} on that is data, or a hole; −ENXIO if none. */
    long seekKind(long position, boolean data) {
        if (position < 0 || position >= size) {
            return -Errno.ENXIO;
        }
        for (long page = position / PAGE; page * PAGE < size; page++) {
            if (frame((int) page) != HOLE == data) {
                return Math.max(position, page * PAGE);
            }
        }
        return data ? -Errno.ENXIO : size;
    }

    @Override
    void dispose() {
        freeFrom(0);
        size = 0;
    }

    private int frame(int page) {
        int chunk = page / CHUNK_PAGES;
        int[] frames = chunk < chunks.length ? chunks[chunk] : ABSENT;
        return frames.length == 0 ? HOLE : frames[page % CHUNK_PAGES];
    }

    private int frameToWrite(int page) {
        int existing = frame(page);
        if (existing != HOLE) {
            return existing;
        }
        int frame = tree.allocatePage();
        if (frame >= 0) {
            chunkToWrite(page / CHUNK_PAGES)[page % CHUNK_PAGES] = frame;
            pages++;
        }
        return frame;
    }

    private int[] chunkToWrite(int chunk) {
        if (chunk >= chunks.length) {
            int before = chunks.length;
            chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, 2 * before));
            Arrays.fill(chunks, before, chunks.length, ABSENT);
        }
        int[] frames = chunks[chunk];
        if (frames.length == 0) {
            frames = new int[CHUNK_PAGES];
            Arrays.fill(frames, HOLE);
            chunks[chunk] = frames;
        }
        return frames;
    }

    private void freeFrom(long firstPage) {
        for (int chunk = (int) (firstPage / CHUNK_PAGES); chunk < chunks.length; chunk++) {
            int[] frames = chunks[chunk];
            for (int i = 0; i < frames.length; i++) {
                int page = chunk * CHUNK_PAGES + i;
                if (page >= firstPage && frames[i] != HOLE) {
                    free(page, frames[i]);
                }
            }
        }
    }

    private void free(int page, int frame) {
        int[] frames = chunks[page / CHUNK_PAGES];
        frames[page % CHUNK_PAGES] = HOLE;
        tree.releasePage(frame);
        pages--;
    }
}
