package org.l4emu.server.fs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;

/** A select under way: three sets of descriptors, one bit each, in words of 32. */
final class SelectWait extends ReadinessWait {
    private static final int SETS = 3;
    private static final int[] WANTED = {
        Poll.IN | Poll.HANG_UP | Poll.ERROR, Poll.OUT | Poll.ERROR, Poll.PRIORITY
    };

    private final UserMemory memory;
    private final int count;
    private final int words;
    private final int[] addresses = new int[SETS];
    private final int[][] asked;
    private final int[][] ready;
    private final @Nullable OpenFile[] files;

    SelectWait(ServerPort server, UserMemory memory, Timeout timeout, int count) {
        super(server, timeout);
        this.memory = memory;
        this.count = count;
        words = (count + 31) / 32;
        asked = new int[SETS][words];
        ready = new int[SETS][words];
        files = new @Nullable OpenFile[count];
    }

    /** Reads the sets; −EBADF if one names a descriptor that is not open. */
    int load(Task task) {
        for (int set = 0; set < SETS; set++) {
            addresses[set] = task.arg(1 + set);
            for (int word = 0; addresses[set] != 0 && word < words; word++) {
                asked[set][word] = memory.getInt(task, addresses[set] + 4 * word);
            }
        }
        for (int fd = 0; fd < count; fd++) {
            boolean named = isIn(asked[0], fd) || isIn(asked[1], fd) || isIn(asked[2], fd);
            OpenFile file = named ? task.files().get(fd) : null;
            if (named && file == null) {
                return -Errno.EBADF;
            }
            if (file != null) {
                files[fd] = file;
                watch(file);
            }
        }
        return 0;
    }

    private static boolean isIn(int[] set, int fd) {
        return (set[fd >>> 5] >>> (fd & 31) & 1) != 0;
    }

    @Override
    int look(Task task) {
        int found = 0;
        for (int set = 0; set < SETS; set++) {
            Arrays.fill(ready[set], 0);
        }
        for (int fd = 0; fd < count; fd++) {
            OpenFile file = files[fd];
            if (file == null) {
                continue;
            }
            int bits = file.readiness();
            for (int set = 0; set < SETS; set++) {
                if (isIn(asked[set], fd) && (bits & WANTED[set]) != 0) {
                    ready[set][fd >>> 5] |= 1 << (fd & 31);
                    found++;
                }
            }
        }
        if (found > 0) {
            store(task);
        }
        return found;
    }

    @Override
    int storeNothing(Task task) {
        store(task);
        return 0;
    }

    private void store(Task task) {
        for (int set = 0; set < SETS; set++) {
            for (int word = 0; addresses[set] != 0 && word < words; word++) {
                memory.setInt(task, addresses[set] + 4 * word, ready[set][word]);
            }
        }
    }
}
