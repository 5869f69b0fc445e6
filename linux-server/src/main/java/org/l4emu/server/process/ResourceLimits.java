package org.l4emu.server.process;

/** Soft and hard resource limits of a process, as 64-bit values; −1 is unlimited. */
public final class ResourceLimits {
    public static final int STACK = 3;
    public static final int DATA = 2;
    public static final int CORE = 4;
    public static final int NPROC = 6;
    public static final int NOFILE = 7;
    public static final int MEMLOCK = 8;
    public static final int AS = 9;
    public static final int SIGPENDING = 11;
    public static final int MSGQUEUE = 12;
    public static final int NICE = 13;
    public static final int RTPRIO = 14;

    /** Kinds of limits there are. */
    public static final int COUNT = 16;

    public static final long UNLIMITED = -1;

    private static final long STACK_BYTES = 8 << 20;
    private static final int FILES = 1024;
    private static final int FILES_HARD = 1024;
    private static final int PROCESSES = 2000;
    private static final int LOCKED_BYTES = 64 << 10;
    private static final int SIGNALS = 1024;
    private static final int QUEUE_BYTES = 819_200;

    private final long[] soft = new long[COUNT];
    private final long[] hard = new long[COUNT];

    public ResourceLimits() {
        for (int i = 0; i < COUNT; i++) {
            set(i, UNLIMITED, UNLIMITED);
        }
        set(STACK, STACK_BYTES, UNLIMITED);
        set(CORE, 0, UNLIMITED);
        set(NPROC, PROCESSES, PROCESSES);
        set(NOFILE, FILES, FILES_HARD);
        set(MEMLOCK, LOCKED_BYTES, LOCKED_BYTES);
        set(SIGPENDING, SIGNALS, SIGNALS);
        set(MSGQUEUE, QUEUE_BYTES, QUEUE_BYTES);
        set(NICE, 0, 0);
        set(RTPRIO, 0, 0);
    }

    /** What fork gives the child. */
    public ResourceLimits copy() {
        ResourceLimits copy = new ResourceLimits();
        System.arraycopy(soft, 0, copy.soft, 0, COUNT);
        System.arraycopy(hard, 0, copy.hard, 0, COUNT);
        return copy;
    }

    public long soft(int kind) {
        return soft[kind];
    }

    public long hard(int kind) {
        return hard[kind];
    }

    public void set(int kind, long softLimit, long hardLimit) {
        soft[kind] = softLimit;
        hard[kind] = hardLimit;
    }
}
