package org.l4emu.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    @Test
    void membersKeepTheirOrderAfterTheSchema() {
        JsonLine line = JsonLine.of("l4emu/x/1").with("z", 1).with("a", true).with("n", null);

        assertThat(line).hasToString("{\"schema\":\"l4emu/x/1\",\"z\":1,\"a\":true,\"n\":null}");
    }

    @Test
    void whatWouldBreakALineIsEscaped() {
        JsonLine line = JsonLine.of("s").with("t", "a\"b\\c\nd\u0001\ud800");

        assertThat(line).hasToString("{\"schema\":\"s\",\"t\":\"a\\\"b\\\\c\\nd\\u0001\\ud800\"}");
    }

    @Test
    void listsAndMapsNest() {
        JsonLine line =
                JsonLine.of("s")
                        .with("l", List.of(1, "x", List.of()))
                        .with("m", Map.of("k", Map.of()));

        assertThat(line).hasToString("{\"schema\":\"s\",\"l\":[1,\"x\",[]],\"m\":{\"k\":{}}}");
    }
}
