package org.l4emu.protocol.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.l4emu.testkit.SeedExtension;

@ExtendWith(SeedExtension.class)
class XxHash64Test {
    @Test
    void publishedValuesComeOut() {
        assertThat(XxHash64.hash(new byte[0], 0, 0, 0)).isEqualTo(0xEF46DB3751D8E999L);
        byte[] abc = "xabc".getBytes(StandardCharsets.US_ASCII);
        assertThat(XxHash64.hash(abc, 1, 3, 0)).isEqualTo(0x44BC2CF5AD770999L);
    }

    @RepeatedTest(20)
    void zstdsOwnChecksumIsItsLowHalf(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);

        byte[] frame;
        try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
            frame = zstd.compress(bytes);
        }

        int checksum =
                ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getInt(frame.length - 4);
        assertThat((int) XxHash64.hash(bytes, 0, bytes.length, 0)).isEqualTo(checksum);
    }
}
