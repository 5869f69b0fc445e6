package org.l4emu.protocol.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array with the few verbs of protobuf's wire format. Scalars that are zero are left
 * out, as implicit presence wants it, unless the method's name says otherwise.
 */
final class WireBuffer {
    private byte[] bytes;
    private int position;

    WireBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    /** Starts again at the beginning of {@code buffer}. */
    void restart(byte[] buffer) {
        bytes = buffer;
        position = 0;
    }

    /** Precondition of all that follows: room was ensured for what will be written. */
    void ensure(int more) {
        if (bytes.length - position < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, position + more));
        }
    }

    void varint32(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
    }

    void varint64(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
    }

    void uint64(int tag, long value) {
        if (value != 0) {
            varint32(tag);
            varint64(value);
        }
    }

    void uint32(int tag, int value) {
        if (value != 0) {
            alwaysUint32(tag, value);
        }
    }

    /** For members of a oneof, which are present even when zero. */
    void alwaysUint32(int tag, int value) {
        varint32(tag);
        varint32(value);
    }

    void sint32(int tag, int value) {
        uint32(tag, zigzag(value));
    }

    static int zigzag(int value) {
        return (value << 1) ^ (value >> 31);
    }

    void alwaysFixed64(int tag, long value) {
        varint32(tag);
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            bytes[position++] = (byte) (value >>> shift);
        }
    }

    void fixed64(int tag, long value) {
        if (value != 0) {
            alwaysFixed64(tag, value);
        }
    }

    void blob(int tag, byte[] source, int offset, int length) {
        if (length != 0) {
            varint32(tag);
            varint32(length);
            System.arraycopy(source, offset, bytes, position, length);
            position += length;
        }
    }

    void text(int tag, String text) {
        if (!text.isEmpty()) {
            alwaysText(tag, text);
        }
    }

    void alwaysText(int tag, String text) {
        int start = open(tag);
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                utf8(start, text);
                return;
            }
            bytes[position++] = (byte) c;
        }
        close(start);
    }

    private void utf8(int start, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        position = start;
        System.arraycopy(encoded, 0, bytes, position, encoded.length);
        position += encoded.length;
        close(start);
    }

    /** Begins a length-delimited field whose length is not known yet. */
    int open(int tag) {
        varint32(tag);
        return openUntagged();
    }

    /**
     * @return where the content begins, for {@link #close}
     */
    int openUntagged() {
        return ++position;
    }

    /** Writes the length of what was begun; content of 128 bytes or more moves up to make room. */
    void close(int start) {
        int length = position - start;
        if (length < 0x80) {
            bytes[start - 1] = (byte) length;
            return;
        }
        int extra = varintSize(length) - 1;
        ensure(extra);
        System.arraycopy(bytes, start, bytes, start + extra, length);
        position = start - 1;
        varint32(length);
        position += length;
    }

    static int varintSize(int value) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(value | 1);
        return (bits + 6) / 7;
    }
}
