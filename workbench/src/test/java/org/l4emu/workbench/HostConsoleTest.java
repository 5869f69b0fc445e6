package org.l4emu.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HostConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void inputComesAsItWasTypedAndThenEnds() {
        HostConsole console = console(new ByteArrayInputStream(bytes("typed")));

        assertThat(console.await())
                .hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes("typed")));
        assertThat(console.await()).isEmpty();
        assertThat(console.isEnded()).isTrue();
        assertThat(console.poll()).isEmpty();
    }

    @Test
    void aLargeInputArrivesWhole() {
        byte[] large = new byte[1_000_000];
        large[777_777] = 7;
        HostConsole console = console(new ByteArrayInputStream(large));

        ByteArrayOutputStream got = new ByteArrayOutputStream();
        for (Optional<byte[]> b = console.await(); b.isPresent(); b = console.await()) {
            got.writeBytes(b.get());
        }

        assertThat(got.toByteArray()).isEqualTo(large);
    }

    @Test
    void inputThatNobodyWantsIsLeftToTheNextProgram() {
        ByteArrayInputStream untouched = new ByteArrayInputStream(bytes("for the next"));
        HostConsole console = console(untouched);

        console.write(bytes("only output"), 0, 11);

        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("only output");
        assertThat(untouched.available()).isEqualTo(12);
    }

    @Test
    void errorsGoTheirOwnWay() {
        console(InputStream.nullInputStream()).writeError(bytes("xwrongx"), 1, 5);

        assertThat(err.toString(StandardCharsets.ISO_8859_1)).isEqualTo("wrong");
        assertThat(out.size()).isZero();
    }

    private HostConsole console(InputStream in) {
        return new HostConsole(in, out, err);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
