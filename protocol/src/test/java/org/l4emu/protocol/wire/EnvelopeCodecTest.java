package org.l4emu.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.TooLongFrameException;
import org.junit.jupiter.api.Test;
import org.l4emu.protocol.schema.Envelope;
import org.l4emu.protocol.schema.MapItem;
import org.l4emu.protocol.schema.Message;
import org.l4emu.protocol.schema.WindowWrite;

class EnvelopeCodecTest {
    private static final Envelope CALL =
            Envelope.newBuilder()
                    .setNumber(7)
                    .setMessage(
                            Message.newBuilder()
                                    .setSender(0x1234_5678_9abcL)
                                    .setReceiver(1)
                                    .setKind(Message.Kind.CALL)
                                    .addRegisters(4)
                                    .addRegisters(-1)
                                    .addMapItems(MapItem.newBuilder().setSendPage(0xbffff)))
                    .build();

    private final EmbeddedChannel channel = new EmbeddedChannel(new EnvelopeCodec());

    private ByteBuf encoded(Envelope envelope) {
        channel.writeOutbound(envelope);
        return channel.readOutbound();
    }

    @Test
    void anEnvelopeTravelsWhole() {
        channel.writeInbound(encoded(CALL));

        assertThat(channel.<Envelope>readInbound()).isEqualTo(CALL);
    }

    @Test
    void framesMayArriveInSingleBytes() {
        ByteBuf two = Unpooled.wrappedBuffer(encoded(CALL), encoded(CALL));
        while (two.isReadable()) {
            channel.writeInbound(Unpooled.copiedBuffer(new byte[] {two.readByte()}));
        }

        assertThat(channel.<Envelope>readInbound()).isEqualTo(CALL);
        assertThat(channel.<Envelope>readInbound()).isEqualTo(CALL);
        assertThat(channel.<Envelope>readInbound()).isNull();
    }

    @Test
    void anImpossibleLengthIsRefusedBeforeItsBytesArrive() {
        ByteBuf frame = Unpooled.buffer().writeInt(-1);

        assertThatThrownBy(() -> channel.writeInbound(frame))
                .isInstanceOf(TooLongFrameException.class)
                .hasMessageContaining("4294967295");
    }

    @Test
    void whatIsTooLongIsNotSent() {
        ByteString data = ByteString.copyFrom(new byte[EnvelopeCodec.FRAME_BYTES_MAX]);
        Envelope envelope =
                Envelope.newBuilder()
                        .setWindowWrite(WindowWrite.newBuilder().setData(data))
                        .build();

        assertThatThrownBy(() -> channel.writeOutbound(envelope))
                .isInstanceOf(EncoderException.class)
                .hasRootCauseInstanceOf(TooLongFrameException.class);
    }

    @Test
    void bytesThatAreNoEnvelopeAreRefused() {
        ByteBuf frame = Unpooled.buffer().writeInt(2).writeByte(0xff).writeByte(0xff);

        assertThatThrownBy(() -> channel.writeInbound(frame))
                .isInstanceOf(CorruptedFrameException.class);
    }
}
