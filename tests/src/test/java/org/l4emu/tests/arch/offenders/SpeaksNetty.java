package org.l4emu.tests.arch.offenders;

import io.netty.buffer.ByteBuf;

/** Breaks: protobuf stays at the edges. */
public final class SpeaksNetty {
    public int size(ByteBuf bytes) {
        return bytes.readableBytes();
    }
}
