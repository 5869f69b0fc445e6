package org.l4emu.server.fs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;

/**
 * A poll under way.
 *
 * <pre>
 *   struct pollfd: fd 0 (32)   events 4 (16)   revents 6 (16)
 * </pre>
 */
final class PollWait extends ReadinessWait {
    private static final int ENTRY_BYTES = 8;
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ServerPort server;
    private final boolean restarts;
    private final UserMemory memory;
    private final int address;
    private final byte[] entries;
    private final @Nullable OpenFile[] files;

    /**
     * Looks the descriptors up.
     *
     * @param restarts true for poll, false for ppoll, which stores what is left of its time
     */
    PollWait(
            ServerPort server,
            UserMemory memory,
            Timeout timeout,
            Task task,
            int address,
            byte[] entries,
            boolean restarts) {
        super(server, timeout);
        this.server = server;
        this.restarts = restarts;
        this.memory = memory;
        this.address = address;
        this.entries = entries;
        files = new @Nullable OpenFile[entries.length / ENTRY_BYTES];
        for (int i = 0; i < files.length; i++) {
            OpenFile file = task.files().get((int) INTS.get(entries, i * ENTRY_BYTES));
            files[i] = file;
            if (file != null) {
                watch(file);
            }
        }
    }

    /** poll keeps no time in user memory: restart_syscall goes on for the rest of it. */
    @Override
    public int interrupted(Task task) {
        int result = super.interrupted(task);
        return restarts ? -Errno.ERESTART_RESTARTBLOCK : result;
    }

    @Override
    public int restart(Task task) {
        return new PollWait(server, memory, timeout(), task, address, entries, true).start(task);
    }

    @Override
    int look(Task task) {
        int ready = 0;
        for (int i = 0; i < files.length; i++) {
            int at = i * ENTRY_BYTES;
            OpenFile file = files[i];
            int bits;
            if ((int) INTS.get(entries, at) < 0) {
                bits = 0;
            } else if (file == null) {
                bits = Poll.INVALID;
            } else {
                bits = file.readiness() & ((short) SHORTS.get(entries, at + 4) | Poll.ALWAYS);
            }
            SHORTS.set(entries, at + 6, (short) bits);
            ready += bits != 0 ? 1 : 0;
        }
        if (ready > 0) {
            memory.copyOut(task, address, entries);
        }
        return ready;
    }

    @Override
    int storeNothing(Task task) {
        memory.copyOut(task, address, entries);
        return 0;
    }
}
