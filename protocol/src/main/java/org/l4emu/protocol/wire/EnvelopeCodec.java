package org.l4emu.protocol.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import java.util.List;
import org.l4emu.protocol.schema.Envelope;

/**
 * Frames of a gateway: a length of 4 bytes, big-endian, then that many bytes of one {@link
 * Envelope}. A length over the limit or bytes that are no envelope end the connection's use.
 */
public final class EnvelopeCodec extends ByteToMessageCodec<Envelope> {
    /** Room for a window of a mebibyte and what is around it. */
    public static final int FRAME_BYTES_MAX = 1024 * 1024 + 4096;

    private static final int LENGTH_BYTES = 4;

    public EnvelopeCodec() {
        super(Envelope.class);
    }

    @Override
    protected void encode(ChannelHandlerContext context, Envelope envelope, ByteBuf out)
            throws IOException {
        int length = envelope.getSerializedSize();
        if (length > FRAME_BYTES_MAX) {
            throw tooLong(length);
        }
        out.writeInt(length);
        try (ByteBufOutputStream stream = new ByteBufOutputStream(out)) {
            envelope.writeTo(stream);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws IOException {
        if (in.readableBytes() < LENGTH_BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 0 || length > FRAME_BYTES_MAX) {
            in.skipBytes(in.readableBytes());
            throw tooLong(length);
        }
        if (in.readableBytes() < LENGTH_BYTES + length) {
            return;
        }
        in.skipBytes(LENGTH_BYTES);
        try (ByteBufInputStream stream = new ByteBufInputStream(in.readSlice(length))) {
            out.add(Envelope.parseFrom(stream));
        } catch (InvalidProtocolBufferException e) {
            throw new CorruptedFrameException("a frame is no envelope: " + e.getMessage(), e);
        }
    }

    private static TooLongFrameException tooLong(int length) {
        return new TooLongFrameException(
                "frame of " + (length & 0xffffffffL) + " bytes, at most " + FRAME_BYTES_MAX);
    }
}
