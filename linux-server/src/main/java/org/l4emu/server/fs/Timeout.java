package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;

/** How long poll and select wait, and where they store what was left. */
final class Timeout {
    /** How the time lies in user memory. */
    enum Form {
        /** Seconds and microseconds, 32 bits each. */
        TIMEVAL(false, 1000),
        /** Seconds and nanoseconds, 32 bits each. */
        TIMESPEC(false, 1),
        /** Seconds and nanoseconds, 64 bits each. */
        TIMESPEC64(true, 1);

        private final boolean wide;
        private final int unitNanos;

        Form(boolean wide, int unitNanos) {
            this.wide = wide;
            this.unitNanos = unitNanos;
        }
    }

    private static final long MICROS = 1_000_000L;
    private static final long NANOS = 1_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    private final ServerPort server;
    private final @Nullable UserMemory memory;
    private final int address;
    private final Form form;
    private final long deadlineNanos;

    private Timeout(
            ServerPort server,
            @Nullable UserMemory memory,
            int address,
            Form form,
            long deadlineNanos) {
        this.server = server;
        this.memory = memory;
        this.address = address;
        this.form = form;
        this.deadlineNanos = deadlineNanos;
    }

    /** Milliseconds; negative for ever. */
    static Timeout ofMillis(ServerPort server, int millis) {
        long deadline = millis < 0 ? NEVER : server.uptimeNanos() + millis * 1_000_000L;
        return new Timeout(server, null, 0, Form.TIMESPEC, deadline);
    }

    /** A time in user memory; address 0 for ever. Null if it is no valid time. */
    static @Nullable Timeout at(
            ServerPort server, UserMemory memory, Task task, int address, Form form) {
        if (address == 0) {
            return new Timeout(server, null, 0, form, NEVER);
        }
        long seconds = form.wide ? memory.getLong(task, address) : memory.getInt(task, address);
        long fraction =
                form.wide ? memory.getInt(task, address + 8) : memory.getInt(task, address + 4);
        if (form == Form.TIMEVAL) {
            // select, alone among all, takes more microseconds than a second has
            seconds += fraction / MICROS;
            fraction %= MICROS;
        }
        if (seconds < 0 || fraction < 0 || fraction >= NANOS / form.unitNanos) {
            return null;
        }
        long most = (NEVER - server.uptimeNanos()) / NANOS - 2;
        long deadline =
                seconds > most
                        ? NEVER
                        : server.uptimeNanos() + seconds * NANOS + fraction * form.unitNanos;
        return new Timeout(server, memory, address, form, deadline);
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    boolean isFinite() {
        return deadlineNanos != NEVER;
    }

    /** Stores the time that was left, as Linux does; a bad address changes nothing any more. */
    void storeRemaining(Task task) {
        if (memory == null || !isFinite()) {
            return;
        }
        long left = Math.max(0, deadlineNanos - server.uptimeNanos());
        try {
            if (form.wide) {
                memory.setLong(task, address, left / NANOS);
                memory.setLong(task, address + 8, left % NANOS);
            } else {
                memory.setInt(task, address, (int) (left / NANOS));
                memory.setInt(task, address + 4, (int) (left % NANOS / form.unitNanos));
            }
        } catch (UserFault readOnly) {
            return;
        }
    }
}
