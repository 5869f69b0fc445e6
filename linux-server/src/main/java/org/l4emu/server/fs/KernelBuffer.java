package org.l4emu.server.fs;

/** A buffer inside the server, for sendfile and for tests. */
public final class KernelBuffer extends IoBuffer {
    private final byte[] bytes;
    private final int end;
    private int at;

    public KernelBuffer(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        at = offset;
        end = offset + length;
    }

    @Override
    public int remaining() {
        return end - at;
    }

    @Override
    protected int moveIn(byte[] source, int offset, int length) {
        System.arraycopy(source, offset, bytes, at, length);
        at += length;
        return length;
    }

    @Override
    protected int moveOut(byte[] target, int offset, int length) {
        System.arraycopy(bytes, at, target, offset, length);
        at += length;
        return length;
    }

    @Override
    protected void skip() {
        at = end;
    }
}
