package org.l4emu.tests.arch.offenders;

import com.google.protobuf.ByteString;

/** Breaks: protobuf stays at the edges. */
public final class SpeaksProtobuf {
    public int size(ByteString bytes) {
        return bytes.size();
    }
}
