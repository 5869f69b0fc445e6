package org.l4emu.server.mm;

import org.l4emu.microkernel.thread.StateDigest;

/**
 * The resource limits an address space keeps to, in bytes. setrlimit writes them; a negative number
 * is no limit.
 */
public final class MemoryLimits {
    /** RLIM_INFINITY. */
    public static final long INFINITE = Long.MAX_VALUE;

    private static final long STACK_BYTES = 8L << 20;

    private long stackBytes = STACK_BYTES;
    private long dataBytes = INFINITE;
    private long addressSpaceBytes = INFINITE;

    public long stackBytes() {
        return stackBytes;
    }

    public void limitStack(long bytes) {
        stackBytes = orInfinite(bytes);
    }

    public long dataBytes() {
        return dataBytes;
    }

    public void limitData(long bytes) {
        dataBytes = orInfinite(bytes);
    }

    public long addressSpaceBytes() {
        return addressSpaceBytes;
    }

    public void limitAddressSpace(long bytes) {
        addressSpaceBytes = orInfinite(bytes);
    }

    private static long orInfinite(long bytes) {
        return bytes < 0 ? INFINITE : bytes;
    }

    /** Limits of their own with the same values, as fork and execve hand them on. */
    public MemoryLimits copy() {
        MemoryLimits copy = new MemoryLimits();
        copy.stackBytes = stackBytes;
        copy.dataBytes = dataBytes;
        copy.addressSpaceBytes = addressSpaceBytes;
        return copy;
    }

    void digest(StateDigest digest) {
        digest.put(stackBytes);
        digest.put(dataBytes);
        digest.put(addressSpaceBytes);
    }
}
