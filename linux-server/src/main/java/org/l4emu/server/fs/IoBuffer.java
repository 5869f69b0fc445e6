package org.l4emu.server.fs;

/**
 * The other side of a read or write: a place bytes go to or come from, consumed front to back. It
 * outlives a wait, so a blocked call goes on where it was.
 */
public abstract class IoBuffer {
    private int done;
    private boolean faulted;

    /** Bytes that can still be moved. */
    public abstract int remaining();

    /** Moves bytes in. */
    protected abstract int moveIn(byte[] source, int offset, int length);

    /** Moves bytes out. */
    protected abstract int moveOut(byte[] target, int offset, int length);

    /**
     * Moves bytes into the buffer.
     *
     * <p>Precondition: {@code length} ≤ {@link #remaining}.
     *
     * @return how many; fewer than {@code length} only if the place is bad, see {@link #faulted}
     */
    public final int put(byte[] source, int offset, int length) {
        return account(moveIn(source, offset, length), length);
    }

    /** Moves bytes out of the buffer, as {@link #put}. */
    public final int get(byte[] target, int offset, int length) {
        return account(moveOut(target, offset, length), length);
    }

    /** Counts all that remains as moved, without looking at it: the null device. */
    public final void discard() {
        done += remaining();
        skip();
    }

    /** Forgets what remains. */
    protected abstract void skip();

    private int account(int moved, int length) {
        done += moved;
        faulted |= moved < length;
        return moved;
    }

    /** Bytes moved so far. */
    public final int done() {
        return done;
    }

    /** A bad user address ended the transfer. */
    public final boolean faulted() {
        return faulted;
    }
}
