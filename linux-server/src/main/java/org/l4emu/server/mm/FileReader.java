package org.l4emu.server.mm;

import org.l4emu.microkernel.memory.Flexpage;

/** Reads bytes of a file through its page frames. */
final class FileReader {
    private final PhysicalWindow window;

    FileReader(PhysicalWindow window) {
        this.window = window;
    }

    /**
     * Fills {@code target} from {@code offset} on.
     *
     * @return number of bytes read; fewer at the end of the file or without memory
     */
    int read(FilePages pages, long offset, byte[] target) {
        long available = Math.max(0, pages.sizeBytes() - offset);
        int length = (int) Math.min(target.length, available);
        int done = 0;
        while (done < length) {
            long at = offset + done;
            int inPage = (int) at & (Flexpage.PAGE_SIZE - 1);
            int part = Math.min(length - done, Flexpage.PAGE_SIZE - inPage);
            int frame = pages.frameForMapping((int) (at >>> Flexpage.PAGE_SIZE_LOG2));
            if (frame < 0) {
                return done;
            }
            System.arraycopy(window.bytes(frame), inPage, target, done, part);
            done += part;
        }
        return done;
    }
}
